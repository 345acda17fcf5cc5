// Slow readers: what is sent to somebody waits in the memory of the server until they read it.
import type { Socket } from 'socket.io';

type Connection = Socket['conn']; // Engine.IO's connection, below Socket.IO's socket

// In bytes. What a full room shows to somebody who joins is 1.3 MB.
const MAX_WAITING = 4_000_000; // for one connection
const MAX_WAITING_IN_ALL = 256_000_000;
const MAY_ALWAYS_WAIT = 64_000; // for one connection, however much waits in all
const OVERHEAD = 300; // of each packet: its object here, its headers on the wire

let waitingInAll = 0;
let createdInAll = 0;

/** The bytes of all packets that the server has made so far. */
export const sentInAll = (): number => createdInAll;

/** Ends a connection immediately, whatever is on its way. */
export function end(connection: Connection): void {
  // Engine.IO has no word for this. It keeps the WebSocket of a transport as `socket`, which its types do not show.
  const { socket } = connection.transport as { socket?: { terminate: () => void } };
  connection.close(true);
  socket?.terminate();
}

/** Ignores a connection from now on, and ends it when the answers to what it sent before have had time to arrive. */
export function ignore(connection: Connection): void {
  connection.removeAllListeners('data');
  setTimeout(end, 1000, connection);
}

/** Counts what waits for `connection`, and ends it when that is too much. */
export function limitWaiting(connection: Connection): void {
  let queued = 0; // by Engine.IO, until the packets before have been sent
  let sending = 0; // by the transport
  const hasSent = () => {
    waitingInAll -= sending;
    sending = 0;
  };
  const watch = (transport: Connection['transport']) => transport.on('drain', hasSent);

  watch(connection.transport);
  connection.on('upgrade', watch);
  connection.on('packetCreate', ({ data = '' }: { data?: string | Buffer }) => {
    const size = data.length + OVERHEAD;
    createdInAll += size;
    waitingInAll += size;
    queued += size;
    const limit = waitingInAll > MAX_WAITING_IN_ALL ? MAY_ALWAYS_WAIT : MAX_WAITING;
    if (queued + sending > limit) end(connection);
  });
  connection.on('flush', () => {
    sending += queued;
    queued = 0;
  });
  connection.on('close', () => {
    sending += queued;
    queued = 0;
    hasSent();
  });
}
