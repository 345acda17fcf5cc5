// The connection to the hub, with the token that only this page has, and the pill that says when it is lost.
import { byId } from './dom.js';

/** @import { AckResponse, BrowserSocket } from '../events.ts' */

const token = document.querySelector('meta[name="token"]')?.getAttribute('content');

/** @type {BrowserSocket} */
export const socket = io({ autoConnect: false, auth: { token }, reconnectionDelayMax: 1500 });
// The lessons say what to type in the console of a demo. Typed here by mistake, it should not reach the hub.
Reflect.deleteProperty(globalThis, 'io');

/**
 * Shows how a request went: what the hub says about it, or the error.
 *
 * @param {Promise<AckResponse>} request
 * @param {HTMLElement} error
 * @param {HTMLElement} [says]
 */
export function tell(request, error, says) {
  /** @param {AckResponse} answer */
  const show = (answer) => {
    error.textContent = answer.ok ? '' : answer.error;
    if (says) says.textContent = (answer.ok && answer.says) || '';
  };
  const noAnswer = 'The hub does not answer. Does npm start still run?';
  request.then(show, () => show({ ok: false, error: noAnswer }));
}

/** Connects. Whatever listens must listen by then. */
export function connect() {
  const pill = document.getElementById('status') ? byId('status', HTMLElement) : undefined;
  /** @param {string} state @param {string} text */
  const show = (state, text) => {
    if (!pill) return;
    pill.dataset.state = state;
    pill.textContent = text;
    pill.hidden = text === '';
  };
  socket.on('connect', () => show('connected', ''));
  socket.on('disconnect', () => show('connecting', 'The hub has stopped. Run npm start again.'));
  socket.on('connect_error', () => {
    // A hub that was started again has another token, which this page doesn't know yet.
    if (!socket.active) location.reload();
    else show('connecting', 'The hub does not answer. Run npm start again.');
  });
  socket.connect();
}
