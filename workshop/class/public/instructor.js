// Connects a page of the instructor: with the key from the address, this tab, another page, or whoever types it.
import { byId } from './dom.js';

/** The key, or an address with the key at its end. @param {string} text */
const keep = (text) => sessionStorage.setItem('key', text.slice(text.lastIndexOf('#') + 1).trim());

/** What follows # is not sent to any server. It leaves the address bar as well, before somebody films it. */
const takeFromAddress = () => {
  if (location.hash.length > 1) keep(location.hash);
  history.replaceState(null, '', location.pathname);
};

/** @returns {import('../events.ts').ClientSocket} not connected yet: call `open` when all listens */
export function connectAsInstructor() {
  const pill = byId('status', HTMLElement);
  const dialog = byId('key-dialog', HTMLDialogElement);
  const input = byId('key', HTMLInputElement);
  const error = byId('key-error', HTMLElement);

  // The board hands its key to the projector. Only pages of this address can hear it.
  const channel = new BroadcastChannel('key');
  takeFromAddress();

  /** @type {import('../events.ts').ClientSocket} */
  const socket = io({
    autoConnect: false,
    auth: (send) => send({ role: 'instructor', key: sessionStorage.getItem('key') ?? '' }),
    reconnectionDelay: 250,
    reconnectionDelayMax: 1500,
  });
  /** @param {string} state @param {string} text */
  const show = (state, text) => {
    pill.dataset.state = state;
    pill.textContent = text;
  };
  const askForKey = (reason = '') => {
    show('disconnected', 'Waiting for the key');
    error.textContent = reason;
    if (!dialog.open) dialog.showModal();
    input.select();
  };
  const open = () => (sessionStorage.getItem('key') ? socket.connect() : askForKey());

  socket.on('connect', () => {
    show('connected', 'Connected');
    dialog.close();
    input.value = '';
    channel.postMessage(sessionStorage.getItem('key'));
  });
  socket.on('disconnect', (reason) => {
    show('connecting', 'Connection lost. Trying again…');
    if (!socket.active && reason !== 'io client disconnect') setTimeout(open, 2000);
  });
  socket.on('connect_error', (/** @type {Error & { data?: { isFinal?: boolean } }} */ failure) => {
    if (failure.data?.isFinal) return askForKey(failure.message);
    show('connecting', `${socket.active ? 'The class does not answer.' : failure.message} Trying again…`);
    if (!socket.active) setTimeout(open, 2000);
  });
  dialog.addEventListener('cancel', (event) => event.preventDefault()); // there is nothing to see behind it
  byId('key-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    keep(input.value);
    open();
  });
  // Another key in the address bar loads nothing.
  addEventListener('hashchange', () => {
    takeFromAddress();
    socket.disconnect();
    open();
  });
  channel.addEventListener('message', ({ data }) => {
    if (socket.connected || typeof data !== 'string') return;
    keep(data);
    open();
  });
  queueMicrotask(open);
  return socket;
}
