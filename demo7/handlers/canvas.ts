// The canvas: a picture that everybody in a room draws on, and the cursors of those who do.
import type { AppServer, AppSocket, Cursor, Stroke } from '../events.ts';
import { whenClosed } from './rooms.ts';

const MAX_POINTS = 10_000; // in a room; beyond that its oldest strokes go
const UPDATE_EVERY = 100; // milliseconds
const CURSORS_EVERY = 250; // milliseconds

/**
 * The picture of a room. `fresh` and `cursors` are what has come since the room was told last: new strokes, and the
 * latest places of cursors by nickname. The first of them starts the clock until the room is told of all.
 */
interface Picture {
  strokes: Stroke[];
  points: number;
  fresh: Stroke[];
  cursors: Map<string, Cursor>;
}

const pictures = new Map<string, Picture>(); // by room
whenClosed((room) => pictures.delete(room));

export function registerCanvas(io: AppServer, socket: AppSocket): void {
  const { nickname } = socket.data.user;

  const showCanvas = () => socket.emit('canvas_history', pictureOf(socket.data.room).strokes);
  showCanvas();
  socket.on('join_room', showCanvas);

  socket.on('draw', ({ color, points }, ack) => {
    const { room } = socket.data;
    const picture = pictureOf(room);
    picture.cursors.delete(nickname); // it is where the stroke ends now
    picture.fresh.push({ from: nickname, color, points });
    // Many draw at once. What comes in within a tenth of a second goes out as one event, to the author as well:
    // so all draw the same strokes in the same order.
    if (picture.fresh.length === 1) {
      setTimeout(() => {
        if (picture.fresh.length > 0) io.to(`room:${room}`).emit('canvas_update', picture.fresh);
        keep(picture, picture.fresh);
        picture.fresh = [];
      }, UPDATE_EVERY);
    }
    ack({ ok: true });
  });

  socket.on('clear_canvas', (_payload, ack) => {
    const { room } = socket.data;
    const picture = pictureOf(room);
    Object.assign(picture, { strokes: [], points: 0, fresh: [] });
    io.to(`room:${room}`).emit('canvas_cleared', { nickname });
    ack({ ok: true });
  });

  socket.on('move_cursor', ({ x, y }, ack) => {
    const { room } = socket.data;
    const { cursors } = pictureOf(room);
    cursors.set(nickname, { nickname, x, y });
    if (cursors.size === 1) {
      setTimeout(() => {
        // Volatile: who cannot keep up with it misses it, and gets the next one.
        if (cursors.size > 0) io.to(`room:${room}`).volatile.emit('cursor_moved', [...cursors.values()]);
        cursors.clear();
      }, CURSORS_EVERY);
    }
    ack({ ok: true });
  });
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
