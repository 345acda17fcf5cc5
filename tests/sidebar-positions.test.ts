// The positions of the race: kept for a while, told in order, and nothing runs when nobody asks.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyPosition, newestPosition } from '../demo-sidebar/race/positions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount(), 'timers that run although nobody watches').toBe(0);
  vi.useRealTimers();
});

/** Watches everything after a time, and returns what came, and how to stop. */
function watch(after: number) {
  const times: number[] = [];
  return { times, stop: everyPosition(after, ({ at }) => times.push(at)) };
}

test('nothing runs before someone asks, and nothing long after', () => {
  expect(vi.getTimerCount()).toBe(0);
  const { times, stop } = watch(Infinity);
  vi.advanceTimersByTime(1000);
  expect(times.length).toBeGreaterThan(25);
  stop();
  vi.advanceTimersByTime(9000);
  expect(vi.getTimerCount()).toBe(1); // they may ask again
});

test('the last 150 positions are kept, so a break of four seconds costs nothing', () => {
  const before = watch(Infinity);
  vi.advanceTimersByTime(2000);
  before.stop();
  vi.advanceTimersByTime(4000);
  const after = watch(before.times.at(-1)!);
  const all = [...before.times, ...after.times];
  const steps = all.slice(1).map((at, i) => at - all[i]!);
  expect(new Set(steps).size).toBe(1); // the same time between any two: none is missing, and none comes twice
  after.stop();
  const everything = watch(0);
  expect(everything.times).toHaveLength(150);
  everything.stop();
});

test('the newest position comes once, immediately or as soon as there is one', () => {
  const times: number[] = [];
  newestPosition(0, ({ at }) => times.push(at));
  expect(times).toHaveLength(0);
  vi.advanceTimersByTime(1000);
  expect(times).toHaveLength(1);
  newestPosition(0, ({ at }) => times.push(at));
  expect(times).toHaveLength(2);
  newestPosition(times[1]!, ({ at }) => times.push(at));
  expect(times).toHaveLength(2);
  vi.advanceTimersByTime(1000);
  expect(times).toHaveLength(3);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('someone who leaves is told nothing more', () => {
  const told: number[] = [];
  const leave = [everyPosition(0, ({ at }) => told.push(at)), newestPosition(Date.now(), ({ at }) => told.push(at))]; // prettier-ignore
  told.length = 0;
  for (const stop of leave) stop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
});
