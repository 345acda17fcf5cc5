// The chat: what one person writes, everybody in the room reads at once.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Message } from '../events.ts';
import { whenClosed } from './rooms.ts';

const MAX_MESSAGES = 100;
const histories = new Map<string, Message[]>(); // by room
whenClosed((room) => histories.delete(room));

export function registerChat(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const from = user.nickname;

  // A snapshot: the page replaces what it shows, so nothing is missing or double after a reconnect.
  const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));
  showHistory();
  facts.on('room_changed', showHistory);

  // `ack` answers the browser: what it is called with arrives where the browser called emit().
  socket.on('send_message', ({ text }, ack) => {
    const { room } = socket.data;
    const message = { id: randomUUID(), from, room, text, timestamp: new Date().toISOString() };
    const messages = historyOf(room);
    messages.push(message);
    if (messages.length > MAX_MESSAGES) messages.shift();
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
