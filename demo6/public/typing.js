// Who is typing: tells the others when you type, and shows who else does.
import { byId } from './dom.js';

/** @import { BrowserSocket } from '../events.ts' */

const SAY_AGAIN = 2000; // milliseconds; the server forgets it after 3 seconds
const noMatter = () => {}; // whether it has arrived: the next one comes soon

/** @param {BrowserSocket} socket */
export function setupTyping(socket) {
  const input = byId('chat-text', HTMLTextAreaElement);
  const line = byId('typing', HTMLElement);
  /** @type {Set<string>} nicknames */
  const typing = new Set();
  let lastSentAt = -Infinity;

  const show = () => {
    const names = [...typing];
    const who = names.length < 3 ? names.join(' and ') : `${names.length} people`;
    line.textContent = names.length ? `${who} ${names.length === 1 ? 'is' : 'are'} typing…` : '';
  };

  socket.on('typing_update', ({ nickname, typing: isTyping }) => {
    if (isTyping) typing.add(nickname);
    else typing.delete(nickname);
    show();
  });
  // In another room, or after a break, nobody is known to type until there is news of it.
  socket.on('room_joined', () => {
    lastSentAt = -Infinity;
    typing.clear();
    show();
  });

  input.addEventListener('input', () => {
    // Whoever types a command may be about to whisper, and that is nobody's business.
    const isTyping = input.value !== '' && !input.value.startsWith('/');
    if (isTyping && performance.now() - lastSentAt > SAY_AGAIN) {
      lastSentAt = performance.now();
      if (socket.connected) socket.timeout(5000).volatile.emit('typing_start', {}, noMatter);
    } else if (!isTyping && lastSentAt > 0) {
      lastSentAt = -Infinity;
      if (socket.connected) socket.timeout(5000).volatile.emit('typing_stop', {}, noMatter);
    }
  });
  byId('chat-form', HTMLFormElement).addEventListener('submit', () => {
    lastSentAt = -Infinity; // the server knows by the message
  });
}
