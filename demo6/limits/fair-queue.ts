// A fair queue: when more is asked of the server than it can send, those who have caused the least go first.

import type { Seat } from './addresses.ts';

// Bytes that the server sends, for all people together: what one processor core manages with some time to spare.
const BYTES_PER_SECOND = 40_000_000;
const BURST = 4_000_000; // about a tenth of a second of work
const MAX_WAITING = 4000; // requests
const WAIT_AT_MOST = 3000; // milliseconds: a page gives up after 5 seconds

interface Turn {
  seat: Seat;
  since: number;
  run: () => void;
  giveUp: () => void;
}

const waiting: Turn[] = []; // the oldest first
let budget = BURST;
let refilledAt = performance.now();
let isScheduled = false;

/** Calls `run`, now or when it is its turn; or `giveUp` when there is too much else to do. */
export function takeTurn(seat: Seat, run: () => void, giveUp: () => void): void {
  if (waiting.length === 0 && canAfford()) return run();
  // When the queue is full, there is still room for one request of each seat.
  if (waiting.length >= MAX_WAITING && waiting.some((turn) => turn.seat === seat)) return giveUp();
  waiting.push({ seat, since: performance.now(), run, giveUp });
  schedule();
}

/** Counts bytes that were sent because of this seat. The budget may fall below zero: then all wait until it is paid. */
export function charge(seat: Seat, bytes: number): void {
  budget -= bytes;
  seat.usage.add(bytes);
  seat.address.usage.add(bytes);
}

function canAfford(): boolean {
  const now = performance.now();
  budget = Math.min(BURST, budget + ((now - refilledAt) / 1000) * BYTES_PER_SECOND);
  refilledAt = now;
  return budget > 0;
}

function schedule(): void {
  if (isScheduled || waiting.length === 0) return;
  isScheduled = true;
  // One request for each round of the event loop: in between, Node reads what has come in from everybody else.
  if (canAfford()) setImmediate(serveOne);
  else setTimeout(serveOne, 10);
}

function serveOne(): void {
  isScheduled = false;
  while (waiting[0] && performance.now() - waiting[0].since > WAIT_AT_MOST) waiting.shift()?.giveUp();
  if (canAfford()) {
    const lightest = waiting.reduce(
      (one, other) => (isLighter(other.seat, one.seat) ? other : one),
      waiting[0]!,
    );
    waiting.splice(waiting.indexOf(lightest), 1);
    lightest?.run();
  }
  schedule();
}

function isLighter(one: Seat, other: Seat): boolean {
  if (one.address !== other.address) return one.address.usage.lately < other.address.usage.lately;
  return one !== other && one.usage.lately < other.usage.lately;
}
