// The cursors on the canvas: where each person points to, told to the room a few times a second.
import type { AppServer, AppSocket, Cursor } from '../events.ts';
import { on } from '../turns.ts';

const CURSORS_EVERY = 250; // milliseconds

/** The places that a room has not been told yet, by nickname: at most one for each person who is in it. */
const moved = new Map<string, Map<string, Cursor>>(); // by room

export function registerCursors(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const { nickname } = user;
  let { room } = socket.data;

  const forget = () => moved.get(room)?.delete(nickname);
  socket.on('disconnect', forget);
  facts.on('stroke_drawn', forget); // the cursor is where the stroke ends now
  facts.on('room_changed', () => {
    forget();
    room = socket.data.room;
  });

  on(socket, 'move_cursor', ({ x, y }) => {
    const cursors = moved.get(room) ?? new Map<string, Cursor>();
    if (!moved.has(room)) setTimeout(tellCursors, CURSORS_EVERY, io, room); // the first one since they were told
    moved.set(room, cursors.set(nickname, { nickname, x, y }));
    return { ok: true };
  });
}

function tellCursors(io: AppServer, room: string): void {
  const cursors = [...(moved.get(room)?.values() ?? [])];
  moved.delete(room);
  // Volatile: anyone who cannot keep up misses this one, and gets the next one.
  if (cursors.length > 0) io.to(`room:${room}`).volatile.emit('cursor_moved', cursors);
}
