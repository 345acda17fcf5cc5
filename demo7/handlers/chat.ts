// The chat: what one person writes, everybody in the room reads immediately.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Message } from '../events.ts';
import { onRoomClosed } from './rooms.ts';

const MAX_MESSAGES = 100;
const histories = new Map<string, Message[]>(); // by room
onRoomClosed((room) => histories.delete(room));

export function registerChat(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const from = user.nickname;

  // A snapshot: the page replaces what it shows, so nothing is missing or duplicated after a reconnect.
  const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));
  showHistory();
  facts.on('room_changed', showHistory);

  // `ack` answers the browser: its argument arrives where the browser called emit().
  socket.on('send_message', ({ text }, ack) => {
    const { room } = socket.data;
    const { isHost } = user;
    const message = { id: randomUUID(), from, isHost, room, text, timestamp: new Date().toISOString() };
    const messages = historyOf(room);
    messages.push(message);
    if (messages.length > MAX_MESSAGES) messages.splice(surplusOf(messages), 1);
    io.to(`room:${room}`).emit('new_message', message);
    facts.emit('message_accepted');
    ack({ ok: true, id: message.id });
  });
}

/** The messages that a room keeps, the oldest first. */
export function historyOf(room: string): Message[] {
  const messages = histories.get(room) ?? [];
  histories.set(room, messages);
  return messages;
}

/** False when there is no such message. */
export function deleteMessage(room: string, id: string): boolean {
  const messages = historyOf(room);
  const index = messages.findIndex((message) => message.id === id);
  if (index >= 0) messages.splice(index, 1);
  return index >= 0;
}

/** Where the message is that goes when there are too many: the oldest one of whoever has written the most. */
function surplusOf(all: Message[]): number {
  const counts = new Map<string, number>(); // by author
  for (const { from } of all) counts.set(from, (counts.get(from) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return all.findIndex(({ from }) => counts.get(from) === most);
}
