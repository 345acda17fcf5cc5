// The echo in the browser: sends what one types, and shows what comes back and how long that took.
import { byId, create, localTime } from './dom.js';

/** @param {import('../events.ts').BrowserSocket} socket */
export function showEcho(socket) {
  const input = byId('echo-text', HTMLInputElement);
  const problem = byId('echo-problem', HTMLElement);
  const log = byId('echo-log', HTMLElement);

  socket.on('status', ({ text }) => {
    byId('server-says', HTMLElement).textContent = text;
  });

  socket.on('echo_response', ({ text, timestamp }) => {
    const line = create('p', text);
    line.append(' ', localTime(timestamp), ' ');
    log.append(line);
    log.scrollTop = log.scrollHeight;
  });

  byId('echo-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value;
    const sentAt = performance.now();
    socket.timeout(5000).emit('echo_message', { text }, (error, answer) => {
      const failed = error ? 'No answer came within 5 seconds. Your message is still here: try again.' : '';
      problem.textContent = failed || (answer.ok ? '' : answer.error);
      if (problem.textContent) return;

      if (input.value === text) input.value = '';
      // The server answers right after its echo, so the last line is the one that belongs to this answer.
      log.lastElementChild?.append(create('small', `${(performance.now() - sentAt).toFixed(1)} ms`));
    });
  });
}
