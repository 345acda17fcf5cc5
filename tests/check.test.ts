// `npm run check`: a demo passes its own, the demo before does not, and what a student gets wrong is told in words.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findBrowser } from '../workshop/browser.mjs';
import { browserLayers } from './behaviours/in-the-browser.ts';
import { layers } from './behaviours/layers.ts';
import { demos, root, run } from './harness.ts';
import { mistakes } from './mistakes.ts';

// A check that fails waits for what does not come, again and again.
vi.setConfig({ testTimeout: 120_000 });

const tsx = import.meta.resolve('tsx');
const check = (...args: (string | number)[]) =>
  run(process.execPath, ['--import', tsx, join(root, 'workshop', 'check.ts'), ...args.map(String)], {
    env: { CHROME_PATH: findBrowser() },
  });
const sentencesOf = (number: number) =>
  [...layers, ...browserLayers]
    .filter(({ from, to }) => from <= number && number <= to)
    .flatMap(({ behaviours }) => Object.keys(behaviours));

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'fun with websockets '));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(place, { recursive: true }));

/** A copy of a demo in a folder whose path has blanks. */
function copyOf(number: number, name: string): string {
  const copy = join(place, name);
  cpSync(join(root, `demo${number}`), copy, { recursive: true });
  return copy;
}

describe.concurrent.each(demos)('npm run check $number', ({ number, folder }) => {
  test('says yes to the demo itself, with a sentence for each behaviour', async () => {
    const checking = check(number, folder);
    expect(await checking.exited, checking.output()).toBe(0);
    const lines = checking.output().split('\n');
    expect(lines.filter((line) => /^ {2}✓ /.test(line))).toEqual(
      sentencesOf(number).map((sentence) => `  ✓ ${sentence}`),
    );
  });
});

/** What a demo lacks of the next one, as the explanation calls it. */
const missing: Record<number, RegExp> = {
  2: /nothing at \/send_message for POST/,
  3: /Socket\.IO server/,
  4: /"send_message" is not among the clientEvents/,
  5: /does not send "session"/,
  6: /does not send "room_joined"/,
  7: /"create_poll" is not among the clientEvents/,
};

test.concurrent.each(demos.slice(1))(
  'demo $number is more than the one before: the check names what is missing',
  async ({ number }) => {
    const checking = check(number, `demo${number - 1}`, '--first');
    expect(await checking.exited).toBe(1);
    const [, explanation = ''] = checking.output().split('What that looks like:');
    expect(explanation).toMatch(missing[number]!);
    expect(checking.output()).not.toMatch(/^\s+at /m);
  },
);

describe.concurrent.each(mistakes)('demo $demo, $what', ({ demo, layer, file, from, to, says }) => {
  test('is explained in words', async () => {
    const copy = copyOf(demo, `mistake ${mistakes.findIndex((one) => one.says === says)}`);
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    expect(source).toContain(from);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
    const checking = check(demo, copy, '--layer', layer, '--first');
    expect(await checking.exited).toBe(1);
    if (process.env.SHOW) console.log(checking.output());
    const [, explanation = ''] = checking.output().split(/What was expected:|does not start:/);
    expect(explanation).toMatch(says);
    expect(checking.output()).not.toMatch(/^\s+at /m);
  });
});
