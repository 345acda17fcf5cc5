// The chat in the browser: shows what everybody writes, and sends what you type.
import { byId, create, localTime } from './dom.js';
import { addLine, replaceLines, scrollToEnd } from './log.js';

/** @import { BrowserSocket, Message } from '../events.ts' */

const MAX_MESSAGES = 100; // as many as the server keeps

/** @param {BrowserSocket} socket */
export function showChat(socket) {
  const input = byId('chat-text', HTMLInputElement);
  const problem = byId('chat-problem', HTMLElement);
  const shown = document.getElementsByClassName('message');
  /** @type {Set<string>} The ids of the messages that were sent from this tab; a reload keeps them. */
  const own = new Set(sessionStorage.getItem('own')?.split(' '));

  /** @param {Message} message */
  const lineOf = ({ id, from, text, timestamp }) => {
    const line = create('p', '');
    line.id = `message-${id}`;
    line.className = own.has(id) ? 'message own' : 'message';
    line.append(create('strong', from), ' ', localTime(timestamp), create('br', ''), text);
    return line;
  };

  // The history replaces what is shown, whatever has been missed; then each new message is added.
  socket.on('message_history', (messages) => {
    replaceLines(messages.map(lineOf));
  });
  socket.on('new_message', (message) => {
    addLine(lineOf(message));
    if (shown.length > MAX_MESSAGES) shown[0]?.remove();
  });

  byId('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value;
    input.value = '';
    problem.textContent = '';
    scrollToEnd();
    socket.timeout(5000).emit('send_message', { text }, (error, answer) => {
      if (!error && answer.ok) {
        own.add(String(answer.id));
        sessionStorage.setItem('own', [...own].slice(-MAX_MESSAGES).join(' '));
        document.getElementById(`message-${answer.id}`)?.classList.add('own');
        return;
      }
      // Nothing that was typed is lost: it goes back in front of what has been typed since.
      input.value = `${text} ${input.value}`.trim();
      // Of several sentences the first one stays (||=): the others mostly follow from it.
      const noAnswer = 'No answer came. Look whether your message has arrived, or send it again.';
      problem.textContent ||= error || answer.ok ? noAnswer : answer.error;
    });
  });
}
