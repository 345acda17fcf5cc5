// A fair queue: when more is asked of the server than it can do, those who have caused the least go first.
import type { Seat } from './addresses.ts';
import { sentInAll } from './slow-readers.ts';

// What the server sends for all people together: about what one processor core manages.
const BYTES_PER_SECOND = 40_000_000;
// What takes long costs more than its bytes: so much that a third of the time is left for other things.
const BYTES_PER_MILLISECOND = 60_000;
const BURST = 1_000_000;
const MAX_WAITING = 5000; // requests
const WAIT_AT_MOST = 4000; // milliseconds: a page gives up after 5 seconds
// Bytes that somebody is charged for a request that has to wait. Without it, whoever asks most has the best chances.
const WAITING = 100_000;

/** Somebody's request. `bytes` are those that it will cause, as far as that is known. */
interface Turn {
  seat: Seat;
  bytes: number;
  since: number;
  run: () => void;
  giveUp: () => void;
}

const waiting: Turn[] = []; // the oldest first
let budget = BURST;
let filledAt = performance.now();
let isScheduled = false;

/** Calls `run`, now or when it is its turn; or `giveUp` when there is too much else to do. */
export function takeTurn(seat: Seat, bytes: number, run: () => void, giveUp: () => void): void {
  if (waiting.length === 0 && hasBudget()) return run();
  // When the queue is full, there is still room for one request of each seat.
  if (waiting.length >= MAX_WAITING && waiting.some((turn) => turn.seat === seat)) return giveUp();
  seat.usage.add(WAITING);
  waiting.push({ seat, bytes, since: performance.now(), run, giveUp });
  schedule();
}

/** Counts bytes that were sent because of somebody. The budget may fall below zero: then all wait until it is paid. */
export function charge(seat: Seat, bytes: number): void {
  budget -= bytes;
  seat.usage.add(bytes);
  seat.address.usage.add(bytes);
}

/** Charges a seat with what is done because of it. `next` lets Socket.IO call the handlers, in the next tick. */
export function measure(seat: Seat, next: () => void, atLeast = 0): void {
  let sent = 0;
  let start: NodeJS.CpuUsage;
  process.nextTick(() => ([sent, start] = [sentInAll(), process.cpuUsage()]));
  next();
  process.nextTick(() => {
    const { user, system } = process.cpuUsage(start); // microseconds of the processor, also when others use it
    const time = ((user + system) / 1000) * BYTES_PER_MILLISECOND;
    charge(seat, Math.max(sentInAll() - sent, time, atLeast));
  });
}

function hasBudget(): boolean {
  const now = performance.now();
  budget = Math.min(BURST, budget + ((now - filledAt) / 1000) * BYTES_PER_SECOND);
  filledAt = now;
  return budget > 0;
}

function schedule(): void {
  if (isScheduled || waiting.length === 0) return;
  isScheduled = true;
  // One request in each round of the event loop: in between, Node reads what has come in from everybody else.
  if (hasBudget()) setImmediate(serveOne);
  else setTimeout(serveOne, 10);
}

function serveOne(): void {
  isScheduled = false;
  const now = performance.now();
  while (waiting[0] && now - waiting[0].since > WAIT_AT_MOST) waiting.shift()?.giveUp();
  if (hasBudget() && waiting[0]) {
    // Only the oldest request of each seat: what somebody asks for happens in that order.
    const seats = new Set<Seat>();
    const first = waiting.filter(({ seat }) => !seats.has(seat) && seats.add(seat));
    const next = first.reduce((one, other) => (isLighter(other, one, now) ? other : one));
    waiting.splice(waiting.indexOf(next), 1);
    next.run();
  }
  schedule();
}

/** Whether `one` goes before an older request: its address has caused less, or its seat. */
function isLighter(one: Turn, other: Turn, now: number): boolean {
  const [seat, otherSeat] = [one.seat, other.seat];
  if (seat.address !== otherSeat.address) {
    return seat.address.usage.lately(now) < otherSeat.address.usage.lately(now);
  }
  return seat.usage.lately(now) + one.bytes < otherSeat.usage.lately(now) + other.bytes;
}
