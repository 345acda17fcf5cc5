// What the page of the race asks by HTTP, with a sentence when there is no answer.

/** @import { Ball } from '../../events.ts' */
/** @import { LaneListeners } from './lane.js' */

const NO_ANSWER = 'The server does not answer.';
const AFTER_ERROR = 1000; // milliseconds

/**
 * Asks for a position. Resolves with nothing if there was none, and then only after a moment.
 *
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {LaneListeners['onStatus']} onStatus
 * @returns {Promise<Ball | undefined>}
 */
export async function askForBall(path, signal, onStatus) {
  const response = await fetch(path, { signal }).catch(() => undefined);
  if (response?.ok) return response.json().catch(() => undefined); // it may have been cut in the middle
  if (signal.aborted) return undefined;
  // A refusal may be plain text.
  const { error = 'Connecting…' } = (await response?.json().catch(() => undefined)) ?? {};
  onStatus(response?.status === 404 ? 'disconnected' : 'connecting', error);
  await new Promise((done) => setTimeout(done, AFTER_ERROR));
  return undefined;
}

/**
 * Posts JSON. Resolves with the answer, or with an error message.
 *
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ race?: string, error?: string }>}
 */
export async function post(path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  const request = fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return request.then((response) => response.json()).catch(() => ({ error: NO_ANSWER }));
}
