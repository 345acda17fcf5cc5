// The chat in the browser: shows what everybody writes, and sends what one types.
import { byId, create, localTime } from './dom.js';
import { addLine, clearLog } from './log.js';

/** @import { BrowserSocket, Message } from '../events.ts' */

const MAX_MESSAGES = 100; // as many as the server keeps

/** @param {BrowserSocket} socket */
export function showChat(socket) {
  const input = byId('chat-text', HTMLInputElement);
  const problem = byId('chat-problem', HTMLElement);
  const shown = document.getElementsByClassName('message');
  /** @type {Set<string>} The ids of the messages that were sent from this page. */
  const own = new Set();

  /** @param {Message} message */
  const show = ({ id, from, text, timestamp }) => {
    const line = create('p', '');
    line.id = `message-${id}`;
    line.className = own.has(id) ? 'message own' : 'message';
    line.append(create('strong', from), ' ', localTime(timestamp), create('br', ''), text);
    addLine(line);
    if (shown.length > MAX_MESSAGES) shown[0]?.remove();
  };

  // The history replaces what is shown, whatever has been missed; then each new message is added.
  socket.on('message_history', (messages) => {
    clearLog();
    for (const message of messages) show(message);
  });
  socket.on('new_message', show);

  byId('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value;
    input.value = '';
    problem.textContent = '';
    socket.timeout(5000).emit('send_message', { text }, (error, answer) => {
      if (!error && answer.ok) {
        own.add(String(answer.id));
        document.getElementById(`message-${answer.id}`)?.classList.add('own');
        return;
      }
      // Nothing that was typed is lost: it goes back in front of what has been typed since.
      input.value = `${text} ${input.value}`.trim();
      // Of several sentences the first one stays (||=): the others mostly follow from it.
      problem.textContent ||= error || answer.ok ? 'The server did not answer. Try again.' : answer.error;
    });
  });
}
