// Presence in the browser: the dialog for the nickname, the list of who is here, and who comes and goes.
import { byId, create } from './dom.js';
import { addLine } from './log.js';

/** @import { BrowserSocket, User } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function showPresence(socket) {
  const list = byId('people-list', HTMLUListElement);
  /** @type {Map<string, User>} by id */
  const users = new Map();
  let ownId = '';

  const showList = () => {
    byId('people-count', HTMLElement).textContent = `(${users.size})`;
    const entries = [...users.values()].map(({ id, nickname }) => {
      const entry = create('li', id === ownId ? `${nickname} (you)` : nickname);
      entry.classList.toggle('own', id === ownId);
      return entry;
    });
    list.replaceChildren(...entries);
  };

  socket.on('session', ({ user }) => {
    ownId = user.id;
  });
  socket.on('user_list', (all) => {
    users.clear();
    for (const user of all) users.set(user.id, user);
    showList();
  });
  socket.on('user_joined', (user) => {
    users.set(user.id, user);
    showList();
    notice('joined', user.nickname);
  });
  socket.on('user_left', (user) => {
    users.delete(user.id);
    showList();
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
  const session = sessionStorage.getItem('session') ?? undefined;
  input.value = sessionStorage.getItem('nickname') ?? localStorage.getItem('nickname') ?? '';

  /** @param {string} nickname @param {string} [knownSession] */
  const enter = (nickname, knownSession) => {
    socket.auth = { nickname, session: knownSession };
    socket.connect();
  };

  socket.on('session', ({ session: current, user }) => {
    socket.auth = { nickname: user.nickname, session: current }; // for each reconnect
    sessionStorage.setItem('session', current);
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
    enter(input.value, sessionStorage.getItem('session') ?? undefined);
  });
  dialog.addEventListener('close', () => {
    if (socket.connected) byId('chat-text', HTMLInputElement).focus();
    else dialog.showModal(); // closed by Escape: but nobody comes in without a nickname
  });

  if (session) enter(input.value, session);
  else dialog.showModal();
}

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
  latest = { what, names, line };
}
