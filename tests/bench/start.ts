// How long does it take from a command to the first page, and from saving a file to the server's answer, compared with
// a bare server? Prints figures and judges nothing: npm run bench:start
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../../workshop/check/behaviours/http.ts';
import { type Running, root, run } from '../../workshop/check/harness.ts';
import { npmPath } from '../support/npm.ts';

const ROUNDS = 10;
const ADDRESS = /http:\/\/localhost:\d+/;

// Copies, because files are saved there.
const place = mkdtempSync(join(tmpdir(), 'bench-start-'));
symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
for (const path of ['workshop', 'demo3', 'demo7', 'package.json', 'package-lock.json']) {
  cpSync(join(root, path), join(place, path), { recursive: true });
}
const bare = join(place, 'bare');
cpSync(join(root, 'tests', 'bench', 'bare-server.ts'), join(bare, 'server.ts'));
const scripts = { start: 'tsx watch server.ts', nothing: 'node -e 0' };
writeFileSync(join(bare, 'package.json'), JSON.stringify({ type: 'module', scripts }));

interface Command {
  name: string;
  args: string[];
  cwd?: string;
  /** The file to save. Without one, the command ends by itself. */
  save?: string;
}

const npm = (...args: string[]) => [npmPath(), 'run', ...args];
const commands: Command[] = [
  { name: 'npm run, for node -e 0', args: npm('nothing'), cwd: bare },
  { name: 'bare server, npm run and tsx watch', args: npm('start'), cwd: bare, save: 'bare/server.ts' },
  { name: 'npm run demo3', args: npm('demo3', '--', '--port', '0'), save: 'demo3/events.ts' },
  { name: 'npm run demo7', args: npm('demo7', '--', '--port', '0'), save: 'demo7/events.ts' },
];

/** Milliseconds until it ends or answers its first request, and from saving a file until it answers again. */
async function measure({ args, cwd = place, save }: Command): Promise<{ start: number; again: number }> {
  const begin = performance.now();
  const running = run(process.execPath, args, { cwd, detached: true });
  if (save === undefined) {
    await running.exited;
    return { start: performance.now() - begin, again: 0 };
  }
  await answer(running, 1);
  const start = performance.now() - begin;
  const saved = performance.now();
  appendFileSync(join(place, save), '\n');
  await answer(running, 2);
  const again = performance.now() - saved;
  await running.end();
  return { start, again };
}

async function answer(running: Running, times: number): Promise<void> {
  const [url] = await running.printed(ADDRESS, times);
  await send(url, '/');
}

const starts = commands.map((): number[] => []);
const agains = commands.map((): number[] => []);
for (let round = 0; round <= ROUNDS; round++) {
  for (const [i, command] of commands.entries()) {
    const { start, again } = await measure(command);
    if (round === 0) continue; // the first round warms up
    starts[i]!.push(start);
    agains[i]!.push(again);
  }
}
rmSync(place, { recursive: true });

const sorted = (times: number[]) => times.toSorted((a, b) => a - b);
const median = (times: number[]) => sorted(times)[Math.floor(times.length / 2)]!;
function print(title: string, all: number[][]): void {
  console.log(`\n${title}\n   min median    max  median ÷ bare`);
  for (const [i, { name, save }] of commands.entries()) {
    if (all === agains && save === undefined) continue;
    const times = sorted(all[i]!);
    const figures = [times[0]!, median(times), times.at(-1)!].map((time) =>
      String(Math.round(time)).padStart(6),
    );
    console.log(
      `${figures.join(' ')}  ${(median(times) / median(all[1]!)).toFixed(2).padStart(13)}  ${name}`,
    );
  }
}
console.log(`Node ${process.versions.node}, ${ROUNDS} rounds, milliseconds`);
print('From the command until it ends or answers its first request', starts);
print('From saving a file until it answers again', agains);
