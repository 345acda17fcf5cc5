// How long a check waits: longer when the computer is busy, and only for a moment for what never came before.

export const PATIENCE = 4000; // milliseconds
const MOMENT = 400;
const MAX_ROUNDS = 8; // of patience

const seen = new Set<string>();
const never = new Set<string>();

/** The computer was too busy to tell whether the code is right. */
export class TooBusy extends Error {}

/** From now on it is worth waiting for this. */
export const hasCome = (what: string) => seen.add(what);

/**
 * Calls `giveUp` with the seconds when something has not come in time, and with an error when the computer was too busy
 * to tell. Returns a function that ends the waiting.
 * One cause is found once: what has never come yet is not waited for as long again.
 */
export function waitFor(
  what: string,
  giveUp: (seconds: number, busy: TooBusy | undefined) => void,
): () => void {
  const limit = never.has(what) && !seen.has(what) ? MOMENT : PATIENCE;
  const started = performance.now();
  const verdict = rounds();
  const look = () => {
    const isOver = verdict();
    if (!isOver) {
      timer = setTimeout(look, limit);
      return;
    }
    // What has arrived in the meantime is read first: it may be just that.
    last = setImmediate(() => {
      never.add(what);
      giveUp((performance.now() - started) / 1000, isOver instanceof TooBusy ? isOver : undefined);
    });
  };
  let timer = setTimeout(look, limit);
  let last: NodeJS.Immediate | undefined;
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}

/** Counts rounds of waiting, and says when they are enough: on a busy computer one is only worth a part of one. */
export function rounds(): () => boolean | TooBusy {
  let [worth, count] = [0, 0];
  return () => {
    worth += share();
    count += 1;
    return worth > 0.8 || (count >= MAX_ROUNDS && new TooBusy());
  };
}

let latest = { at: -Infinity, share: 1 };

/** How much of the processor this process gets when it wants all of it: less than 1 when other programs run. */
function share(): number {
  if (performance.now() - latest.at < 500) return latest.share; // hundreds may ask together
  const started = performance.now();
  const { user, system } = process.cpuUsage();
  while (performance.now() - started < 20);
  const used = process.cpuUsage({ user, system });
  const now = performance.now();
  latest = { at: now, share: (used.user + used.system) / 1000 / (now - started) };
  return latest.share;
}

/** Waits until a promise is done; fails with this sentence when that takes too long. */
export async function within<T>(waiting: Promise<T>, otherwise: string): Promise<T> {
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, failed) => {
    stop = waitFor(otherwise, (_seconds, busy) => failed(busy ?? new Error(otherwise)));
  });
  return Promise.race([waiting, late]).finally(() => stop?.());
}

/** It must not have taken longer than that. */
export function inTime(seconds: number, most: number, sentence: string): void {
  if (seconds <= most) return;
  throw share() < 0.7 ? new TooBusy() : new Error(`${sentence}, and it took ${seconds.toFixed(1)} s`);
}
