// The order of messages: two servers may tell theirs in the same moment. Each server tells its people by the numbers.
import { query } from '../database.ts';
import type { AppServer, Message } from '../events.ts';
import { report } from '../report.ts';
import { onFigures } from './figures.ts';
import { readAfter } from './messages.ts';

const WAIT_FOR_OTHERS = 1000; // milliseconds. Then the others are told, and the page asks for the missing one.
const MAX_MISSED = 500; // messages that are read at a time

/** What the people in a room on this server have been told. */
interface Line {
  told: number; // the number of the latest message
  waiting: Map<number, { message: Message; done: () => void }>; // by number: one before them has not come yet
  timer: NodeJS.Timeout | undefined; // runs while some are waiting
  known: number; // the number of the latest message half a second ago
}

const newLine = (told: number): Line => ({ told, waiting: new Map(), timer: undefined, known: 0 });
const hasPeople = (io: AppServer, room: string) => io.of('/').adapter.rooms.has(`room:${room}`);

const lines = new Map<string, Line>(); // by room, those with somebody on this server

/** Finds out which message was the latest, before anybody in a room on this server hears or writes the first one. */
export async function knowLine(room: string): Promise<void> {
  if (lines.has(room)) return;
  const [row] = await query<{ last: number }>('select last_number as last from rooms where name = $1', [
    room,
  ]);
  if (!lines.has(room)) lines.set(room, newLine(row?.last ?? 0));
}

/** Tells a message to everybody in its room, on all servers. Resolves when the people on this one have got it. */
export function broadcast(io: AppServer, message: Message): Promise<void> {
  io.serverSideEmit('message_stored', message);
  return new Promise((done) => hear(io, message, done));
}

/** Listens to the other servers, and finds out when something of theirs has got lost. */
export function followMessages(io: AppServer): void {
  io.on('message_stored', (message) => hear(io, message));
  onFigures((figures) => {
    for (const room of lines.keys()) if (!hasPeople(io, room)) lines.delete(room);
    for (const { room, messages } of figures) {
      const line = lines.get(room);
      if (!line && hasPeople(io, room)) lines.set(room, newLine(messages));
      const isStuck = line && line.known > line.told; // what is only on its way takes less time
      if (isStuck) catchUp(io, room, line, messages).catch(report);
      if (line) line.known = messages;
    }
  });
}

/** Reads what has got lost, once for all people on this server, and tells it. */
async function catchUp(io: AppServer, room: string, line: Line, upTo: number): Promise<void> {
  const missed = await readAfter(room, line.told, MAX_MISSED);
  for (const message of missed.filter(({ number }) => number > line.told)) {
    line.told = message.number;
    tell(io, message);
    line.waiting.get(message.number)?.done();
    line.waiting.delete(message.number);
  }
  if (missed.length < MAX_MISSED) line.told = Math.max(line.told, upTo); // the others were deleted
}

function hear(io: AppServer, message: Message, done = () => {}): void {
  const { room, number } = message;
  const isEmpty = !hasPeople(io, room);
  if (isEmpty) lines.delete(room);
  const line = lines.get(room) ?? newLine(number - 1);
  if (!isEmpty) lines.set(room, line);
  if (number <= line.told) {
    tell(io, message); // once more: whoever has it ignores it
    return done();
  }
  line.waiting.set(number, { message, done });
  tellWaiting(io, line, line.told + 1);
}

/** Tells what is waiting, from this number on, as far as there is no gap. */
function tellWaiting(io: AppServer, line: Line, from: number): void {
  for (let next = line.waiting.get(from); next; next = line.waiting.get(line.told + 1)) {
    line.told = next.message.number;
    line.waiting.delete(line.told);
    tell(io, next.message);
    next.done();
  }
  clearTimeout(line.timer);
  if (line.waiting.size === 0) return;
  line.timer = setTimeout(() => tellWaiting(io, line, Math.min(...line.waiting.keys())), WAIT_FOR_OTHERS);
}

const tell = (io: AppServer, message: Message) =>
  io.local.to(`room:${message.room}`).emit('new_message', message);
