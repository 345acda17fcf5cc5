// The pill that says how the connection is, and the forms that work only while there is one.
import { byId } from './dom.js';

/** @param {import('../events.ts').BrowserSocket} socket */
export function showStatus(socket) {
  const pill = byId('status', HTMLElement);
  /** @type {NodeListOf<HTMLFieldSetElement>} */
  const fieldsets = document.querySelectorAll('fieldset.needs-connection');
  /** @type {Element | null} */
  let focused = null;

  /** @param {string} state @param {string} text */
  const show = (state, text) => {
    pill.dataset.state = state;
    pill.textContent = text;
    // A disabled field loses the focus: whoever was typing gets it back.
    if (!socket.connected)
      focused = document.activeElement?.closest('fieldset') ? document.activeElement : focused;
    for (const fieldset of fieldsets) fieldset.disabled = !socket.connected;
    if (socket.connected && focused instanceof HTMLElement && document.activeElement === document.body)
      focused.focus();
  };

  const showTransport = () => {
    const polling = socket.io.engine.transport.name === 'polling';
    show('connected', `Connected by ${polling ? 'HTTP polling' : 'WebSocket'}`);
  };

  socket.on('connect', () => {
    showTransport();
    socket.io.engine.on('upgrade', showTransport);
  });
  socket.on('disconnect', (reason) => {
    if (socket.active) return show('connecting', 'Connection lost. Trying again…');
    const sent = reason === 'io server disconnect' ? 'The server ended the connection. ' : '';
    show('disconnected', `${sent}Reload the page to come back.`);
  });
  socket.on('connect_error', () => show('connecting', 'The server does not answer. Trying again…'));
}
