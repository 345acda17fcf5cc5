// Unread messages: tells everyone how many messages each room has had. A page knows how many of them it has seen.
import type { AppServer, AppSocket } from '../events.ts';
import { onRoomClosed } from './rooms.ts';

const TELL_EVERY = 1000; // milliseconds. However many rooms are busy, everyone gets one event in that time.

const counts = new Map<string, number>(); // by room
const changed = new Set<string>(); // rooms with messages that were not told yet
onRoomClosed((room) => counts.delete(room));

export function registerUnread(io: AppServer, socket: AppSocket): void {
  const { facts } = socket.data;

  // A snapshot: the page replaces its counts.
  const showCounts = () => socket.emit('message_counts', countsOf(counts.keys()));
  showCounts();
  facts.on('room_changed', showCounts);

  facts.on('message_accepted', () => {
    const { room } = socket.data;
    counts.set(room, (counts.get(room) ?? 0) + 1);
    if (changed.size === 0) setTimeout(tell, TELL_EVERY, io);
    changed.add(room);
  });
}

function tell(io: AppServer): void {
  io.emit('counts_updated', countsOf(changed));
  changed.clear();
}

/** The counts of these rooms, except for those that have closed since. */
const countsOf = (rooms: Iterable<string>) =>
  [...rooms].filter((room) => counts.has(room)).map((room) => ({ room, messages: counts.get(room) ?? 0 }));
