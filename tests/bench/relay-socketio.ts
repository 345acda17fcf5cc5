// The least that a chat with Socket.IO can be, to compare a demo with: it sends on what it gets, to all.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server);

io.on('connection', (socket) => {
  const from = String(socket.handshake.auth.nickname);
  socket.on('send_message', ({ text }: { text: string }, ack: (answer: { ok: true; id: string }) => void) => {
    const id = randomUUID();
    // The same fields as in demo 7, so that as many bytes are sent.
    io.emit('new_message', { id, from, room: 'general', text, timestamp: new Date().toISOString() });
    ack({ ok: true, id });
  });
});

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
