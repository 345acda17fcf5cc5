// The chat: what one person writes, everybody reads at once.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Message } from '../events.ts';

const MAX_MESSAGES = 100;
const messages: Message[] = [];

export function registerChat(io: AppServer, socket: AppSocket): void {
  const from = socket.data.user.nickname;

  // A snapshot: the page replaces what it shows, so nothing is missing or double after a reconnect.
  socket.emit('message_history', messages);

  // `ack` answers the browser: what it is called with arrives where the browser called emit().
  socket.on('send_message', ({ text }, ack) => {
    const message = { id: randomUUID(), from, text, timestamp: new Date().toISOString() };
    messages.push(message);
    if (messages.length > MAX_MESSAGES) messages.shift();
    io.emit('new_message', message);
    ack({ ok: true, id: message.id });
  });
}
