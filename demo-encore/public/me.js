// Who you are: your nickname, your id, and the session of this tab, a secret that proves to the server that it is you.
import { byId } from './dom.js';

/** @import { BrowserSocket } from '../events.ts' */

/** The nickname of the account that is logged in; '' for a guest. The page has it from the server. */
export const account = document.getElementById('account')?.dataset.nickname ?? '';

/**
 * A tab keeps its nickname until you close it, the browser keeps it for your next visit. The server's `session` sets
 * both, and comes before every event that needs them.
 */
export const me = {
  id: '',
  nickname: account || (sessionStorage.getItem('nickname') ?? localStorage.getItem('nickname') ?? ''),
};

/** @param {BrowserSocket} socket */
export function setupMe(socket) {
  socket.on('session', ({ session, user: { id, nickname } }) => {
    Object.assign(me, { id, nickname });
    if (account) return; // when you have logged out, this tab is a guest again
    sessionStorage.setItem('session', session);
    sessionStorage.setItem('nickname', nickname);
    localStorage.setItem('nickname', nickname);
  });

  // A tab that was duplicated has the same session, and takes over. The server says so before it ends this connection.
  socket.on('session_moved', () => {
    socket.once('disconnect', () => {
      byId('status', HTMLElement).textContent =
        'This chat has moved to another tab. Reload this page to bring it back.';
    });
  });

  // Closing the page is a goodbye, and frees the nickname. A lost connection says nothing: it may come back.
  addEventListener('pagehide', () => socket.disconnect());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) socket.connect(); // the browser has kept the page, and the visitor has come back to it
  });
}

/** The browser makes the session, so it knows it before the server has answered for the first time. */
export function ownSession() {
  const stored = sessionStorage.getItem('session') ?? '';
  const session = /^[\w-]{22,64}$/.test(stored) ? stored : newSecret(); // as in the contract
  sessionStorage.setItem('session', session);
  return session;
}

/** 128 random bits. crypto.randomUUID() would be shorter, but pages have it only on https:// and on localhost. */
function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
