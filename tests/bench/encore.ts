// What do durability and several servers cost? The encore beside demo 7, in one run. Prints figures and judges nothing.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../workshop/check/client.ts';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';
import { startEncore } from '../support/encore.ts';
import type { Result } from './encore/people.ts';

const quick = process.argv.includes('--quick');
const [usual, SECONDS, ROUNDS] = quick ? [100, 3, 1] : [300, 10, 3];
const PEOPLE = Number(/--people (\d+)/.exec(process.argv.join(' '))?.[1] ?? usual);
const TICKS = 100; // of the processor's time in a second, as Linux counts them

/** Somebody who gives orders to a process full of people. */
function crowd(): { child: ChildProcess; order: (order: object) => Promise<Result> } {
  const modules = ['--import', import.meta.resolve('tsx/esm')];
  const child = fork(join(import.meta.dirname, 'encore', 'people.ts'), { execArgv: modules });
  const order = (what: object) =>
    new Promise<Result>((done) => {
      child.once('message', (result) => done(result as Result));
      child.send(what);
    });
  return { child, order };
}

/** A process and all that it has started, with the database. */
function familyOf(pid: number): number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number)); // prettier-ignore
  const family = [pid];
  for (const one of family)
    family.push(...pairs.filter(([, parent]) => parent === one).map(([child]) => child!));
  return family;
}

/** The seconds of the processor that these have used so far. Those that have ended count as none. */
const cpuOf = (pids: number[]) =>
  pids.reduce((sum, pid) => {
    if (!existsSync(`/proc/${pid}/stat`)) return sum;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 0);

const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const isServer = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.ts');
const percentile = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
const median = (values: number[]) => percentile(values.toSorted((one, other) => one - other), 0.5); // prettier-ignore

const kinds: [string, () => Promise<Demo>][] = [
  ['demo 7', () => startDemo(join(root, 'demo7'))],
  ['the encore, 1 server', () => startEncore()],
  ['the encore, 3 servers', () => startEncore({ SERVERS: '3' })],
];

console.log(
  `Node ${process.versions.node}, ${availableParallelism()} CPUs, load ${loadavg()[0]?.toFixed(1)} before.`,
);
console.log(
  `A. ${PEOPLE} people in a room, 20 messages a second, ${ROUNDS} × ${SECONDS} s; in the medians of the rounds`,
);
for (const [name, start] of kinds) {
  const demo = await start();
  const { child, order } = crowd();
  await order({ what: 'join', url: demo.url, count: PEOPLE, rooms: 1, from: 0 });
  await new Promise((done) => setTimeout(done, 3000));
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const family = familyOf(demo.pid);
    const before = cpuOf(family);
    const { latencies, delivered, sent, acknowledged } = await order({
      what: 'chat',
      perSecond: 20,
      seconds: SECONDS,
    });
    const sorted = latencies.toSorted((one, other) => one - other);
    rounds.push({
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      micros: ((cpuOf(family) - before) / delivered) * 1e6,
      lost: sent * PEOPLE - delivered,
      open: sent - acknowledged,
    });
  }
  const memory = familyOf(demo.pid).filter((pid) => existsSync(`/proc/${pid}/cmdline`) && isServer(pid)).map((pid) => `${memoryOf(pid).toFixed(0)} MB`); // prettier-ignore
  console.log(
    `  ${name}: p50 ${median(rounds.map(({ p50 }) => p50)).toFixed(1)} ms, p95 ${median(rounds.map(({ p95 }) => p95)).toFixed(1)} ms, ` +
      `${median(rounds.map(({ micros }) => micros)).toFixed(1)} µs of CPU for each delivery, database included; ` +
      `lost ${rounds.reduce((sum, { lost }) => sum + lost, 0)}, without an ack ${rounds.reduce((sum, { open }) => sum + open, 0)}; ` +
      `memory ${memory.join(' + ')}`,
  );
  child.kill();
  await demo.stop();
}

console.log(
  `B. Committed messages a second: 120 people in 40 rooms, each sends 19 a second for ${SECONDS} s`,
);
for (const [name, start] of kinds) {
  const demo = await start();
  const { child, order } = crowd();
  await order({ what: 'join', url: demo.url, count: 120, rooms: 40, from: 0 });
  await new Promise((done) => setTimeout(done, 3000));
  const { acknowledged, sent, seconds } = await order({ what: 'flood', seconds: SECONDS });
  console.log(
    `  ${name}: ${(acknowledged / seconds).toFixed(0)} acknowledged of ${(sent / seconds).toFixed(0)} sent`,
  );
  child.kill();
  await demo.stop();
}

console.log('C. 10,000 messages that somebody has missed, read again');
const demo = await startEncore();
const { child, order } = crowd();
await order({ what: 'join', url: demo.url, count: 25, rooms: 1, from: 0 });
await new Promise((done) => setTimeout(done, 2000));
for (let stored = 0; stored < 10_000;) stored += (await order({ what: 'flood', seconds: 10 })).acknowledged;
const reader = await connect(demo.url, {
  auth: { nickname: 'reader', room: 'bench' },
  transports: ['websocket'],
});
const started = performance.now();
let [read, after, latest] = [0, 0, Infinity];
while (after < latest && read < 10_000) {
  const answer = (await reader.ask('read_messages', { after })) as unknown as Record<'through' | 'latest', number> & { messages: unknown[] }; // prettier-ignore
  read += answer.messages.length;
  ({ through: after, latest } = answer);
}
console.log(`  ${read} messages in ${(performance.now() - started).toFixed(0)} ms`);
reader.close();
child.kill();
await demo.stop();
process.exit();
