// Has the crowd draw as demo 7's page does, some of them move their cursors instead, and a few chat meanwhile.
import { median } from '../load/figures.ts';
import { chat } from './chat.ts';
import type { DrawOrder, DrawReport } from './orders.ts';
import { pace } from './pace.ts';
import { crowd } from './person.ts';

const STROKES = 10; // in a second: demo7/public/pen.js, SEND_EVERY
const LINE = 20; // parts, which take 2 s
const MOVES = 4; // in a second: demo7/public/cursors.js, TELL_EVERY

export async function draw({ drawing, perSecond, seconds }: DrawOrder): Promise<DrawReport> {
  const { people } = crowd;
  const before = people.map(({ frames, bytes }) => ({ frames, bytes }));
  const counts = new Map<string, number>();
  const listener = (frame: Buffer) => {
    const kind = kindOf(frame);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  crowd.listeners.push(listener);

  const started = performance.now();
  const pens = people.slice(0, drawing).map(({ send }) => ({ send, stroke: pen() }));
  const movers = people.slice(drawing);
  const place = pen();
  const [report] = await Promise.all([
    chat({ perSecond, seconds }),
    pace(pens.length * STROKES, seconds, (index) => {
      const one = pens[index % pens.length];
      const line = Math.floor(index / pens.length / LINE);
      one?.send('draw', { line, color: '#1d4ed8', points: one.stroke(5 + (index % 3)).slice(1) });
    }),
    pace(movers.length * MOVES, seconds, (index) => {
      movers[index % movers.length]?.send('move_cursor', place(1).at(-1)!);
    }),
  ]);
  const took = (performance.now() - started) / 1000;

  crowd.listeners = crowd.listeners.filter((one) => one !== listener);
  const frames = people.map((person, i) => (person.frames - (before[i]?.frames ?? 0)) / took);
  const bytes = people.map((person, i) => (person.bytes - (before[i]?.bytes ?? 0)) / took);
  const kinds = [...counts].map(([kind, count]) => [kind, count / people.length / took] as const);
  return {
    chat: report,
    medianFrames: median(frames.slice(0, drawing)),
    maxFrames: Math.max(...frames),
    medianBytes: median(bytes.slice(0, drawing)),
    kinds: Object.fromEntries(kinds),
  };
}

function kindOf(frame: Buffer): string {
  const start = frame.toString('latin1', 0, 40);
  return start.startsWith('43') ? '(answer)' : (start.split('"')[1] ?? start);
}

const within = (part: number) => Math.round(Math.min(Math.max(part, 0), 1) * 10_000) / 10_000;

const step = () => (Math.random() - 0.5) / 20;

/** A pen that wanders about: gives the next points of its line, after the one where it was. */
function pen() {
  let last = { x: within(Math.random()), y: within(Math.random()) };
  return (count: number) => {
    const points = [last];
    while (points.length <= count) {
      last = { x: within(last.x + step()), y: within(last.y + step()) };
      points.push(last);
    }
    return points;
  };
}
