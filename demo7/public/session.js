// The session of this tab: a secret that proves to the server who this is.

/** @import { BrowserSocket } from '../events.ts' */

/**
 * The browser makes it, so it is known before the server has answered for the first time. It lasts until the tab is
 * closed.
 */
export function ownSession() {
  const stored = sessionStorage.getItem('session') ?? '';
  const session = /^[\w-]{22,64}$/.test(stored) ? stored : newSecret(); // as in the contract
  sessionStorage.setItem('session', session);
  return session;
}

/**
 * Closing the page is a goodbye, and frees the nickname. A connection that is lost says none: it may come back.
 *
 * @param {BrowserSocket} socket
 */
export function sayGoodbye(socket) {
  addEventListener('pagehide', () => socket.disconnect());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) socket.connect(); // the browser has kept the page, and the visitor has come back to it
  });
}

/** 128 random bits. crypto.randomUUID() would be shorter, but pages have it only on https:// and on localhost. */
function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
