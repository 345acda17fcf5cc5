// Rooms: everybody is in one at a time, and hears only what happens there.
import type { AppServer, AppSocket } from '../events.ts';

const ALWAYS_OPEN = ['general', 'random', 'tech'];
const MAX_ROOMS = 100;
const KEEP_EMPTY = 30_000; // milliseconds: after a reload or a break of the Wi-Fi the room is still there
const ANNOUNCE_EVERY = 500; // milliseconds

/** The names of the rooms, by their names in lower case: "Tea" and "tea" are the same room. */
const rooms = new Map(ALWAYS_OPEN.map((name) => [name, name]));
/** What waits for a room to have been empty for long enough. */
const timers = new Map<string, NodeJS.Timeout>();
const listeners: ((room: string) => void)[] = [];
let isAnnouncing = false;

/** Has `forget` called with the name of each room that is closed: what belongs to it is of no use any more. */
export function whenClosed(forget: (room: string) => void): void {
  listeners.push(forget);
}

export function registerRooms(io: AppServer, socket: AppSocket): void {
  const enter = (room: string) => {
    clearTimeout(timers.get(room));
    socket.data.room = room;
    // Socket.IO has rooms of its own, and each socket is alone in one that is named by its id. The "room:" in
    // front keeps ours apart: nobody can join that one, and read what is meant for another.
    socket.join(`room:${room}`);
    socket.emit('room_joined', { room });
    announce(io);
  };

  const leave = (room: string) => {
    socket.leave(`room:${room}`);
    closeIfEmpty(io, room);
    announce(io);
  };

  enter(findOrOpen(io, socket.data.room) ?? 'general');
  socket.emit('room_list', listOf(io));

  socket.on('join_room', ({ room: wanted }, ack) => {
    const room = findOrOpen(io, wanted);
    if (!room) return ack({ ok: false, error: `There are ${MAX_ROOMS} rooms already. Join one of them.` });
    if (room !== socket.data.room) leave(socket.data.room);
    enter(room);
    ack({ ok: true });
  });

  // Socket.IO has let the socket leave its rooms by now.
  socket.on('disconnect', () => leave(socket.data.room));
}

/** How many are in a room. */
function peopleIn(io: AppServer, room: string): number {
  return io.of('/').adapter.rooms.get(`room:${room}`)?.size ?? 0;
}

const mayClose = (io: AppServer, room: string) => !ALWAYS_OPEN.includes(room) && peopleIn(io, room) === 0;

/** The name of the room as it was first written. When there are too many, an empty one is closed for it. */
function findOrOpen(io: AppServer, wanted: string): string | undefined {
  const known = rooms.get(wanted.toLowerCase());
  if (known) return known;
  if (rooms.size >= MAX_ROOMS) {
    const empty = [...rooms.values()].find((room) => mayClose(io, room));
    if (!empty) return undefined;
    close(empty);
  }
  rooms.set(wanted.toLowerCase(), wanted);
  return wanted;
}

function close(room: string): void {
  rooms.delete(room.toLowerCase());
  clearTimeout(timers.get(room));
  timers.delete(room);
  for (const forget of listeners) forget(room);
}

function closeIfEmpty(io: AppServer, room: string): void {
  if (!mayClose(io, room)) return;
  clearTimeout(timers.get(room));
  timers.set(
    room,
    setTimeout(() => close(room), KEEP_EMPTY),
  );
}

const listOf = (io: AppServer) =>
  [...rooms.values()]
    .filter((room) => !mayClose(io, room))
    .map((name) => ({ name, users: peopleIn(io, name) }));

/** Tells everybody which rooms there are. When many come and go, once for all of them. */
function announce(io: AppServer): void {
  if (isAnnouncing) return;
  isAnnouncing = true;
  setTimeout(() => {
    isAnnouncing = false;
    io.emit('room_list', listOf(io));
  }, ANNOUNCE_EVERY);
}
