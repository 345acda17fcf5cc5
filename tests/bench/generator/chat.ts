// Has the crowd chat, one after another, and measures how long each message takes to each of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../load/figures.ts';
import type { ChatOrder, ChatReport } from './orders.ts';
import { pace, stopwatch } from './pace.ts';
import { type Person, crowd } from './person.ts';

const PATIENCE = 2000; // milliseconds without any message until the missing ones are lost
const WORDS = 'This is as long as most messages in a chat are.';

let rounds = 0;

export async function chat({ perSecond, seconds }: ChatOrder): Promise<ChatReport> {
  const { people } = crowd;
  const expected = Math.round(perSecond * seconds) * people.length;
  const latencies: number[] = [];
  const before = framesOf(people);
  // The text tells when it was sent, and in which round: what is late from the last one does not count here.
  const mark = `~${(rounds += 1)}~`;
  // To parse every frame would cost more than to receive it. Only a chat message has the mark.
  const listener = (frame: Buffer) => {
    if (frame.length > 1000) return; // the picture
    const text = frame.toString('latin1');
    const at = text.indexOf(mark);
    if (at < 0) return;
    const from = at + mark.length;
    latencies.push(performance.now() - Number(text.slice(from, text.indexOf('~', from))));
  };
  crowd.listeners.push(listener);

  const watch = stopwatch();
  await pace(perSecond, seconds, (index) => {
    const text = `${mark}${performance.now().toFixed(3)}~ ${WORDS}`;
    people[index % people.length]?.send('send_message', { text });
  });
  let received = latencies.length;
  let since = performance.now();
  while (latencies.length < expected && performance.now() - since < PATIENCE) {
    await sleep(5);
    if (latencies.length > received) since = performance.now();
    received = latencies.length;
  }
  const used = watch();

  crowd.listeners = crowd.listeners.filter((one) => one !== listener);
  const sorted = Float64Array.from(latencies).toSorted();
  const [p50, p95, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 0.99)];
  const frames = framesOf(people) - before;
  return { expected, received: latencies.length, frames, p50, p95, p99, closed: crowd.closed, ...used };
}

const framesOf = (people: Person[]) => people.reduce((sum, { frames }) => sum + frames, 0);
