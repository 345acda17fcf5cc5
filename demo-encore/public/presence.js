// Presence in the browser: the dialog for the nickname, and the list of who is here.
import { markAuthor } from './author.js';
import { byId, create } from './dom.js';
import { badgeOf, removeButton } from './host-tools.js';
import { setupKeys } from './keys.js';
import { account, me, ownSession } from './me.js';
import { roomInAddress } from './rooms.js';
import { setupSuggestion } from './suggestion.js';
import { whisperButton } from './whispers.js';

/** @import { BrowserSocket, User } from '../events.ts' */

const RETRY_AFTER = 1000; // milliseconds

/** @param {BrowserSocket} socket */
export function setupPresence(socket) {
  const list = byId('people-list', HTMLUListElement);
  setupKeys(list, 'button:not([hidden])');
  /** @type {Map<string, HTMLLIElement>} The entries of the list, by the id of the person. */
  const entries = new Map();

  const showCount = () => {
    byId('people-count', HTMLElement).textContent = `(${entries.size})`;
  };

  /** @param {User} user */
  const add = (user) => {
    const { id, nickname } = user;
    const entry = create('li', id === me.id ? `${nickname} (you)` : '');
    if (id !== me.id) entry.append(whisperButton(nickname));
    entry.append(...badgeOf(user));
    if (id !== me.id) entry.append(removeButton(user));
    markAuthor(entry, nickname).classList.toggle('own', id === me.id);
    entries.get(id)?.remove();
    entries.set(id, entry);
    list.append(entry);
    showCount();
  };

  socket.on('user_list', (all) => {
    entries.clear();
    list.replaceChildren();
    for (const user of all) add(user);
  });
  socket.on('user_joined', add);
  socket.on('user_updated', add);
  socket.on('user_left', ({ id }) => {
    entries.get(id)?.remove();
    entries.delete(id);
    showCount();
  });
}

/**
 * Connects with the nickname of this tab; a tab that has none yet asks for it.
 *
 * @param {BrowserSocket} socket
 */
export function enterWithNickname(socket) {
  const dialog = byId('nickname-dialog', HTMLDialogElement);
  const input = byId('nickname', HTMLInputElement);
  const error = byId('nickname-error', HTMLElement);
  input.value = me.nickname;

  // What the handshake brings along, each time the socket connects.
  socket.auth = (send) => {
    send({ nickname: me.nickname, session: ownSession(), room: roomInAddress() });
  };

  socket.on('connect', () => dialog.close());
  socket.on('connect_error', (/** @type {Error & { data?: { retry?: boolean } }} */ { message, data }) => {
    if (socket.active) return; // no connection: Socket.IO tries again
    if (data?.retry) {
      setTimeout(() => socket.connect(), RETRY_AFTER * (1 + Math.random())); // the server can't let anybody in now
      return;
    }
    error.textContent = message;
    if (dialog.open) return;
    input.value = me.nickname;
    dialog.showModal();
  });

  byId('nickname-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    error.textContent = '';
    me.nickname = input.value;
    socket.connect();
  });
  dialog.addEventListener('close', () => {
    if (socket.connected) byId('chat-text', HTMLTextAreaElement).focus();
    else dialog.showModal(); // closed by Escape: but nobody comes in without a nickname
  });

  setupSuggestion(socket, input);
  if (account || sessionStorage.getItem('nickname')) socket.connect();
  else dialog.showModal();
}
