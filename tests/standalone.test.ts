// Each demo taken home: a copy of its folder alone, after `npm install`, started with `npm start`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../workshop/check/behaviours/http.ts';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { type Demo, demos, root, run } from '../workshop/check/harness.ts';
import { judged } from './support/busy.ts';
import { npmPath } from './support/npm.ts';

const npm = (cwd: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [npmPath(), ...args], { cwd, env, detached: true });

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'taken home '));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Copies a folder, installs its packages, and starts it. */
async function takeHome(folder: string): Promise<Demo> {
  const copy = join(place, basename(folder));
  cpSync(folder, copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  const installing = npm(copy, ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  expect(await installing.exited, installing.output()).toBe(0);

  const running = npm(copy, ['start'], { PORT: '0', HOST: undefined });
  const [url] = await running.printed(/http:\/\/localhost:\d+/);
  return {
    url,
    pid: running.child.pid ?? 0,
    output: running.output,
    ended: () => running.child.exitCode !== null || running.child.signalCode !== null,
    stop: running.end,
  };
}

describe.each(demos)('demo$number alone', ({ number, folder }) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await takeHome(folder);
  }, 120_000);
  afterAll(() => demo?.stop());

  for (const { name, behaviours } of layers.filter(({ from, to }) => from <= number && number <= to)) {
    describe(name, () => {
      for (const [sentence, { check }] of Object.entries(behaviours))
        test(sentence, () => judged(() => check(demo)));
    });
  }
});

test('the sidebar alone shows its page, and serves the library and its own scripts', async () => {
  const sidebar = await takeHome(join(root, 'demo-sidebar'));
  try {
    for (const path of ['/', '/race', '/socket.io/socket.io.js', '/raw/client.js', '/socketio/client.js']) {
      expect((await send(sidebar.url, path)).status, path).toBe(200);
    }
  } finally {
    await sidebar.stop();
  }
}, 120_000);
