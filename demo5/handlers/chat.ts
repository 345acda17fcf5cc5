// The chat: what one person writes, everybody reads immediately.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Message } from '../events.ts';

const MAX_MESSAGES = 100;
const messages: Message[] = [];

export function registerChat(io: AppServer, socket: AppSocket): void {
  const from = socket.data.user.nickname;

  // A snapshot: the page replaces what it shows, so nothing is missing or duplicated after a reconnect.
  socket.emit('message_history', messages);

  // `ack` answers the browser: its argument arrives where the browser called emit().
  socket.on('send_message', ({ text }, ack) => {
    const message = { id: randomUUID(), from, text, timestamp: new Date().toISOString() };
    messages.push(message);
    if (messages.length > MAX_MESSAGES) messages.splice(surplusOf(messages), 1);
    io.emit('new_message', message);
    ack({ ok: true, id: message.id });
  });
}

/** Where the message is that goes when there are too many: the oldest one of whoever has written the most. */
function surplusOf(all: Message[]): number {
  const counts = new Map<string, number>(); // by author
  for (const { from } of all) counts.set(from, (counts.get(from) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return all.findIndex(({ from }) => counts.get(from) === most);
}
