// Limits: who may connect, how often, and how much they may send, cause, or leave unread. The same file from demo 3 on.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, ServerOptions, Socket } from 'socket.io';
import { type Seat, findAddress, forgetOldAddresses } from './limits/addresses.ts';
import { charge, takeTurn } from './limits/fair-queue.ts';
import { LimitedWebSocketServer } from './limits/frames.ts';
import { end, limitWaiting, sentInAll } from './limits/slow-readers.ts';
import { hasOwnHost, isSameOrigin, refuse } from './origin.ts';

type Connection = Socket['conn']; // Engine.IO's connection, below Socket.IO's socket

const JOIN_WITHIN = 5000; // milliseconds: until then a connection is of no use to anybody
const seats = new WeakMap<Connection, Seat>();
const seatOf = (socket: Socket) => seats.get(socket.conn)!;

/** For `new Server(server, serverOptions)`. Sizes are in bytes, times in milliseconds. */
export const serverOptions: Partial<ServerOptions> = {
  maxHttpBufferSize: 16 * 1024,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  upgradeTimeout: JOIN_WITHIN,
  wsEngine: LimitedWebSocketServer,
  allowRequest: (request, answer) => {
    const problem = findAddress(request.socket.remoteAddress).refusal();
    answer(problem, !problem);
  },
};

/** Limits what comes before any event: requests, connections, packets, and joining. */
export function limitConnections(io: Server): void {
  const idle = new Map<Connection, number>(); // those that have not joined, or have left, and since when

  io.httpServer.on('connection', (stream) => findAddress(stream.remoteAddress).admit(stream));

  // Unlike allowRequest, this runs for every request and not only for the first one of a connection.
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    // With the parameter j the answer would be a script (JSONP), and any page in the world may load a script.
    const isScript = new URL(request.url ?? '', 'http://localhost').searchParams.has('j');
    if (!isScript && hasOwnHost(request) && isSameOrigin(request)) next();
    else refuse(response, 'Pages of other sites may not connect.');
  });

  io.engine.on('connection', (connection: Connection) => {
    const seat = findAddress(connection.remoteAddress).takeSeat();
    let hasJoined = false;
    seats.set(connection, seat);
    idle.set(connection, performance.now());
    limitWaiting(connection);

    connection.on('packet', ({ type, data = '' }: { type: string; data?: string | Buffer }) => {
      const isAllowed = seat.maySend() && seat.mayTransfer(data.length);
      // A message that begins with 0 is a CONNECT. One is enough, and there is only the main namespace.
      const isConnect = type === 'message' && typeof data === 'string' && data.startsWith('0');
      if (!isAllowed || (isConnect && (hasJoined || data.startsWith('0/')))) ignore(connection);
      hasJoined ||= isConnect;
    });
    connection.on('close', () => {
      idle.delete(connection);
      leaveSeat(connection);
    });
  });

  io.use((socket, next) => {
    const giveUp = () =>
      next(new Error('Too many people are joining right now. Try again in a few seconds.'));
    takeTurn(seatOf(socket), () => measure(seatOf(socket), next), giveUp);
  });
  io.on('connection', (socket) => {
    idle.delete(socket.conn);
    socket.on('disconnect', () => {
      leaveSeat(socket.conn);
      if (socket.conn.readyState !== 'closed') idle.set(socket.conn, performance.now());
    });
  });

  const tidyUp = () => {
    for (const [connection, since] of idle) if (performance.now() - since > JOIN_WITHIN) end(connection);
    forgetOldAddresses();
  };
  setInterval(tidyUp, 1000).unref(); // unref: this timer alone does not keep the process running
}

/** Hears no more of a connection, and ends it when the answers to what it sent before have had time to arrive. */
function ignore(connection: Connection): void {
  connection.removeAllListeners('data');
  setTimeout(end, 1000, connection);
}

function leaveSeat(connection: Connection): void {
  const seat = seats.get(connection);
  seats.delete(connection);
  seat?.leave();
}

/** Limits the events of `socket` that the guard has let through: how many, and how much is sent because of them. */
export function limitEvents(socket: Socket): void {
  const seat = seatOf(socket);
  socket.use(([event, payload, ack], next) => {
    const refuseEvent = (error: string) => ack({ ok: false, error });
    if (!seat.mayAsk(event)) {
      refuseEvent('You are sending too fast. Wait a moment, then try again.');
      if (!seat.mayInsist()) socket.disconnect(true);
      return;
    }
    // What a handler gathers to send it later is not sent yet. So the size of the room counts, too.
    const [, room = ''] = socket.rooms;
    const people = socket.nsp.adapter.rooms.get(room)?.size ?? 0;
    const later = people * JSON.stringify(payload).length;
    const giveUp = () => refuseEvent('Too much is going on here. Wait a moment, then try again.');
    takeTurn(seat, () => measure(seat, next, later), giveUp);
  });
}

/** Charges a seat with what is sent because of it. `next` lets Socket.IO call the handlers, in the next tick. */
function measure(seat: Seat, next: () => void, atLeast = 0): void {
  let before = 0;
  process.nextTick(() => (before = sentInAll()));
  next();
  process.nextTick(() => charge(seat, Math.max(sentInAll() - before, atLeast)));
}
