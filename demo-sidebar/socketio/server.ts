// The Socket.IO server. Rooms, acks and heartbeats come with the library, so only our own features are written here.
import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { watchBall } from '../ball.ts';
import { type AppServer, type Message, clientEvents } from '../events.ts';
import { guard } from '../guard.ts';
import { limitConnections, limitEvents, serverOptions } from '../limits.ts';
import { freeToken, nicknameOf, useToken, whenRevoked } from '../tokens.ts';

const MAX_MESSAGES = 50;

export function serveSocketIo(server: HttpServer): void {
  const io: AppServer = new Server(server, serverOptions);
  limitConnections(io);
  const messages: Message[] = [];

  io.use((socket, next) => {
    const { token } = socket.handshake.auth;
    const nickname = nicknameOf(token);
    if (nickname === undefined) {
      return next(new Error(token ? 'This token is not valid.' : 'The token is missing.'));
    }
    socket.data = { token, nickname };
    next();
  });

  io.on('connection', (socket) => {
    guard(socket, clientEvents);
    limitEvents(socket);
    const { token } = socket.data;
    if (!useToken(token)) return void socket.disconnect(true);
    socket.on('disconnect', () => freeToken(token));
    socket.emit('message_history', messages);

    socket.on('echo_message', ({ text }, ack) => {
      socket.emit('echo_response', { text, timestamp: new Date().toISOString() });
      ack({ ok: true });
    });

    socket.on('send_message', ({ text }, ack) => {
      const message = {
        id: randomUUID(),
        from: socket.data.nickname,
        text,
        timestamp: new Date().toISOString(),
      };
      messages.push(message);
      if (messages.length > MAX_MESSAGES) messages.shift();
      io.emit('new_message', message);
      ack({ ok: true });
    });

    socket.on('watch_ball', (_payload, ack) => {
      socket.join('ball');
      ack({ ok: true });
    });
    socket.on('unwatch_ball', (_payload, ack) => {
      socket.leave('ball');
      ack({ ok: true });
    });
  });

  whenRevoked((token) => {
    for (const socket of io.sockets.sockets.values()) {
      if (socket.data.token === token) socket.disconnect(true);
    }
  });

  // A room exists while somebody is in it. Volatile: anyone who can't keep up misses a move, and gets the next one.
  let stopWatching: (() => void) | undefined;
  io.of('/').adapter.on('create-room', (room) => {
    if (room === 'ball') stopWatching = watchBall((ball) => io.to('ball').volatile.emit('ball_moved', ball));
  });
  io.of('/').adapter.on('delete-room', (room) => {
    if (room === 'ball') stopWatching?.();
  });
}
