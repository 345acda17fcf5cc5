// Positions: where the ball was in the last five seconds, for those who ask for it instead of being told.
import { watchBall } from '../ball.ts';
import type { Ball } from '../events.ts';

const KEPT = 150; // positions
const KEEP_ON = 10_000; // milliseconds after somebody has asked: they will probably ask again

const kept: Ball[] = []; // the oldest first
const watchers = new Set<(ball: Ball) => void>();
let askedAt = 0;
let stop: (() => void) | undefined;

/** Calls `show` with each position later than `after`: immediately with those that are kept, then with each new one. */
export function everyPosition(after: number, show: (ball: Ball) => void): () => void {
  keepWatching();
  for (const ball of kept) if (ball.at > after) show(ball);
  watchers.add(show);
  return () => void watchers.delete(show);
}

/** Calls `show` once with the newest position, if it is later than `after`. Otherwise it waits for the next one. */
export function newestPosition(after: number, show: (ball: Ball) => void): () => void {
  keepWatching();
  const newest = kept.at(-1);
  const showOnce = (ball: Ball) => {
    watchers.delete(showOnce);
    show(ball);
  };
  if (newest && newest.at > after) show(newest);
  else watchers.add(showOnce);
  return () => void watchers.delete(showOnce);
}

function keepWatching(): void {
  askedAt = performance.now();
  stop ??= watchBall((ball) => {
    kept.push(ball);
    if (kept.length > KEPT) kept.shift();
    for (const show of watchers) show(ball);
    if (watchers.size === 0 && performance.now() - askedAt > KEEP_ON) sleep();
  });
}

/** Nobody has asked for a while. What is kept would soon be old. */
function sleep(): void {
  stop?.();
  stop = undefined;
  kept.length = 0;
}
