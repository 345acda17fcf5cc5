// The changes of canvases: each server tells them to its own people, once and in the same order.
import type { AppServer, AppSocket, CanvasChange } from '../events.ts';
import { report } from '../report.ts';
import { CanvasOrder } from './canvas-order.ts';
import { onFigures } from './figures.ts';
import { pictureOf } from './picture.ts';

const WAIT_FOR_OTHERS = 1000; // milliseconds. Then what is missing has got lost, and everybody gets the whole picture.
const UPDATE_EVERY = 50; // milliseconds, however many servers there are

/** The canvas of a room, as the people on this server know it. */
class Canvas extends CanvasOrder {
  here = new Map<AppSocket, number>(); // each with the version of the picture that they were shown
  latecomers = new Set<AppSocket>(); // since the last clearing: their pages don't have what was there before
  arriving = 0; // people who are coming in
  seen = 0; // the version half a second ago
  stuckSince = performance.now();
  lastSentAt = 0;
  timer: NodeJS.Timeout | undefined; // runs while there is something to tell
}

const canvases = new Map<string, Canvas>(); // by room: those with somebody on this server

/** Shows the picture to somebody who comes in. From then on they hear of each change. */
export async function arrive(io: AppServer, socket: AppSocket, room: string): Promise<void> {
  const canvas = canvases.get(room) ?? new Canvas();
  canvases.set(room, canvas);
  for (;;) {
    canvas.arriving += 1; // what changes from now on is kept
    const { version, strokes } = await pictureOf(room).finally(() => (canvas.arriving -= 1));
    if (!socket.connected) return leave(socket, room);
    if (version < canvas.version) continue; // the others know a newer one by now
    if (canvas.here.size === 0) canvas.skipTo(version);
    canvas.here.set(socket, version);
    canvas.latecomers.add(socket);
    socket.join(`canvas:${room}`); // only now: what was told before is in the picture
    socket.emit('canvas_history', strokes);
    return tellSoon(io, room, canvas);
  }
}

export function leave(socket: AppSocket, room: string): void {
  const canvas = canvases.get(room);
  socket.leave(`canvas:${room}`);
  for (const people of [canvas?.here, canvas?.latecomers]) people?.delete(socket);
  if (canvas?.here.size === 0 && canvas.arriving === 0) canvases.delete(room);
}

/** Tells all servers what has changed. */
export function announce(io: AppServer, room: string, change: CanvasChange | undefined): void {
  if (change) hear(io, room, change);
  if (change) io.serverSideEmit('canvas_changed', room, change);
}

function hear(io: AppServer, room: string, change: CanvasChange, canvas = canvases.get(room)): void {
  canvas?.add(change);
  if (canvas) tellSoon(io, room, canvas);
}

/** Many draw at once. The first change is told immediately; those of the next 50 ms go together. */
function tellSoon(io: AppServer, room: string, canvas: Canvas): void {
  const wait = canvas.lastSentAt + UPDATE_EVERY - performance.now();
  canvas.timer ??= setTimeout(tellPeople, wait, io, room, canvas);
}

function tellPeople(io: AppServer, room: string, canvas: Canvas): void {
  Object.assign(canvas, { timer: undefined, lastSentAt: performance.now() });
  // Whoever has come just now may have been shown a picture in which a change was made already.
  const ahead = (version: number) =>
    [...canvas.here].flatMap(([one, shown]) => (shown < version ? [] : [one]));
  const next = () => canvas.next(({ version }) => ahead(version).length === 0);
  for (let change = next(); change; change = next()) {
    const { parts = [], removed = [], clearedBy, restoredBy } = change;
    const people = io.local.to(`canvas:${room}`).except(ahead(change.version).map(({ id }) => id));
    if (parts.length > 0) people.emit('canvas_update', parts);
    if (clearedBy !== undefined) {
      people.emit('canvas_cleared', { nickname: clearedBy });
      canvas.latecomers = new Set(ahead(change.version));
    }
    if (restoredBy !== undefined) {
      // The pages still have what was cleared, so it need not travel again. Only latecomers have to get it.
      people
        .except(Array.from(canvas.latecomers, ({ id }) => id))
        .emit('canvas_restored', { nickname: restoredBy });
      void showAgain(io, room, canvas, [...canvas.latecomers]);
    }
    if (removed.length > 0) people.emit('strokes_removed', removed);
  }
}

/** Shows the whole picture of now to these people. */
async function showAgain(io: AppServer, room: string, canvas: Canvas, people: AppSocket[]): Promise<void> {
  try {
    const { version, strokes } = await pictureOf(room);
    if (version < canvas.version) return await showAgain(io, room, canvas, people); // there is a newer one
    for (const socket of people.filter((one) => canvas.here.has(one))) {
      canvas.here.set(socket, version);
      socket.emit('canvas_history', strokes);
    }
    if (people.length === canvas.here.size) canvas.skipTo(version);
    tellSoon(io, room, canvas);
  } catch (error) {
    report(error);
  }
}

/** Listens to the other servers, and finds out when something of theirs has got lost. */
export function followCanvases(io: AppServer): void {
  io.on('canvas_changed', (room, change) => hear(io, room, change));
  onFigures((figures) => {
    for (const [room, canvas] of canvases) {
      const latest = figures.find((one) => one.room === room)?.canvas ?? 0;
      if (canvas.version !== canvas.seen || latest <= canvas.version) canvas.stuckSince = performance.now();
      canvas.seen = canvas.version;
      if (performance.now() - canvas.stuckSince < WAIT_FOR_OTHERS) continue;
      canvas.stuckSince = performance.now();
      void showAgain(io, room, canvas, [...canvas.here.keys()]);
    }
  });
}
