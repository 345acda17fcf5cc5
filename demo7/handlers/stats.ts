// The figures of a room: how many messages and polls there were, and how many people there are.
import type { AppServer, AppSocket } from '../events.ts';
import { onRoomClosed, roomSize } from './rooms.ts';

const ANNOUNCE_EVERY = 1000; // milliseconds

const counts = new Map<string, { messages: number; polls: number }>(); // by room
onRoomClosed((room) => counts.delete(room));
const announcing = new Set<string>(); // rooms

export function registerStats(io: AppServer, socket: AppSocket): void {
  const { facts } = socket.data;
  let { room } = socket.data;

  const appear = () => {
    room = socket.data.room;
    socket.emit('stats', statsOf(io, room));
    announce(io, room);
  };
  socket.on('disconnect', () => announce(io, room));
  appear();
  facts.on('room_changed', () => {
    announce(io, room); // the room before: there is one fewer in it
    appear();
  });

  // Facts may have several listeners, so the chat and the polls need not know of this one.
  facts.on('message_accepted', () => {
    countsOf(room).messages += 1;
    announce(io, room);
  });
  facts.on('poll_created', () => {
    countsOf(room).polls += 1;
    announce(io, room);
  });
}

const none = { messages: 0, polls: 0 };

const statsOf = (io: AppServer, room: string) => ({
  ...(counts.get(room) ?? none),
  users: roomSize(io, room),
});

function countsOf(room: string) {
  const known = counts.get(room) ?? { ...none };
  counts.set(room, known);
  return known;
}

/** Tells a room its figures. When they change often, once for all changes. */
function announce(io: AppServer, room: string): void {
  if (announcing.has(room)) return;
  announcing.add(room);
  setTimeout(() => {
    announcing.delete(room);
    io.to(`room:${room}`).emit('stats', statsOf(io, room));
  }, ANNOUNCE_EVERY);
}
