// Rooms: everybody is in one at a time, and hears only what happens there.
import { EventEmitter } from 'node:events';
import type { AppServer, AppSocket, Facts } from '../events.ts';

const ALWAYS_OPEN = ['general', 'random', 'tech'];
const MAX_ROOMS = 100;
const MAX_EMPTY = 5; // rooms that one person has opened and left
const KEEP_EMPTY = 30_000; // milliseconds: after a reload or a break of the Wi-Fi the room is still there
const ANNOUNCE_EVERY = 500; // milliseconds

/** By name in lower case: "Tea" and "tea" are the same room. `openedBy` is the id of a person. */
const rooms = new Map(ALWAYS_OPEN.map((name) => [name, { name, openedBy: '' }]));
/** Empty rooms by name, each with what will close it. The first one has been empty for the longest time. */
const closing = new Map<string, NodeJS.Timeout>();
const listeners: ((room: string) => void)[] = [];
let isAnnouncing = false;

/** Registers a callback for when a room closes, so that a layer can forget what belongs to it. */
export function onRoomClosed(forget: (room: string) => void): void {
  listeners.push(forget);
}

export function registerRooms(io: AppServer, socket: AppSocket): void {
  const { user } = socket.data;
  const facts = new EventEmitter<Facts>();
  facts.setMaxListeners(0); // each layer may listen: Node takes more than ten listeners for a mistake
  socket.data.facts = facts;

  const enter = (room: string) => {
    stayOpen(room);
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

  // By then, Socket.IO has removed the socket from its rooms.
  socket.on('disconnect', () => leave(socket.data.room));
  enter(findOrOpen(socket.data.room, user.id) ?? 'general');
  socket.emit('room_list', listOf(io));

  socket.on('join_room', ({ room: wanted }, ack) => {
    const room = findOrOpen(wanted, user.id);
    if (!room) return ack({ ok: false, error: `There are ${MAX_ROOMS} rooms already. Join one of them.` });
    if (room !== socket.data.room) {
      leave(socket.data.room);
      enter(room);
      facts.emit('room_changed'); // only now: a rejected request has no effect on other layers
    }
    ack({ ok: true });
  });
}

/** How many people are in a room. */
function roomSize(io: AppServer, room: string): number {
  return io.of('/').adapter.rooms.get(`room:${room}`)?.size ?? 0;
}

const mayClose = (io: AppServer, room: string) => !ALWAYS_OPEN.includes(room) && roomSize(io, room) === 0;

/** The name of the room as it was first written. Undefined when there are too many rooms, and none is empty. */
function findOrOpen(wanted: string, openedBy: string): string | undefined {
  const known = rooms.get(wanted.toLowerCase());
  if (known) return known.name;
  const empty = [...closing.keys()];
  const own = empty.filter((room) => rooms.get(room.toLowerCase())?.openedBy === openedBy);
  // Anyone who opens one room after the other closes their own first.
  const [oldest] = own.length >= MAX_EMPTY ? own : empty;
  if (own.length >= MAX_EMPTY || rooms.size >= MAX_ROOMS) {
    if (oldest === undefined) return undefined;
    close(oldest);
  }
  rooms.set(wanted.toLowerCase(), { name: wanted, openedBy });
  return wanted;
}

function close(room: string): void {
  stayOpen(room);
  rooms.delete(room.toLowerCase());
  for (const forget of listeners) forget(room);
}

function stayOpen(room: string): void {
  clearTimeout(closing.get(room));
  closing.delete(room);
}

function closeIfEmpty(io: AppServer, room: string): void {
  if (!mayClose(io, room)) return;
  stayOpen(room); // so that it moves to the end of the map
  closing.set(
    room,
    setTimeout(() => close(room), KEEP_EMPTY),
  );
}

const listOf = (io: AppServer) =>
  [...rooms.values()]
    .filter(({ name }) => !mayClose(io, name))
    .map(({ name }) => ({ name, users: roomSize(io, name) }));

/** Tells everybody which rooms there are. When many people come and go, once for all of them. */
function announce(io: AppServer): void {
  if (isAnnouncing) return;
  isAnnouncing = true;
  setTimeout(() => {
    isAnnouncing = false;
    io.emit('room_list', listOf(io));
  }, ANNOUNCE_EVERY);
}
