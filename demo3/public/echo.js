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
    problem.textContent = '';
    socket.timeout(5000).emit('echo_message', { text }, (error, answer) => {
      if (error) {
        problem.textContent ||= 'The server did not answer. Your message is still here: try again.';
      } else if (!answer.ok) {
        problem.textContent = answer.error;
      } else {
        if (input.value === text) input.value = '';
        // The answer follows right after the echo, so the last line is the one that it belongs to.
        log.lastElementChild?.append(create('small', `${(performance.now() - sentAt).toFixed(1)} ms`));
      }
    });
  });
}
