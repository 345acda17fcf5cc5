// The echo in the browser: sends what you type, and shows what comes back and how long that took.
import { answerOf } from './ack.js';
import { byId, create, localTime } from './dom.js';

const MAX_LINES = 200;

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupEcho(socket) {
  const input = byId('echo-text', HTMLInputElement);
  const error = byId('echo-error', HTMLElement);
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

  /** The echo of a text that has no time yet. It needn't be the last line: HTTP polling can bring several at a time. */
  const echoOf = (/** @type {string} */ text) =>
    [...log.children].findLast(
      (line) => line.firstChild?.nodeValue === text.trim() && !line.querySelector('small'),
    );

  /** @param {string} text */
  const send = async (text) => {
    const sentAt = performance.now();
    const request = socket.timeout(5000).emitWithAck('echo_message', { text });
    const answer = await answerOf(request, 'The server did not answer. Try again.');
    if (answer.ok) {
      // The server sends the echo first and then the answer, so the line is there.
      echoOf(text)?.append(create('small', `answered after ${(performance.now() - sentAt).toFixed(1)} ms`));
      return;
    }
    // Your text isn't lost: it goes back in front of what you have typed since.
    input.value = `${text} ${input.value}`.trim();
    // Of several sentences the first one stays (||=): the others mostly follow from it.
    error.textContent ||= answer.error;
  };

  byId('echo-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void send(input.value); // void: nobody waits for it
    input.value = '';
    input.focus(); // it was on the button if you have clicked on Send
    error.textContent = '';
  });
}
