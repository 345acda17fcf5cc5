// `npm run torture`: it finds what is wrong in servers that are known to be wrong, and nothing in one that is right.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root, run } from '../workshop/check/harness.ts';
import { Line } from '../workshop/torture/line.ts';
import { RULES } from '../workshop/torture/rules.ts';
import { type FaultName, scheduleOf } from '../workshop/torture/schedule.ts';
import { shrink } from '../workshop/torture/shrink.ts';
import { Trace } from '../workshop/torture/trace.ts';
import type { Finding, Result } from '../workshop/torture/findings.ts';

const SEEDS = [1, 2, 3];
const isWindows = process.platform === 'win32';

vi.setConfig({ testTimeout: 120_000 });

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'fun with torture '));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
});
afterAll(() => rmSync(place, { recursive: true }));

const start = (env: NodeJS.ProcessEnv, ...args: string[]) => {
  const runner = [join(root, 'workshop', 'run', 'run.mjs'), 'workshop/torture/torture.ts'];
  return run(process.execPath, [...runner, ...args], { env });
};

/** Runs it for a short time. Returns the exit code and what it said, in one line. */
async function torture(folder: string, seed: number, ...options: string[]) {
  const running = start({}, folder, '--seconds', '10', '--seed', String(seed), ...options);
  const code = await running.exited;
  return { code, says: running.output().replaceAll(/\s+/g, ' ') };
}

/** A copy of demo 7 with these patches from tests/torture/, one after the other. */
function specimen(name: string, ...patches: string[]): string {
  const copy = join(place, name);
  cpSync(join(root, 'demo7'), copy, { recursive: true });
  for (const one of patches) {
    for (const patch of parsePatch(readFileSync(join(root, 'tests', 'torture', `${one}.patch`), 'utf8'))) {
      const path = join(copy, String(patch.newFileName));
      const patched = applyPatch(readFileSync(path, 'utf8'), patch);
      if (patched === false)
        throw new Error(`${patch.newFileName} has changed: bring ${one}.patch up to date`);
      writeFileSync(path, patched);
    }
  }
  return copy;
}

/** The commands of all processes that have this in them. Windows has no ps. */
const processesWith = (text: string) =>
  String(spawnSync('ps', ['-axo', 'args=']).stdout)
    .split('\n')
    .filter((command) => command.includes(text));

describe.concurrent('npm run torture', () => {
  test.each([
    {
      name: 'acknowledges before it stores',
      patches: ['keeps', 'ack-before-store'],
      says: ['The server acknowledges a message before it is stored.'],
    },
    {
      name: 'stores again what is sent again',
      patches: ['retry-without-deduplication'],
      says: ['A message that is sent again with the same id is not deduplicated.'],
    },
    {
      name: 'shows higher numbers only',
      patches: ['keeps', 'late-numbers'],
      says: ['The page takes a message for a duplicate because its number is not higher than the last one.'],
    },
    {
      name: 'broadcasts before it stores',
      patches: ['keeps', 'broadcast-before-commit'],
      says: ['The server broadcasts a message before it is stored.'],
    },
    {
      name: 'replays the history',
      patches: ['history-as-live-events'],
      says: ['The server replays the history as live events.'],
    },
    {
      name: 'follows the tutorial of Socket.IO',
      patches: [],
      says: [
        'The id of a message is not unique: two messages have "undefined-',
        // One of several servers has to be killed for it, which takes ps.
        ...(isWindows ? [] : ['The server has stored the message, and never broadcast it to this page.']),
      ],
    },
  ])('names the mistake of a server that $name, within three seeds', async ({ name, patches, says }) => {
    const folder =
      patches.length > 0 ? specimen(name, ...patches) : join(root, 'tests', 'torture', 'tutorial');
    const left = new Set(says);
    let output = '';
    for (const seed of SEEDS) {
      const result = await torture(folder, seed);
      output += `${result.says}\n`;
      for (const sentence of says)
        if (result.code === 1 && result.says.includes(sentence)) left.delete(sentence);
      if (left.size === 0) break;
    }
    expect([...left], output).toEqual([]);
    expect(processesWith(folder)).toEqual([]);
  });

  test('finds nothing in a server that keeps its messages, and knows one that is sent again', async () => {
    const { code, says } = await torture(specimen('keeps', 'keeps'), 1);
    expect(says).not.toContain('✗');
    expect(says).toMatch(/\d+ × kill[^]*79 messages sent, 79 acknowledged, 0 unknown/);
    expect(code, says).toBe(0);
  });

  test('says how much demo 7 loses when it is killed, which is no broken promise', async () => {
    const { code, says } = await torture('7', 1);
    expect(says).toMatch(/It keeps messages in its memory\. So [1-9]\d* acknowledged ones were lost/);
    expect(says).not.toContain('✗');
    expect(code, says).toBe(0);
  });

  test('says what a server has printed that ended by itself', async () => {
    const folder = specimen('ends');
    const atTheTwentieth = `let heard = 0;
      io.on('connection', (socket) => socket.onAny(() => {
        heard += 1;
        if (heard === 20) throw new Error('on purpose');
      }));`;
    appendFileSync(join(folder, 'server.ts'), atTheTwentieth);
    const { code, says } = await torture(folder, 1);
    expect(says).toMatch(/✗ Everybody comes back by themselves[^]*: The server ended by itself\./);
    expect(says).toMatch(/What the server printed last: .*Error: on purpose/);
    expect(code).toBe(1);
  });

  test('draws a page that needs nothing else, and begins at what was broken first', async () => {
    const folder = specimen('drawn', 'history-as-live-events');
    const { says } = await torture(folder, 1, '--html');
    const [, path = ''] = /The picture is in (\S+)\. /.exec(says) ?? [];
    const html = readFileSync(join(root, path), 'utf8');
    rmSync(join(root, path));
    expect(html.match(/(src|href)=|@import|url\(|https?:\/\/(?!www\.w3\.org)/g)).toBeNull();
    const [, first = ''] = /The first violation, at ([\d.]+ s)/.exec(says) ?? [];
    expect(html).toContain(`<option value="0">${first}: `);
    expect(html.match(/<li>/g)!.length).toBeGreaterThan(100);
  });

  test.skipIf(isWindows)('leaves no process and no file when you stop it', async () => {
    const folder = specimen('stopped', 'keeps');
    const data = mkdtempSync(join(place, 'data '));
    const running = start({ TMPDIR: data }, folder, '--seconds', '60');
    await running.printed(/stopped, seed 1/);
    await expect.poll(() => processesWith(join(folder, 'server.ts'))).not.toEqual([]);
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(130);
    // A server that was left would run for ever. One that was killed may take a moment to go.
    await expect.poll(() => processesWith(folder)).toEqual([]);
    expect(readdirSync(data).filter((name) => name.startsWith('torture-'))).toEqual([]);
  });

  test.each([
    [['3', '--seconds', '4'], /Nobody can chat here.*demo 4 or a later one/],
    [['4', '--seconds', '2'], /"2" is not valid for --seconds\. Use a whole number from 4 to 600\./],
    [[], /What do you want to torture\? Usage: npm run torture 7/],
    [['https://example.org'], /can’t break connections that are encrypted/],
  ])('%j gets a sentence, and exit code 2', async (args, sentence) => {
    const running = start({}, ...args);
    expect(await running.exited).toBe(2);
    expect(running.output()).toMatch(sentence);
    expect(running.output()).not.toMatch(/^\s+at /m);
  });
});

// The encore has packages of its own, and may not be there. It needs most of a computer, so its runs are not side by side.
const encore = join(root, 'demo-encore');
test.skipIf(!existsSync(join(encore, 'node_modules'))).each([
  { seed: 1, servers: 1 },
  { seed: 2, servers: 1 },
  { seed: 3, servers: 3 },
])('finds nothing in the encore with seed $seed and servers: $servers', async ({ seed, servers }) => {
  const { code, says } = await torture(encore, seed, '--servers', String(servers));
  expect(says).not.toContain('✗');
  expect(says).toMatch(/ (\d+) messages sent, \1 acknowledged/);
  expect(code, says).toBe(0);
});

describe('a line', () => {
  const ANSWER = '430[{"ok":true}]'; // an acknowledgement, as Socket.IO writes it

  /** A server that answers whatever comes, behind a line, and what has arrived at the other end when that is over. */
  async function visit(prepare: (line: Line) => void) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.end(ANSWER));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const line = new Line({ hostname: '127.0.0.1', port: (server.address() as AddressInfo).port }, 0);
    const url = await line.open();
    prepare(line);
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    client.on('error', () => {});
    client.write('?');
    let received = '';
    client.on('data', (bytes) => (received += String(bytes)));
    await new Promise((done) => client.on('close', done));
    await line.close();
    server.close();
    return received;
  }

  test('lets everything through, also in pieces, and after stalls that overlap', async () => {
    expect(await visit(() => {})).toBe(ANSWER);
    expect(await visit((line) => line.slow('split', 60_000))).toBe(ANSWER);
    const stalledTwice = visit((line) => [50, 20].map((milliseconds) => line.slow('stall', milliseconds)));
    expect(await stalledTwice).toBe(ANSWER);
  });

  test('loses the next acknowledgement together with the connection, and says so', async () => {
    const onLost = vi.fn();
    expect(await visit((line) => Object.assign(line, { onLost }).loseNextAck())).toBe('');
    expect(onLost).toHaveBeenCalledOnce();
  });
});

const possible: FaultName[] = ['kill', 'kill'];

test('the seed alone decides what goes wrong, and when', () => {
  expect(scheduleOf(3, 20, possible)).toEqual(scheduleOf(3, 20, possible));
  expect(scheduleOf(3, 20, possible).faults).not.toEqual(scheduleOf(4, 20, possible).faults);
});

test.each(SEEDS)(
  'seed %d has every fault within 20 seconds, and no more messages than a page shows',
  (seed) => {
    const { faults, messages } = scheduleOf(seed, 20, possible);
    const names = new Set(faults.map(({ name }) => name));
    expect([...names].toSorted()).toEqual(
      ['delay', 'half-open', 'kill', 'lost acknowledgement', 'reset', 'split', 'stall'].toSorted(),
    );
    expect(messages.length).toBeLessThanOrEqual(80);
    expect(messages.length).toBeGreaterThan(60);
  },
);

test('shrinking leaves the faults without which nothing breaks', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const schedule = scheduleOf(1, 20, possible);
  const needed = [schedule.faults[2]!, schedule.faults[7]!];
  let runs = 0;
  const repeat = async (shorter: typeof schedule): Promise<Result> => {
    runs += 1;
    const breaks = needed.every((fault) => shorter.faults.includes(fault));
    const broken: Finding = { name: 'lost', at: 1, says: '', isPromised: true };
    const rest = { logs: new Map(), newcomer: [], lists: new Map(), stuck: [] };
    const outcome = { schedule: shorter, trace: new Trace(), rules: RULES.page, ...rest };
    return { outcome, findings: breaks ? [broken] : [], broken: breaks ? broken : undefined, keeps: true };
  };
  const { outcome } = await shrink(await repeat(schedule), repeat);
  vi.restoreAllMocks();
  expect(outcome.schedule.faults).toEqual(needed);
  expect(outcome.schedule.length).toBeLessThan(schedule.length);
  expect(runs).toBeLessThanOrEqual(26);
});
