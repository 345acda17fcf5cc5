// What does a class of 200 cost, 5 of them hostile? Prints figures and judges nothing: npm run bench:class
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, connect } from '../../workshop/check/client.ts';
import { run } from '../../workshop/check/harness.ts';
import type { Tile } from '../../workshop/class/events.ts';
import { type ClassMember, joinClass } from '../../workshop/class/member.ts';
import { type Class, instruct, startClass } from '../support/class.ts';
import { usageOf } from './load/usage.ts';

const HONEST = 195;
const SECONDS = 10;
const EVERY = 5000; // milliseconds between two reports of a student: more often than anybody runs a check

if (process.argv[2] === 'hostile') await beHostile(process.argv[3] ?? '', Number(process.argv[4]));
else await measure();

async function measure(): Promise<void> {
  const it = await startClass();
  const pid = it.running.child.pid ?? 0;
  const board = await instruct(it);
  const bytes = countBytes(board);

  const [joining, cpuBefore] = [performance.now(), usageOf(pid).cpu];
  const members = Array.from({ length: HONEST }, (_, i) => joinClass({ address: it.url, alias: `S${i}` }));
  await Promise.all(
    members.map((member, i) => member.report({ step: 'demo4', stage: 1, held: i % 12, of: 12 })),
  );
  await shown(board, (all) => all.size === HONEST && [...all.values()].every(({ progress }) => progress));
  print(`${HONEST} join and report at once: until all are on the board`, `${seconds(joining)} s`);
  print('  CPU of the class', `${usageOf(pid).cpu - cpuBefore} ms`);
  print('  bytes to the board', kilobytes(bytes()));

  await ordinary('An ordinary class', it, board, bytes, members);
  const self = fileURLToPath(import.meta.url);
  const hostile = ['flood', 'churn', 'large', 'guess', 'pages'].map((kind, i) =>
    run(process.execPath, ['--import', import.meta.resolve('tsx'), self, 'hostile', it.url, String(i)]),
  );
  await Promise.all(hostile.map(({ printed }) => printed(/hostile/)));
  await ordinary(
    'The same while 5 attack (reports, reconnects, payloads, keys, pages)',
    it,
    board,
    bytes,
    members,
  );
  await Promise.all(hostile.map(({ end }) => end()));

  const port = new URL(it.url).port;
  board.close();
  it.running.child.kill('SIGKILL');
  await it.running.exited;
  const again = await startClass(['--port', port]);
  const back = performance.now();
  const secondBoard = await instruct(again);
  await shown(secondBoard, (all) => [...all.values()].filter(({ progress }) => progress).length >= HONEST);
  print(
    'After the class was killed and started again: until all and their reports are back',
    `${seconds(back)} s`,
  );
  secondBoard.close();
  await Promise.all(members.map(({ leave }) => leave()));
  await again.running.end();
  process.exit(0);
}

/** Members report now and then. Says how long it takes until the board has it, and what that costs. */
async function ordinary(
  title: string,
  it: Class,
  board: Client,
  bytes: () => number,
  members: ClassMember[],
) {
  const pid = it.running.child.pid ?? 0;
  const [cpu, sent, started] = [usageOf(pid).cpu, bytes(), performance.now()];
  const acks: number[] = [];
  const shownAfter: number[] = [];
  const due = new Map<string, { held: number; at: number }>(); // by alias
  const note = (tiles: Tile[]) => {
    for (const { alias, progress } of tiles) {
      const report = due.get(alias);
      if (!report || progress?.held !== report.held) continue;
      shownAfter.push(performance.now() - report.at);
      due.delete(alias);
    }
  };
  board.socket.on('tiles_updated', note);
  const until = performance.now() + SECONDS * 1000;
  await Promise.all(
    members.map(async (member, i) => {
      await delay((i / members.length) * EVERY);
      for (let held = 0; performance.now() < until; held = (held + 1) % 90) {
        const at = performance.now();
        due.set(`S${i}`, { held: held + 100, at });
        const { ok } = await member.report({ step: 'demo4', stage: 2, held: held + 100, of: 200 });
        if (ok) acks.push(performance.now() - at);
        await delay(EVERY);
      }
    }),
  );
  board.socket.off('tiles_updated', note);
  const took = (performance.now() - started) / 1000;
  const { cpu: now, rss } = usageOf(pid);
  console.log(`${title}: ${members.length} students, ${(acks.length / took).toFixed(0)} reports a second`);
  print('  until a student has the answer, median and longest', range(acks));
  print('  until the board has the change, median and longest', range(shownAfter));
  print('  reports that the board has not had', String(due.size));
  print('  CPU of the class', `${((now - cpu) / took / 10).toFixed(1)} % of a core`);
  print('  bytes to the board', `${kilobytes((bytes() - sent) / took)} a second`);
  print('  memory of the class', `${(rss / 1e6).toFixed(0)} MB`);
}

/** One hostile student, in a process of its own. */
async function beHostile(url: string, kind: number): Promise<void> {
  console.log('hostile');
  let count = 0;
  const auth = () => ({
    role: 'member',
    alias: `Evil${kind}`,
    session: `${process.pid}-${(count += 1)}`.padEnd(30, 'x'),
  });
  const enter = () => connect(url, { auth: auth(), transports: ['websocket'] }).catch(() => delay(20));
  for (;;) {
    if (kind === 3)
      await connect(url, { auth: { role: 'instructor', key: String(count++) } }).catch(() => undefined);
    else if (kind === 4)
      await fetch(`${url}/lessons/demo7/README.md`).then(
        (page) => page.text(),
        () => delay(20),
      );
    else {
      const client = await enter();
      if (!client) continue;
      const ended = new Promise((done) => client.socket.once('disconnect', done));
      if (kind === 0) {
        const flood = setInterval(() => {
          for (let i = 0; i < 50; i++) {
            client.socket.emit(
              'send_report',
              { number: (count += 1), hand: { sentence: `${count}` } },
              () => {},
            );
          }
        }, 5);
        await ended;
        clearInterval(flood);
      }
      if (kind === 2) {
        client.socket.emit('send_report', { number: 1, hand: { sentence: 'x'.repeat(100_000) } });
        await ended;
      }
      client.close();
    }
  }
}

/** Waits until the tiles of the board are as wanted. */
async function shown(board: Client, isAsWanted: (tiles: Map<string, Tile>) => boolean): Promise<void> {
  const tiles = new Map<string, Tile>();
  const add = (all: Tile[]) => {
    for (const tile of all) tiles.set(tile.alias, tile);
  };
  add((await board.next('tile_list')) as Tile[]);
  while (!isAsWanted(tiles)) add((await board.next('tiles_updated')) as Tile[]);
}

function countBytes({ socket }: Client): () => number {
  let bytes = 0;
  socket.io.engine.on('packet', ({ data }) => (bytes += String(data ?? '').length + 1));
  return () => bytes;
}

function range(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(0);
  return `${at(0.5)} ms, ${at(1)} ms`;
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(88)} ${figure}`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
