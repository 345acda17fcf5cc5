// Traffic: counts what each lane carries, where no header is missed: at the TCP connections. Slows down WebSockets, too.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SlowStream, inOrder } from './latency.ts';
import { findRace } from './races.ts';

/** Call it after everything else has been added to the server, so that it sees every request first. */
export function countTraffic(server: Server): void {
  // A browser uses a connection again. What was on it before belongs to another request, perhaps of another lane.
  const counted = new WeakMap<Socket, { sent: number; received: number }>();

  const begin = (request: IncomingMessage, emitter: ServerResponse | Socket) => {
    const { socket } = request;
    const before = counted.get(socket) ?? { sent: 0, received: 0 };
    const traffic = () => ({
      sent: socket.bytesRead - before.sent,
      received: socket.bytesWritten - before.received,
      requests: 1,
    });
    const { race, lane } = findRace(request);
    const count = race && lane ? race.begin({ lane, socket, traffic }) : () => {};
    // Both: the answer to a request that came too early never closes, and a connection may outlive many answers.
    const end = () => {
      emitter.off('close', end);
      socket.off('close', end);
      counted.set(socket, { sent: socket.bytesRead, received: socket.bytesWritten });
      count();
    };
    emitter.on('close', end);
    socket.on('close', end);
    return race;
  };

  server.prependListener('request', begin);

  const upgrade = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request, stream, head) => {
    const race = begin(request, request.socket);
    const latency = () => race?.latency ?? 0;
    const slow = race ? new SlowStream(request.socket, latency) : stream;
    inOrder(latency)(() => {
      for (const listener of upgrade) listener.call(server, request, slow, head);
    });
  });
}
