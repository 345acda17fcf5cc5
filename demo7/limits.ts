// Limits: who may connect, how often, and how much they may send, cause, or leave unread. The same file from demo 3 on.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, ServerOptions, Socket } from 'socket.io';
import { type Seat, findAddress, forgetOldAddresses } from './limits/addresses.ts';
import { allowance } from './limits/allowance.ts';
import { measure, takeTurn } from './limits/fair-queue.ts';
import { LimitedWebSocketServer } from './limits/frames.ts';
import { limitRequests } from './limits/requests.ts';
import { end, ignore, limitWaiting } from './limits/slow-readers.ts';
import { hasOwnHost, isSameOrigin, refuse } from './origin.ts';

type Connection = Socket['conn']; // Engine.IO's connection, below Socket.IO's socket

const JOIN_WITHIN = 5000; // milliseconds: until then a connection is of no use to anybody
const JOINING = 500_000; // bytes, roughly: so those who are here go first
const seats = new WeakMap<Connection, Seat>();
const left = new WeakSet<Connection>(); // their seats
export const seatOf = (socket: Socket): Seat => seats.get(socket.conn)!;

/** For `new Server(server, serverOptions)`. Sizes are in bytes, times in milliseconds. */
export const serverOptions: Partial<ServerOptions> = {
  maxHttpBufferSize: 16 * 1024,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  upgradeTimeout: JOIN_WITHIN,
  wsEngine: LimitedWebSocketServer,
  allowRequest: (request, answer) => {
    const error = findAddress(request.socket.remoteAddress).refusal();
    answer(error, !error);
  },
};

/** Limits what comes before any event: requests, connections, packets, and joining. */
export function limitConnections(io: Server): void {
  const idle = new Map<Connection, number>(); // those that have not joined, or have left, and since when

  io.httpServer.on('connection', (stream) => findAddress(stream.remoteAddress).admit(stream));
  limitRequests(io.httpServer);

  // Unlike allowRequest, this runs for every request and not only for the first one of a connection.
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    // With the parameter j the answer would be a script (JSONP), and any page in the world may load a script.
    const isScript = new URL(request.url ?? '', 'http://localhost').searchParams.has('j');
    if (!isScript && hasOwnHost(request) && isSameOrigin(request)) next();
    else refuse(response, 'Pages of other sites may not connect.');
  });

  io.engine.on('connection', (connection: Connection) => {
    const seat = findAddress(connection.remoteAddress).takeSeat();
    const mayProbe = allowance(3, 1);
    let hasJoined = false;
    seats.set(connection, seat);
    idle.set(connection, performance.now());
    limitWaiting(connection);

    connection.on('packet', ({ type, data = '' }: { type: string; data?: string | Buffer }) => {
      // A message that begins with 0 is a CONNECT. One is enough, and there is only the main namespace.
      const isConnect = type === 'message' && typeof data === 'string' && data.startsWith('0');
      const isFirst = isConnect && !hasJoined && !data.startsWith('0/');
      if (!isFirst && (isConnect || !seat.maySend() || !seat.mayTransfer(data.length))) ignore(connection);
      hasJoined ||= isConnect;
    });
    // The probe of an upgrade, which a browser sends once. It comes by another WebSocket, and is no packet yet.
    connection.on('upgrading', () => mayProbe() || end(connection));
    connection.on('close', () => {
      idle.delete(connection);
      leaveSeat(connection);
    });
  });

  io.use((socket, next) => {
    const seat = seatOf(socket);
    // After an error a page gives up. After a lost connection it tries again by itself.
    const giveUp = () => {
      end(socket.conn);
      next(new Error('Too many people are joining right now.'));
    };
    takeTurn(seat, JOINING, () => measure(seat, next), giveUp);
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

function leaveSeat(connection: Connection): void {
  if (!left.has(connection)) seats.get(connection)?.leave();
  left.add(connection);
}

/**
 * Limits the events of `socket` that the guard has let through: how many, and how much is sent because of them. For each
 * one that came too fast, `tooMany` is called.
 */
export function limitEvents(socket: Socket, tooMany = () => {}): void {
  const seat = seatOf(socket);
  socket.use(([event, payload, ack], next) => {
    const refuseEvent = (error: string) => ack({ ok: false, error });
    if (!seat.mayAsk(event)) {
      refuseEvent('You are sending too fast. Wait a moment, then try again.');
      if (!seat.mayInsist()) socket.disconnect(true);
      return tooMany();
    }
    // What a handler gathers to send it later is not sent yet. So the size of the largest room counts, too.
    const sizes = Array.from(socket.rooms, (room) => socket.nsp.adapter.rooms.get(room)?.size ?? 0);
    const people = Math.max(0, ...sizes);
    const later = people * JSON.stringify(payload).length;
    const giveUp = () => refuseEvent('Too much is going on here. Wait a moment, then try again.');
    takeTurn(seat, later, () => socket.connected && measure(seat, next, later), giveUp);
  });
}
