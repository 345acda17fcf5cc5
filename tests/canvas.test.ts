// The picture of a room, without a network: what stays when it is full, and for how long a clearing can be undone.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Stroke } from '../demo7/events.ts';
import { Picture } from '../demo7/handlers/picture.ts';
import { simplify } from '../demo7/public/simplify.js';

type Points = Stroke['points'];

const PAINTERS = 30;
const SECONDS = 60;
const PARTS = 10; // in a second: demo7/public/canvas.js sends as many
const PER_PART = 5; // points

let ids = 0;
const stroke = (from: string, points: Points, color = '#000000'): Stroke => {
  ids += 1;
  return { id: ids, from, color, width: 'medium', points };
};
const anywhere = (count: number): Points =>
  Array.from({ length: count }, (_, i) => ({ x: (i * 0.37) % 1, y: (i * 0.61) % 1 }));
const sizeOf = (picture: Picture) => picture.strokes.reduce((sum, { points }) => sum + points.length, 0);

const bytesOf = (picture: Picture) => JSON.stringify(picture.strokes).length;

/** The walls, the roof, the door and a window, as a page sends them: only their corners. */
const house = (from: string) =>
  [
    [0.3, 0.75, 0.3, 0.45, 0.7, 0.45, 0.7, 0.75, 0.3, 0.75],
    [0.25, 0.5, 0.5, 0.2, 0.75, 0.5],
    [0.45, 0.75, 0.45, 0.55, 0.55, 0.55, 0.55, 0.75],
    [0.6, 0.55, 0.65, 0.55, 0.65, 0.6, 0.6, 0.6, 0.6, 0.55],
  ].map((corners) => {
    const points = corners.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: corners[i + 1]! }] : []));
    return stroke(from, points, '#16a34a');
  });

/** Has everybody draw lines of two seconds for a minute, part by part, in turn. */
function drawForAMinute(picture: Picture, people: string[]) {
  for (let tick = 0; tick < SECONDS * PARTS; tick++) {
    for (const [i, from] of people.entries()) {
      const id = 1_000_000 + i * 10_000 + Math.floor(tick / (2 * PARTS));
      picture.add(from, { ...stroke(from, anywhere(PER_PART)), id });
    }
    picture.makeRoom();
  }
}

const crowd = Array.from({ length: PAINTERS }, (_, i) => `painter${i}`);

describe('a house drawn first, and then 30 people who draw for a minute', () => {
  test.each([
    ['somebody who has left', 'visitor'],
    ['one of them', 'painter7'],
  ])('by %s: the house is still there', (_by, author) => {
    const picture = new Picture();
    const walls = house(author);
    for (const wall of walls) picture.add(author, wall);
    drawForAMinute(picture, crowd);
    expect(sizeOf(picture), 'the picture is full').toBeGreaterThan(9000);
    expect(picture.strokes.filter(({ color }) => color === '#16a34a')).toEqual(walls);
    // And nobody has pushed out another: each has about as much.
    const shares = crowd.map((name) =>
      picture.strokes.reduce((sum, { from, points }) => sum + (from === name ? points.length : 0), 0),
    );
    expect(Math.min(...shares)).toBeGreaterThan(150);
  });
});

test('someone who draws alone loses the oldest stroke first', () => {
  const picture = new Picture();
  const strokes = Array.from({ length: 60 }, () => stroke('Ann', anywhere(197)));
  for (const one of strokes) picture.add('Ann', one);
  expect(picture.makeRoom()).toEqual(strokes.slice(0, 10).map(({ id }) => id));
  expect(picture.strokes).toEqual(strokes.slice(10));
});

test('dots take room, too: a picture of dots is not larger than one of lines', () => {
  const picture = new Picture();
  for (let i = 0; i < 20_000; i++) picture.add(`painter${i % 7}`, stroke('Ann', anywhere(1)));
  picture.makeRoom();
  const lines = new Picture();
  for (let i = 0; i < 100; i++) lines.add('Ann', stroke('Ann', anywhere(197)));
  lines.makeRoom();
  expect(bytesOf(picture)).toBeLessThan(1.3 * bytesOf(lines));
});

describe('a clearing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('can be undone for 10 seconds, once, and what was drawn since stays on top', () => {
    const picture = new Picture();
    const [before, since] = [stroke('Ann', anywhere(3)), stroke('Bob', anywhere(2))];
    picture.add('Ann', before);
    picture.clear('Bob');
    expect(picture.strokes).toEqual([]);
    picture.add('Bob', since);
    vi.advanceTimersByTime(9900);
    expect(picture.restore('Ann'), 'it was Bob who cleared').toBe(false);
    expect(picture.restore('Bob')).toBe(true);
    expect(picture.strokes).toEqual([before, since]);
    expect(picture.restore('Bob')).toBe(false);

    picture.clear('Bob');
    vi.advanceTimersByTime(10_000);
    expect(picture.restore('Bob'), 'it is too late').toBe(false);
    expect(picture.strokes).toEqual([]);
  });

  test('that is newer counts: the one before is gone', () => {
    const picture = new Picture();
    picture.add('Ann', stroke('Ann', anywhere(3)));
    picture.clear('Ann');
    vi.advanceTimersByTime(9000);
    const second = stroke('Ann', anywhere(2));
    picture.add('Ann', second);
    picture.clear('Ann');
    vi.advanceTimersByTime(9000);
    expect(picture.restore('Ann')).toBe(true);
    expect(picture.strokes).toEqual([second]);
  });

  test('does not bring back a stroke that was undone since', () => {
    const picture = new Picture();
    const line = stroke('Ann', anywhere(3));
    picture.add('Ann', line);
    picture.clear('Bob');
    picture.add('Ann', line); // the line went on
    picture.remove(line.id);
    picture.restore('Bob');
    expect(picture.strokes).toEqual([]);
  });
});

describe('points that add nothing', () => {
  const circle = Array.from({ length: 200 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 199;
    return { x: 0.5 + 0.2 * Math.cos(angle), y: 0.5 + 0.2 * Math.sin(angle) };
  });

  test('are dropped on a straight line, and its ends stay', () => {
    const line = Array.from({ length: 50 }, (_, i) => ({ x: i / 100, y: 0.25 + i / 100 }));
    expect(simplify(line)).toEqual([line[0], line.at(-1)]);
  });

  test('are fewer on a curve, where none may be a pixel away from the line', () => {
    const kept = simplify(circle);
    expect(kept.length).toBeGreaterThan(15);
    expect(kept.length).toBeLessThan(60);
    expect(circle).toEqual(expect.arrayContaining(kept));
  });

  test('are not the corner, nor the turning point of a line that goes back', () => {
    const [a, b, c] = [{ x: 0, y: 0 }, { x: 0.5, y: 0 }, { x: 0.5, y: 0.5 }] as const; // prettier-ignore
    expect(simplify([a, b, c])).toEqual([a, b, c]);
    expect(simplify([a, b, { x: 0.25, y: 0 }])).toEqual([a, b, { x: 0.25, y: 0 }]);
    expect(simplify([a, b, a])).toEqual([a, b, a]);
    for (const few of [[], [a], [a, b]]) expect(simplify(few)).toEqual(few);
  });
});
