// The exercises that `npm run check exercise` judges: a solution passes, the demo as it is fails. The copies are in a
// folder without packages, as what students hand in is.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exercises } from '../workshop/check/exercises/exercises.ts';
import { root, run } from '../workshop/check/harness.ts';
import type { Report } from '../workshop/check/report.ts';
import { BUSY } from '../workshop/check/tasks.ts';
import { findBrowser } from '../workshop/run/browser.mjs';

vi.setConfig({ testTimeout: 300_000 }); // each waits for what does not come

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'handed in '));
});
afterAll(() => rmSync(place, { recursive: true }));

/** Judges a folder as a program does: standard output must be one document. */
async function judge(
  name: string,
  folder: string,
): Promise<Report & { code: number | null; output: string }> {
  const runner = join(root, 'workshop', 'run', 'run.mjs');
  const args = [runner, 'workshop/check/check.ts', 'exercise', name, folder, '--json'];
  const judging = run(process.execPath, args, { env: { CHROME_PATH: findBrowser() } });
  let document = '';
  judging.child.stdout?.on('data', (text: string) => (document += text));
  const code = await judging.exited;
  const report = JSON.parse(document) as Report;
  // "Close other programs, and check again": it doesn't know whether the code is right.
  if (report.sentences.some(({ why }) => why === BUSY)) return judge(name, folder);
  return { ...report, code, output: judging.output() };
}

/** The demo with the solution in tests/exercises/. */
function solve(name: string, demo: number, to = name): string {
  const copy = join(place, to);
  cpSync(join(root, `demo${demo}`), copy, { recursive: true });
  const patches = parsePatch(readFileSync(join(root, 'tests', 'exercises', `${name}.patch`), 'utf8'));
  for (const patch of patches) {
    const path = join(copy, String(patch.newFileName));
    const solved = applyPatch(existsSync(path) ? readFileSync(path, 'utf8') : '', patch);
    if (solved === false) throw new Error(`${patch.newFileName} has changed: bring ${name}.patch up to date`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, solved);
  }
  return copy;
}

describe.concurrent.each([...exercises])('%s', (name, { demo, minutes, server, page }) => {
  const sentences = Object.keys({ ...server, ...page }).length;

  test('passes with its solution, and not without', async () => {
    const { outcome, points, of, code, sentences: judged } = await judge(name, solve(name, demo));
    const left = judged.filter(({ result }) => result !== 'holds');
    expect({ outcome, points, of, code, left }).toEqual({
      outcome: 'done',
      points: sentences,
      of: sentences,
      code: 0,
      left: [],
    });

    const unchanged = join(place, `${name} unchanged`);
    cpSync(join(root, `demo${demo}`), unchanged, { recursive: true });
    const before = await judge(name, unchanged);
    expect([before.outcome, before.points, before.of, before.code]).toEqual(['not yet', 0, sentences, 1]);
  });

  test('is in the README of its demo, with its minutes and its command', () => {
    const readme = readFileSync(join(root, `demo${demo}`, 'README.md'), 'utf8');
    const headings = [...readme.matchAll(/^### (.+) \((\d+) minutes\)$/gm)].map(
      ([, title = '', time]) =>
        `${title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-')} ${time}`,
    );
    expect(headings).toContain(`${name} ${minutes}`);
    const section = readme.split(/^##/m).find((one) => one.includes(`check exercise ${name} my`));
    expect(section, `npm run check exercise ${name} my`).toContain('It works if');
  });
});

/** In the solution, `from` is replaced by `to` in `file`; the explanation must match all of `says`. */
const mistakes = [
  {
    name: 'how-many-are-here',
    what: 'nobody is told that somebody has left',
    file: 'handlers/chat.ts',
    from: "socket.on('disconnect', tellCount);",
    to: '',
    says: [
      /What was sent: client 1 connects client 2 connects client 3 connects client 3 leaves What was/,
      /What was expected: "guest_count" for client 1 with the count 2, within/,
      /What that looks like: "guest_count" came to client 1, but not again with the count 2, after client 3 had left\. Is there a `socket\.on\('disconnect', …\)`/,
    ],
  },
  {
    name: 'roll-a-die',
    what: 'an object as text',
    file: 'public/echo.js',
    from: 'String(number)',
    to: 'String({ number })',
    says: [
      /What came: Page 1 shows there: \[object Object\]/,
      /listener in public\/echo\.js, line \d+ do with it\? "\[object Object\]" is a whole object as text/,
    ],
  },
  {
    name: 'roll-a-die',
    what: 'a listener that shows something else',
    file: 'public/echo.js',
    from: 'String(number)',
    to: "String(number && '')",
    says: [
      /What came: Page 1 shows there: nothing/,
      /and does not show it\. What does the listener in public\/echo\.js, line \d+ do with it\?/,
    ],
  },
];

describe.concurrent.each(mistakes)('$name, $what', ({ name, what, file, from, to, says }) => {
  test('is explained in words', async () => {
    const copy = solve(name, exercises.get(name)!.demo, `${name} ${what}`);
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    expect(source).toContain(from);
    writeFileSync(path, source.replace(from, to));
    const { outcome, output } = await judge(name, copy);
    expect(outcome).toBe('not yet');
    for (const pattern of says) expect(output.replaceAll(/\s+/g, ' ')).toMatch(pattern);
  });
});
