// Sending by the clock: what is due is sent every 10 ms, however late the last time was.
import { setTimeout as sleep } from 'node:timers/promises';
import { crowd } from './person.ts';

const TICK = 10; // milliseconds
const QUIET = 1500; // milliseconds

/** Calls `send` with 0, 1, 2, … so often in a second, evenly, for so many seconds. */
export async function pace(perSecond: number, seconds: number, send: (index: number) => void): Promise<void> {
  const total = Math.round(perSecond * seconds);
  const started = performance.now();
  let sent = 0;
  while (sent < total) {
    await sleep(TICK);
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
    for (; sent < due; sent++) send(sent);
  }
}

/** Waits until the crowd has heard nothing for a while, pings aside. */
export async function quiet(): Promise<void> {
  let heard = crowd.heard;
  let since = performance.now();
  while (performance.now() - since < QUIET) {
    await sleep(100);
    if (crowd.heard !== heard) since = performance.now();
    heard = crowd.heard;
  }
}

/** Starts a measurement of this process: the CPU time and the time that went by since, in milliseconds. */
export function stopwatch(): () => { cpu: number; wall: number } {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1000, wall: performance.now() - started };
  };
}
