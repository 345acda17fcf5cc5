// The ball: only the server knows where it is, and tells everyone who watches.
import type { Ball } from './events.ts';

const MOVES_EVERY = 1000 / 30; // milliseconds
const CROSSES_IN = { x: 2900, y: 2100 }; // milliseconds from one side to the other

const watchers = new Set<(ball: Ball) => void>();
let timer: NodeJS.Timeout | undefined;

/** Calls `show` about 30 times a second. Call the function that it returns to stop. If nobody watches, nothing runs. */
export function watchBall(show: (ball: Ball) => void): () => void {
  watchers.add(show);
  timer ??= setInterval(() => {
    const ball = ballAt(Date.now());
    for (const watcher of watchers) watcher(ball);
  }, MOVES_EVERY);

  return () => {
    watchers.delete(show);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function ballAt(time: number): Ball {
  return { x: bounce(time / CROSSES_IN.x), y: bounce(time / CROSSES_IN.y), at: time };
}

/** From 0 to 1 and back: an even crossing goes there, an odd one comes back. Four digits are enough for any screen. */
function bounce(crossings: number): number {
  const part = crossings % 2;
  return Number((part < 1 ? part : 2 - part).toFixed(4));
}
