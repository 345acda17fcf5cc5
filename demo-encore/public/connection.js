// The pill that says how the connection is, and the Send buttons, which wait while there is none.
import { byId } from './dom.js';
import { nameOf } from './wire/packet.js';

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupConnection(socket) {
  const pill = byId('status', HTMLElement);
  /** @type {NodeListOf<HTMLFieldSetElement>} */
  const fieldsets = document.querySelectorAll('fieldset.needs-connection');
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = document.querySelectorAll('.needs-connection button:not([type="button"])');

  // You can always type, only sending waits. Enter does nothing either while the button of its form is disabled.
  const waitForConnection = () => {
    for (const button of buttons) button.disabled = !socket.connected;
  };

  /** @param {string} state @param {string} text */
  const show = (state, text) => {
    pill.dataset.state = state;
    pill.textContent = text;
    waitForConnection();
  };

  const showTransport = () => show('connected', `Connected by ${nameOf(socket.io.engine.transport.name)}`);

  socket.on('connect', () => {
    showTransport();
    socket.io.engine.on('upgrade', showTransport);
  });
  // Socket.IO ends a connection as soon as the browser knows that its network is gone.
  socket.on('disconnect', (reason) => {
    const what = navigator.onLine ? 'Connection lost.' : 'This device is offline.';
    if (socket.active) return show('connecting', `${what} Trying again…`);
    const who = reason === 'io server disconnect' ? 'The server' : 'This page';
    show('disconnected', `${who} ended the connection. Reload the page to come back.`);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) show('connecting', `${reasonOf(error)} Trying again…`);
    else show('disconnected', error.message); // the server has refused the handshake, and says why
  });

  // In the page as it comes, the fieldsets are disabled: nobody would have listened to their forms.
  waitForConnection();
  for (const fieldset of fieldsets) fieldset.disabled = false;
}

/**
 * Why there is no connection. With polling a page can read why the server has refused it before any handshake, with
 * WebSocket it can't. A page from your own computer (localhost) needs no network.
 *
 * @param {Error & { context?: { responseText?: string } }} error
 */
function reasonOf({ context }) {
  try {
    return String(JSON.parse(context?.responseText ?? '').message);
  } catch {
    const isOffline = !navigator.onLine && location.hostname !== 'localhost';
    return isOffline ? 'This device is offline.' : 'The server does not answer.';
  }
}
