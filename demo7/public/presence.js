// Presence in the browser: the dialog for the nickname, the list of who is here, and who comes and goes.
import { byId, create } from './dom.js';
import { addLine } from './log.js';
import { roomInAddress } from './rooms.js';
import { ownSession, sayGoodbye } from './session.js';
import { whisperButton } from './whispers.js';

/** @import { BrowserSocket, User } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function showPresence(socket) {
  const list = byId('people-list', HTMLUListElement);
  /** @type {Map<string, HTMLLIElement>} The entries of the list, by the id of the person. */
  const entries = new Map();
  let ownId = '';

  const showCount = () => {
    byId('people-count', HTMLElement).textContent = `(${entries.size})`;
  };

  /** @param {User} user */
  const add = ({ id, nickname }) => {
    const entry = create('li', id === ownId ? `${nickname} (you)` : '');
    if (id !== ownId) entry.append(whisperButton(nickname));
    entry.classList.toggle('own', id === ownId);
    entries.get(id)?.remove();
    entries.set(id, entry);
    list.append(entry);
    showCount();
  };

  socket.on('session', ({ user }) => {
    ownId = user.id;
  });
  socket.on('user_list', (all) => {
    entries.clear();
    list.replaceChildren();
    for (const user of all) add(user);
  });
  socket.on('user_joined', (user) => {
    add(user);
    notice('joined', user.nickname);
  });
  socket.on('user_left', (user) => {
    entries.get(user.id)?.remove();
    entries.delete(user.id);
    showCount();
    notice('left', user.nickname);
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
  const problem = byId('nickname-problem', HTMLElement);

  // A tab keeps its session until it is closed, the browser keeps the nickname for the next visit.
  input.value = sessionStorage.getItem('nickname') ?? localStorage.getItem('nickname') ?? '';

  // What the handshake brings along, each time the socket connects.
  socket.auth = (send) => {
    send({ nickname: input.value, session: ownSession(), room: roomInAddress() });
  };

  socket.on('session', ({ session, user }) => {
    input.value = user.nickname;
    sessionStorage.setItem('session', session);
    sessionStorage.setItem('nickname', user.nickname);
    localStorage.setItem('nickname', user.nickname);
    dialog.close();
  });

  socket.on('connect_error', ({ message }) => {
    if (socket.active) return; // no connection: Socket.IO tries again
    problem.textContent = message;
    if (!dialog.open) dialog.showModal();
  });

  byId('nickname-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    problem.textContent = '';
    socket.connect();
  });
  dialog.addEventListener('close', () => {
    if (socket.connected) byId('chat-text', HTMLInputElement).focus();
    else dialog.showModal(); // closed by Escape: but nobody comes in without a nickname
  });

  sayGoodbye(socket);
  if (sessionStorage.getItem('nickname')) socket.connect();
  else dialog.showModal();
}

const MAX_NOTICES = 20;
/** @type {{ what: string, names: string[], line: HTMLElement } | undefined} */
let latest;

/**
 * Says in the log who has joined or left. Several in a row become one line.
 *
 * @param {'joined' | 'left'} what
 * @param {string} nickname
 */
function notice(what, nickname) {
  const goesOn = latest?.what === what && latest.line.isConnected && !latest.line.nextElementSibling;
  const names = latest && goesOn ? [...latest.names, nickname] : [nickname];
  const line = latest && goesOn ? latest.line : create('p', '');
  const who = names.length < 3 ? names.join(' and ') : `${names.length} people`;
  line.className = 'notice';
  line.textContent = `${who} ${what}`;
  if (!goesOn) addLine(line);
  const shown = document.querySelectorAll('#chat-log .notice');
  if (shown.length > MAX_NOTICES) shown[0]?.remove();
  latest = { what, names, line };
}
