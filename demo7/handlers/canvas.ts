// The canvas: a picture that everybody in a room draws on. Everyone can undo their own strokes, and anyone can clear it.
import type { AppServer, AppSocket, Stroke } from '../events.ts';
import { registerCursors } from './cursors.ts';
import { Picture } from './picture.ts';
import { onRoomClosed } from './rooms.ts';

const UPDATE_EVERY = 50; // milliseconds

/**
 * The canvas of a room. `pending` and `removed` are what the room has not been told yet. `latecomers` came after the
 * last clearing: their pages don't have what was there before.
 */
class Canvas {
  picture = new Picture();
  pending: { author: string; part: Stroke }[] = [];
  removed: number[] = [];
  latecomers = new Set<AppSocket>();
  lastSentAt = 0;
  timer: NodeJS.Timeout | undefined; // runs while there is something to tell
}

const canvases = new Map<string, Canvas>(); // by room
onRoomClosed((room) => canvases.delete(room));
let latestId = 0; // of all strokes

export function registerCanvas(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const { id: author, nickname } = user;
  let { room } = socket.data;
  /** The line that is being drawn: the browser's number for it, and the id of its stroke. */
  let pen: { line?: number | undefined; id: number } | undefined;

  const arrive = () => {
    const { picture, latecomers } = canvasOf(room);
    latecomers.add(socket);
    socket.emit('canvas_history', picture.strokes);
  };
  const leave = () => {
    pen = undefined;
    canvases.get(room)?.latecomers.delete(socket);
  };
  socket.on('disconnect', leave);
  arrive();
  facts.on('room_changed', () => {
    leave();
    room = socket.data.room;
    arrive();
  });
  registerCursors(io, socket);

  socket.on('draw', ({ line, color, width, points }, ack) => {
    // A line comes in parts. One without a number is a stroke of its own.
    if (line === undefined || line !== pen?.line) pen = { line, id: ++latestId };
    const canvas = canvasOf(room);
    canvas.pending.push({ author, part: { id: pen.id, from: nickname, color, width, points } });
    tellSoon(io, room, canvas);
    facts.emit('stroke_drawn');
    ack({ ok: true });
  });

  socket.on('undo_stroke', (_payload, ack) => {
    const canvas = canvasOf(room);
    const pendingId = canvas.pending.findLast((one) => one.author === author)?.part.id;
    const id = pendingId ?? canvas.picture.latestOf(author);
    if (id === undefined) return ack({ ok: false, error: 'There is no stroke of yours to undo.' });
    pen = undefined; // what is still drawn of this line begins a new stroke
    canvas.pending = canvas.pending.filter(({ part }) => part.id !== id);
    canvas.picture.remove(id);
    canvas.removed.push(id);
    tellSoon(io, room, canvas);
    ack({ ok: true });
  });

  socket.on('clear_canvas', (_payload, ack) => {
    const canvas = canvasOf(room);
    if (canvas.picture.strokes.length > 0 || canvas.pending.length > 0) {
      canvas.picture.clear(author);
      Object.assign(canvas, { pending: [], latecomers: new Set<AppSocket>() });
      io.to(`room:${room}`).emit('canvas_cleared', { nickname });
    }
    ack({ ok: true });
  });

  socket.on('restore_canvas', (_payload, ack) => {
    const canvas = canvasOf(room);
    const { picture, latecomers } = canvas;
    const error = 'You can bring back what you cleared yourself, for 10 seconds.';
    if (!picture.restore(user.isHost ? undefined : author)) return ack({ ok: false, error });
    // The pages still have what was cleared, so it need not travel again. Only latecomers have to get it.
    const late = Array.from(latecomers, ({ id }) => id);
    io.to(`room:${room}`).except(late).emit('canvas_restored', { nickname });
    for (const latecomer of latecomers) latecomer.emit('canvas_history', picture.strokes);
    tellSoon(io, room, canvas); // together with what was drawn since, it may be too much
    ack({ ok: true });
  });
}

/** Many draw at once. The first part goes out immediately; what comes within the next 50 ms goes together. */
function tellSoon(io: AppServer, room: string, canvas: Canvas): void {
  const wait = canvas.lastSentAt + UPDATE_EVERY - performance.now();
  canvas.timer ??= setTimeout(tell, wait, io, room, canvas);
}

/** Tells everybody in the room, the author included: so all have the same strokes in the same order. */
function tell(io: AppServer, room: string, canvas: Canvas): void {
  const { picture, pending } = canvas;
  for (const { author, part } of pending) picture.add(author, part);
  const parts = pending.map(({ part }) => part);
  const removed = [...canvas.removed, ...picture.makeRoom()];
  Object.assign(canvas, { pending: [], removed: [], timer: undefined, lastSentAt: performance.now() });
  if (parts.length > 0) io.to(`room:${room}`).emit('canvas_update', parts);
  if (removed.length > 0) io.to(`room:${room}`).emit('strokes_removed', removed);
}

function canvasOf(room: string): Canvas {
  const canvas = canvases.get(room) ?? new Canvas();
  canvases.set(room, canvas);
  return canvas;
}
