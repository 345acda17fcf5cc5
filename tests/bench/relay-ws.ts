// The least that a chat with bare WebSockets can be, to compare Socket.IO with: it sends on what it gets, to all.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

server.on('connection', (socket, request) => {
  const from = new URL(request.url ?? '', 'http://localhost').searchParams.get('nickname');
  socket.on('message', (packet: Buffer) => {
    const { text } = JSON.parse(packet.toString()) as { text: string };
    // The same fields as in demo 7, so that about as many bytes are sent.
    const message = { id: randomUUID(), from, room: 'general', text, timestamp: new Date().toISOString() };
    const sent = JSON.stringify({ type: 'new_message', ...message });
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(sent);
  });
});

server.on('listening', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
