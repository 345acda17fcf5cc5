// How long does it take from a command to the first page? Prints figures and judges nothing: npm run bench:start
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../behaviours/http.ts';
import { npmPath, root, run } from '../harness.ts';

const ROUNDS = 10;

const empty = mkdtempSync(join(tmpdir(), 'bench-'));
writeFileSync(join(empty, 'package.json'), '{ "scripts": { "nothing": "node -e 0" } }');

const server = ['demo3/server.ts', '--port', '0'];
const commands: { name: string; args: string[]; cwd?: string; serves?: boolean }[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'node workshop/ready.mjs', args: ['workshop/ready.mjs'] },
  { name: 'npm run, for node -e 0', args: [npmPath(), 'run', 'nothing'], cwd: empty },
  { name: 'node --import tsx demo3/server.ts', args: ['--import', 'tsx', ...server], serves: true },
  {
    name: 'tsx watch demo3/server.ts',
    args: ['node_modules/tsx/dist/cli.mjs', 'watch', ...server],
    serves: true,
  },
  { name: 'npm run demo3', args: [npmPath(), 'run', 'demo3', '--', '--port', '0'], serves: true },
];

/** Milliseconds until a command ends or, when it serves pages, until it has answered the first request. */
async function measure({ args, cwd = root, serves }: (typeof commands)[number]): Promise<number> {
  const started = performance.now();
  const running = run(process.execPath, args, { cwd, detached: true });
  if (!serves) {
    await running.exited;
    return performance.now() - started;
  }
  const [url] = await running.printed(/http:\/\/localhost:\d+/);
  await send(url, '/');
  const took = performance.now() - started;
  if (process.platform === 'win32') running.child.kill();
  else process.kill(-running.child.pid!, 'SIGTERM');
  await running.exited;
  return took;
}

const took = commands.map((): number[] => []);
for (let round = 0; round <= ROUNDS; round++) {
  for (const [i, command] of commands.entries()) {
    const time = await measure(command);
    if (round > 0) took[i]!.push(time); // the first round warms up
  }
}
rmSync(empty, { recursive: true });

console.log(
  `Node ${process.versions.node}, ${ROUNDS} rounds, milliseconds until it ends or answers its first request`,
);
console.log('  min  median  max');
for (const [i, { name }] of commands.entries()) {
  const sorted = took[i]!.toSorted((a, b) => a - b).map(Math.round);
  const figures = [sorted[0], sorted[ROUNDS / 2], sorted.at(-1)].map((figure) => String(figure).padStart(5));
  console.log(`${figures[0]}  ${figures[1]}  ${figures[2]}  ${name}`);
}
