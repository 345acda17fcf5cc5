// The chat: what one person writes, everybody reads immediately.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Message } from '../events.ts';

const MAX_MESSAGES = 100;
const messages: Message[] = [];
let guests = 0;

export function registerChat(io: AppServer, socket: AppSocket): void {
  guests += 1;
  const from = `Guest ${guests}`;

  // A snapshot: the page replaces what it shows, so nothing is missing or duplicated after a reconnect.
  socket.emit('message_history', messages);

  // `ack` answers the browser: its argument arrives where the browser called emit().
  socket.on('send_message', ({ text }, ack) => {
    const message = { id: randomUUID(), from, text, timestamp: new Date().toISOString() };
    messages.push(message);
    if (messages.length > MAX_MESSAGES) messages.shift();
    io.emit('new_message', message);
    ack({ ok: true, id: message.id });
  });
}
