// The chat in the browser: shows what everybody writes, and sends what you type.
import { markAuthor } from './author.js';
import { byId, create, localTime } from './dom.js';
import { badgeOf, deleteButton } from './host-tools.js';
import { withLinks } from './links.js';
import { addLine, replaceLines, scrollToEnd } from './log.js';
import { setupNumbers } from './numbers.js';
import { reactionsBar, showReactions } from './reactions.js';
import { setupSending } from './sending.js';
import { putWhispersBack, runCommand } from './whispers.js';

/** @import { BrowserSocket, Message } from '../events.ts' */

const MAX_MESSAGES = 300; // the server keeps more
const FULL = 'Too many of your messages are waiting. Try again when some of them are sent.';
const EMPTIED = 'The messages are gone. The server has a new database, or the host deleted them.';

/** @param {BrowserSocket} socket */
export function setupChat(socket) {
  const input = byId('chat-text', HTMLTextAreaElement);
  const error = byId('chat-error', HTMLElement);
  const shown = document.getElementsByClassName('message');
  /** @type {Set<string>} The ids of the messages that were sent from this tab; a reload keeps them. */
  const own = new Set(sessionStorage.getItem('own')?.split(' '));

  /** @param {Message} message */
  const lineOf = ({ id, from, isHost, text, timestamp }) => {
    const line = create('p', '');
    line.id = `message-${id}`;
    line.dataset.from = from;
    line.className = own.has(id) ? 'message own' : 'message';
    const author = create('strong', from);
    markAuthor(author, from);
    author.append(...badgeOf({ isHost }));
    const bar = reactionsBar();
    bar.append(deleteButton(id, from));
    line.append(author, ' ', localTime(timestamp), ' ', withLinks(text), bar);
    return line;
  };

  // The history replaces what is shown, whatever has been missed; then each new message is added, once and in order.
  setupNumbers(socket, {
    replace: (messages) => {
      const wasEmptied = messages.length === 0 && shown.length > 0;
      replaceLines(messages.map(lineOf));
      if (wasEmptied) addLine(noticeOf(EMPTIED));
      putWhispersBack();
    },
    add: (message) => {
      addLine(lineOf(message));
      if (shown.length > MAX_MESSAGES) surplusOf([...shown])?.remove();
    },
    react: showReactions,
  });

  const send = setupSending(socket, (id) => {
    own.add(id);
    sessionStorage.setItem('own', [...own].slice(-MAX_MESSAGES).join(' '));
    document.getElementById(`message-${id}`)?.classList.add('own');
  });

  byId('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value;
    error.textContent = '';
    if (text.trim().startsWith('/')) {
      void runCommand(socket, text.trim());
      return;
    }
    if (text.trim() === '') return;
    if (!send(text)) {
      error.textContent = FULL;
      return;
    }
    input.value = '';
    input.focus(); // it was on the button if you have clicked on Send
    scrollToEnd();
  });

  // In a textarea Enter makes a new line. Here it sends, and Shift+Enter makes the line. While a Chinese or Japanese
  // word is put together (isComposing), Enter belongs to that. The button does nothing while it waits.
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId('chat-send', HTMLButtonElement).click();
  });
}

/**
 * Which line goes when there are too many: as on the server, the oldest one of whoever has written the most.
 *
 * @param {Element[]} lines
 */
function surplusOf(lines) {
  const authors = lines.map((line) => (line instanceof HTMLElement ? line.dataset.from : ''));
  const counts = authors.map((author) => authors.filter((one) => one === author).length);
  return lines[counts.indexOf(Math.max(...counts))];
}

/** @param {string} text */
function noticeOf(text) {
  const line = create('p', text);
  line.className = 'notice';
  return line;
}
