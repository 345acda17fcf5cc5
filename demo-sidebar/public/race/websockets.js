// Raw WebSocket and Socket.IO: the same two clients as in the two columns. The id of the race is also their token.
import { connectRaw } from '../../raw/client.js';
import { connectSocketIo } from '../../socketio/client.js';

/** @import { Client, Listeners } from '../../events.ts' */
/** @import { Watch } from './lane.js' */

/** @type {Watch} */
export const watchByWebSocket = (race, listeners) =>
  watchBall((own) => connectRaw(urlOf(race), () => race, own), listeners);

// Without polling at the start: two lanes poll already.
const connectByWebSocket = /** @type {typeof io} */ (
  (/** @type {string} */ url, /** @type {object} */ options) =>
    io(url, { ...options, transports: ['websocket'] })
);

/** @type {Watch} */
export const watchBySocketIo = (race, listeners) =>
  watchBall((own) => connectSocketIo(urlOf(race), () => race, own, connectByWebSocket), listeners);

const urlOf = (/** @type {string} */ race) => `${location.origin}/?race=${race}`;

/**
 * @param {(listeners: Listeners) => Client} connect
 * @param {Parameters<Watch>[1]} listeners of the lane
 */
function watchBall(connect, { onBall, onStatus }) {
  const client = connect({
    onStatus: (state, sentence) => onStatus(state, state === 'connecting' ? 'Connecting…' : sentence),
    onError: (sentence) => onStatus('connecting', sentence),
    onFrame: () => {},
    events: {
      message_history: () => void client.send('watch_ball', {}), // we are in, for the first time or again
      ball_moved: onBall,
      new_message: () => {},
      echo_response: () => {},
    },
  });
  return client.close;
}
