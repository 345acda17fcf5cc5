// The Socket.IO client. Answers, timeouts, buffering, reconnecting and noticing a dead server come with the library.
import { describe, nameOf } from '../public/wire/packet.js';
import { tapSocket } from '../public/wire/tap.js';

/** @import { Socket } from 'socket.io-client' */
/** @import { BrowserSocket, Client, Listeners, ServerToClientEvents } from '../events.ts' */

const ANSWER_WITHIN = 5000; // milliseconds

/**
 * Connects, and reconnects when the connection is lost.
 *
 * @param {string} url of the server, `http://localhost:5008`
 * @param {() => string} token is called at each attempt
 * @param {Listeners} listeners
 * @param {typeof io} connect the function `io` of Socket.IO's client
 * @returns {Client & { useTransports: (transports: string[]) => void }}
 */
export function connectSocketIo(url, token, listeners, connect = io) {
  /** @type {BrowserSocket} */
  const socket = connect(url, {
    auth: (send) => send({ token: token() }),
    autoConnect: false,
    forceNew: true,
  });

  const showTransport = () => {
    listeners.onStatus('connected', `Connected by ${nameOf(socket.io.engine.transport.name)}`);
  };
  socket.on('connect', () => {
    showTransport();
    socket.io.engine.on('upgrade', showTransport);
  });
  socket.on('disconnect', (reason) => {
    if (socket.active) return listeners.onStatus('connecting', 'No connection. Trying again…');
    if (reason !== 'io client disconnect') {
      listeners.onStatus('disconnected', 'The server ended the connection.'); // Socket.IO doesn't say why
    }
  });
  socket.on('connect_error', ({ message }) => {
    if (socket.active) listeners.onStatus('connecting', 'No connection. Trying again…');
    else listeners.onStatus('disconnected', message);
  });
  socket.io.on('reconnect_attempt', () => listeners.onStatus('connecting', 'Connecting…'));
  for (const [event, listener] of Object.entries(listeners.events)) {
    socket.on(/** @type {keyof ServerToClientEvents} */ (event), listener);
  }

  // Only to show what travels. You don't need this to use Socket.IO.
  /** @type {Parameters<typeof tapSocket>[1]} */
  const tap = (direction, packet, transport) => {
    const { raw, bytes } = describe(packet, transport, direction === 'sent');
    listeners.onFrame(direction, raw, bytes);
  };
  tapSocket(socket, tap, () => {});

  listeners.onStatus('connecting', 'Connecting…');
  socket.connect();

  return {
    // `Client` says which payload belongs to which event, so any is allowed here.
    send: (event, payload) =>
      /** @type {Socket} */ (socket)
        .timeout(ANSWER_WITHIN)
        .emitWithAck(event, payload)
        .catch(() => ({ ok: false, error: 'No answer came. Try again.' })),
    sendNonsense: () => socket.io.engine.write('} not JSON {'),
    cut: () => socket.io.engine.close(),
    reconnect: () => {
      listeners.onStatus('connecting', 'Connecting…');
      socket.disconnect().connect();
    },
    close: () => {
      socket.disconnect();
      listeners.onStatus('disconnected', 'You have left.');
    },
    useTransports: (transports) => {
      socket.io.opts.transports = transports;
      if (socket.connected) socket.io.engine.close();
      else socket.disconnect().connect();
    },
  };
}
