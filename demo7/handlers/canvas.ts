// The canvas: a picture that everybody in a room draws on, and the cursors of those who do.
import type { AppServer, AppSocket, Cursor, Stroke } from '../events.ts';
import { whenClosed } from './rooms.ts';

const MAX_POINTS = 10_000; // in a room; beyond that its oldest strokes go
const UPDATE_EVERY = 100; // milliseconds
const CURSORS_EVERY = 250; // milliseconds

/**
 * The picture of a room. `fresh` and `cursors` are what has come since the room was told last: new strokes, and the
 * latest places of cursors by nickname. Each has one timer, which runs while there is something to tell.
 */
interface Picture {
  strokes: Stroke[];
  points: number;
  fresh: Stroke[];
  cursors: Map<string, Cursor>;
  strokesTimer?: NodeJS.Timeout | undefined;
  cursorsTimer?: NodeJS.Timeout | undefined;
}

const pictures = new Map<string, Picture>(); // by room
whenClosed((room) => pictures.delete(room));

export function registerCanvas(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const { nickname } = user;
  let { room } = socket.data;

  const hideCursor = () => pictures.get(room)?.cursors.delete(nickname);
  const showCanvas = () => socket.emit('canvas_history', pictureOf(room).strokes);
  socket.on('disconnect', hideCursor);
  showCanvas();
  facts.on('room_changed', () => {
    hideCursor();
    room = socket.data.room;
    showCanvas();
  });

  socket.on('draw', ({ color, points }, ack) => {
    const picture = pictureOf(room);
    picture.cursors.delete(nickname); // it is where the stroke ends now
    picture.fresh.push({ from: nickname, color, points });
    // Many draw at once. What comes in within a tenth of a second goes out as one event, to the author as well:
    // so all draw the same strokes in the same order.
    picture.strokesTimer ??= setTimeout(tellStrokes, UPDATE_EVERY, io, room, picture);
    ack({ ok: true });
  });

  socket.on('clear_canvas', (_payload, ack) => {
    const picture = pictureOf(room);
    if (picture.strokes.length > 0 || picture.fresh.length > 0) {
      Object.assign(picture, { strokes: [], points: 0, fresh: [] });
      io.to(`room:${room}`).emit('canvas_cleared', { nickname });
    }
    ack({ ok: true });
  });

  socket.on('move_cursor', ({ x, y }, ack) => {
    const picture = pictureOf(room);
    picture.cursors.set(nickname, { nickname, x, y });
    picture.cursorsTimer ??= setTimeout(tellCursors, CURSORS_EVERY, io, room, picture);
    ack({ ok: true });
  });
}

function tellStrokes(io: AppServer, room: string, picture: Picture): void {
  picture.strokesTimer = undefined;
  if (picture.fresh.length > 0) io.to(`room:${room}`).emit('canvas_update', picture.fresh);
  keep(picture, picture.fresh);
  picture.fresh = [];
}

function tellCursors(io: AppServer, room: string, picture: Picture): void {
  const cursors = [...picture.cursors.values()];
  picture.cursorsTimer = undefined;
  picture.cursors.clear();
  // Volatile: anyone who cannot keep up misses this one, and gets the next one.
  if (cursors.length > 0) io.to(`room:${room}`).volatile.emit('cursor_moved', cursors);
}

function pictureOf(room: string): Picture {
  const picture = pictures.get(room) ?? { strokes: [], points: 0, fresh: [], cursors: new Map() };
  pictures.set(room, picture);
  return picture;
}

/** Adds strokes, and lets go of the oldest ones when there are too many points. */
function keep(picture: Picture, strokes: Stroke[]): void {
  for (const stroke of strokes) picture.points += stroke.points.length;
  picture.strokes.push(...strokes);
  while (picture.points > MAX_POINTS) picture.points -= picture.strokes.shift()?.points.length ?? 0;
}
