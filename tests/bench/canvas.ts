// Does a drawing outlive a busy room, and what does somebody who joins have to load? Prints figures and judges nothing:
// npx tsx tests/bench/canvas.ts [seconds] [folder of a demo 7]
import { join } from 'node:path';
import { simplify } from '../../demo7/public/simplify.js';
import { type Client, connect } from '../../workshop/check/client.ts';
import { root, startDemo } from '../../workshop/check/harness.ts';

interface Stroke {
  from: string;
  color: string;
  points: { x: number; y: number }[];
}

const [seconds = '60', folder = join(root, 'demo7')] = process.argv.slice(2);
const PEOPLE = 30;
const SEND_EVERY = 100; // milliseconds, as in demo7/public/pen.js
const PER_PART = 6; // points: a mouse moves 60 times a second
const LINE = 20; // parts, which are 2 s
const PAUSE = 5; // parts, in which the pen is up

const room = 'busy';
const demo = await startDemo(folder);
const enter = (nickname: string) =>
  connect(demo.url, { auth: { nickname, room }, transports: ['websocket'] });

const green = '#16a34a';
const corners = [0.3, 0.75, 0.3, 0.45, 0.5, 0.2, 0.7, 0.45, 0.7, 0.75, 0.3, 0.75];
const house = corners.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: corners[i + 1]! }] : []));

/** Where a hand is that doodles: somewhere on a curve that never ends. */
const hand = (person: number, step: number) => {
  const time = step / 60 + person * 11;
  return {
    x: Math.round(10_000 * (0.5 + 0.3 * Math.sin(time * 1.3) + 0.15 * Math.sin(time * 5.1))) / 10_000,
    y: Math.round(10_000 * (0.5 + 0.3 * Math.cos(time * 1.7) + 0.15 * Math.sin(time * 6.7))) / 10_000,
  };
};

const people = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => enter(`painter${i}`)));
for (const [line, points] of [house, house.slice(0, 3)].entries())
  await people[0]!.ask('draw', { line: -1 - line, color: green, points });

const watcher = await enter('watcher');
const delays: number[] = [];
const sentAt = new Map<string, number>();
let bytes = 0;
watcher.socket.on('canvas_update', (parts: Stroke[]) => {
  bytes += JSON.stringify(parts).length;
  for (const { points } of parts) {
    const time = sentAt.get(JSON.stringify(points.at(-1)));
    if (time !== undefined) delays.push(performance.now() - time);
  }
});

let refused = 0;
async function doodle(client: Client, person: number): Promise<void> {
  const end = performance.now() + 1000 * Number(seconds);
  for (let part = 0; performance.now() < end; part++) {
    await new Promise((done) => setTimeout(done, SEND_EVERY));
    const inLine = part % (LINE + PAUSE);
    if (inLine >= LINE) continue;
    const first = part * PER_PART;
    const path = Array.from({ length: PER_PART + 1 }, (_, i) => hand(person, first + i));
    const points = simplify(path).slice(inLine === 0 ? 0 : 1);
    sentAt.set(JSON.stringify(points.at(-1)), performance.now());
    const line = Math.floor(part / (LINE + PAUSE));
    void client
      .ask('draw', { line, color: '#1d4ed8', points })
      .then(({ ok }) => (refused += ok ? 0 : 1))
      .catch(() => (refused += 1));
  }
}
await Promise.all(people.map(doodle));

const late = await enter('late');
const picture = (await late.next('canvas_history')) as Stroke[];
const points = picture.reduce((sum, stroke) => sum + stroke.points.length, 0);
const left = picture.filter(({ color }) => color === green).length;
const inOrder = delays.toSorted((a, b) => a - b);
const at = (part: number) => inOrder[Math.floor(part * inOrder.length)]?.toFixed(0);
console.log(`${PEOPLE} people drew for ${seconds} s; ${refused} of their parts were refused.`);
console.log(`Of the house drawn first, ${left} of 2 strokes are left.`);
console.log(
  `The picture: ${picture.length} strokes, ${points} points; ${JSON.stringify(picture).length} bytes for whoever joins.`,
);
console.log(`Each person received ${(bytes / 1000 / Number(seconds)).toFixed(1)} kB of strokes a second.`);
console.log(`From a page's draw to the others: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms.`);
console.log(`A point waits for ${SEND_EVERY / 2} ms before that, on average.`);
for (const client of [...people, watcher, late]) client.close();
await demo.stop();
process.exit();
