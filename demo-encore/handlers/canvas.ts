// The canvas: a picture that everybody in a room draws on. Everyone can undo their own strokes, and anyone can clear it.
import { setTimeout as delay } from 'node:timers/promises';
import { query } from '../database.ts';
import type { AppServer, AppSocket, Stroke } from '../events.ts';
import { arriveInTurn, on } from '../turns.ts';
import { announce, arrive, leave } from './canvas-changes.ts';
import { registerCursors } from './cursors.ts';
import { addParts, clear, type Part, restore, undo } from './picture.ts';

const UPDATE_EVERY = 50; // milliseconds
const FORGET_AFTER = 10_000; // milliseconds without a stroke: longer than the database may take

/** What was drawn here in a room and is not in the database yet: all of it goes there together. */
class Pending {
  parts: Part[] = [];
  lastSentAt = 0;
  stored: Promise<void> | undefined; // of these parts, while there are some
  before: Promise<void> = Promise.resolve(); // what is being stored just now: a line has to stay in its order
}

const pending = new Map<string, Pending>(); // by room

export function registerCanvas(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const { id: author, nickname } = user;
  let { room } = socket.data;
  /** The line that is being drawn: the browser's number for it, and the id of its stroke. */
  let pen: { line?: number | undefined; id: number } | undefined;

  socket.on('disconnect', () => leave(socket, room));
  arriveInTurn(socket, () => {
    room = socket.data.room;
    return arrive(io, socket, room);
  });
  facts.on('room_changed', async () => {
    pen = undefined;
    leave(socket, room);
    room = socket.data.room;
    await arrive(io, socket, room);
  });
  registerCursors(io, socket);

  on(socket, 'draw', async ({ line, color, width, points }) => {
    // A line comes in parts. One without a number is a stroke of its own.
    if (line === undefined || line !== pen?.line) pen = { line, id: await nextId() };
    const stroke: Stroke = { id: pen.id, from: nickname, color, width, points };
    const { parts } = pendingIn(room);
    parts.push({ author, stroke });
    const stored = tellSoon(io, room);
    await facts.emit('stroke_drawn');
    return () => stored.then(() => ({ ok: true }));
  });

  on(socket, 'undo_stroke', async () => {
    await tell(io, room); // what you have drawn just now is your latest stroke
    const change = await undo(room, author);
    if (!change) return { ok: false, error: 'There is no stroke of yours to undo.' };
    pen = undefined; // what is still drawn of this line begins a new stroke
    announce(io, room, change);
    return { ok: true };
  });

  on(socket, 'clear_canvas', async () => {
    const { parts, before } = pendingIn(room);
    const wasDrawn = parts.splice(0).length > 0; // what was on its way is gone as well
    await before;
    const change = await clear(room, author, wasDrawn);
    if (change) announce(io, room, { ...change, clearedBy: nickname });
    return { ok: true };
  });

  on(socket, 'restore_canvas', async () => {
    const change = await restore(room, user.isHost ? undefined : author);
    const error = 'You can bring back what you cleared yourself, for 10 seconds.';
    if (!change) return { ok: false, error };
    announce(io, room, { ...change, restoredBy: nickname });
    return { ok: true };
  });
}

/** Many draw at once. The first part goes out immediately; what comes within the next 50 ms goes together. */
function tellSoon(io: AppServer, room: string): Promise<void> {
  const here = pendingIn(room);
  const wait = here.lastSentAt + UPDATE_EVERY - performance.now();
  here.stored ??= delay(Math.max(0, wait)).then(() => tell(io, room));
  return here.stored;
}

/** Stores what was drawn, then tells everybody in the room, the authors included. One batch after the other. */
function tell(io: AppServer, room: string): Promise<void> {
  const here = pendingIn(room);
  const told = here.before.then(async () => {
    Object.assign(here, { stored: undefined, lastSentAt: performance.now() });
    const parts = here.parts.splice(0);
    if (parts.length > 0) announce(io, room, await addParts(room, parts));
  });
  here.before = told.catch(() => {}); // whoever has drawn it gets the error
  return told;
}

function pendingIn(room: string): Pending {
  const known = pending.get(room);
  if (known) return known;
  const isIdle = ({ stored, lastSentAt }: Pending) =>
    !stored && performance.now() - lastSentAt > FORGET_AFTER;
  for (const [name, one] of pending) if (isIdle(one)) pending.delete(name);
  const here = new Pending();
  pending.set(room, here);
  return here;
}

async function nextId(): Promise<number> {
  const [next] = await query<{ id: number }>("select nextval('stroke_ids')::int as id");
  return next!.id;
}
