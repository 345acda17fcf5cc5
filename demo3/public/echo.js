// The echo in the browser: sends what you type, and shows what comes back and how long that took.
import { byId, create, localTime } from './dom.js';

const MAX_LINES = 200;

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
    if (log.childElementCount > MAX_LINES) log.firstElementChild?.remove();
    log.scrollTop = log.scrollHeight;
  });

  byId('echo-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value;
    const sentAt = performance.now();
    input.value = '';
    problem.textContent = '';
    socket.timeout(5000).emit('echo_message', { text }, (error, answer) => {
      if (!error && answer.ok) {
        // The answer follows right after the echo, so the last line is the one that it belongs to.
        log.lastElementChild?.append(create('small', `${(performance.now() - sentAt).toFixed(1)} ms`));
        return;
      }
      // Nothing that was typed is lost: it goes back in front of what has been typed since.
      input.value = `${text} ${input.value}`.trim();
      // Of several sentences the first one stays (||=): the others mostly follow from it.
      problem.textContent ||= error || answer.ok ? 'The server did not answer. Try again.' : answer.error;
    });
  });
}
