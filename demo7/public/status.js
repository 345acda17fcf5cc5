// The pill that says how the connection is, and the forms that work only while there is one.
import { byId } from './dom.js';
import { nameOf } from './packet.js';

/** @param {import('../events.ts').BrowserSocket} socket */
export function showStatus(socket) {
  const pill = byId('status', HTMLElement);
  /** @type {NodeListOf<HTMLFieldSetElement>} */
  const fieldsets = document.querySelectorAll('fieldset.needs-connection');
  /** @type {HTMLInputElement | null} */
  let wasTyping = null;

  /** @param {string} state @param {string} text */
  const show = (state, text) => {
    pill.dataset.state = state;
    pill.textContent = text;

    // A field that is disabled loses the focus. Whoever was typing in it gets it back.
    const focused = document.activeElement;
    if (!socket.connected && focused instanceof HTMLInputElement) wasTyping = focused;
    for (const fieldset of fieldsets) fieldset.disabled = !socket.connected;
    if (!socket.connected) return;
    if (focused === document.body) wasTyping?.focus();
    wasTyping = null;
  };

  const showTransport = () => show('connected', `Connected by ${nameOf(socket.io.engine.transport.name)}`);

  socket.on('connect', () => {
    showTransport();
    socket.io.engine.on('upgrade', showTransport);
  });
  socket.on('disconnect', (reason) => {
    if (socket.active) return show('connecting', 'Connection lost. Trying again…');
    const who = reason === 'io server disconnect' ? 'The server' : 'This page';
    show('disconnected', `${who} ended the connection. Reload the page to come back.`);
  });
  socket.on('connect_error', (error) => {
    if (socket.active)
      show('connecting', `${reasonOf(error) || 'The server does not answer.'} Trying again…`);
    else show('disconnected', error.message); // the server has refused the handshake, and says why
  });
}

/**
 * Why the server has refused the connection, before any handshake. With polling a page can read that, with WebSocket
 * it can't.
 *
 * @param {Error & { context?: { responseText?: string } }} error
 */
function reasonOf({ context }) {
  try {
    return String(JSON.parse(context?.responseText ?? '').message);
  } catch {
    return '';
  }
}
