// `npm run check`: a demo passes its own, the demo before does not, and what a student gets wrong is told in words.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../workshop/check/report.ts';
import { findBrowser } from '../workshop/run/browser.mjs';
import { browserLayers } from '../workshop/check/behaviours/in-the-browser.ts';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { demos, root, run } from '../workshop/check/harness.ts';
import { mistakes } from './support/mistakes.ts';

// A check that fails waits for what does not come, again and again.
vi.setConfig({ testTimeout: 600_000 });

const MOST_ROUNDS = 4; // of a check on a computer that is too busy

const runner = join(root, 'workshop', 'run', 'run.mjs');
const check = (...args: (string | number)[]) =>
  run(process.execPath, [runner, 'workshop/check/check.ts', ...args.map(String)], {
    env: { CHROME_PATH: findBrowser() },
  });
/**
 * Runs a check to its end. "This computer is too busy" is an answer, and says nothing about the code: then it does what
 * that sentence advises, and checks again.
 */
async function judged(...args: (string | number)[]): Promise<{ output: string; code: number | null }> {
  for (let round = 1; ; round++) {
    const checking = check(...args);
    const code = await checking.exited;
    const isBusy = checking.output().includes('this computer is too busy');
    if (!isBusy || round === MOST_ROUNDS) return { output: checking.output(), code };
  }
}
/** What is on standard output alone, and the exit code. */
async function documentOf(...args: (string | number)[]): Promise<{ document: Report; code: number | null }> {
  const checking = check(...args);
  let document = '';
  checking.child.stdout?.on('data', (text: string) => (document += text));
  const code = await checking.exited;
  return { document: JSON.parse(document) as Report, code };
}
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

// Between them they have every layer: the others share theirs with demo 7.
const judgedWhole = demos.filter(({ number }) => [1, 2, 3, 7].includes(number));

describe.concurrent.each(judgedWhole)('npm run check $number', ({ number, folder }) => {
  test('says yes to the demo itself, with a sentence for each behaviour', async () => {
    const { output, code } = await judged(number, folder);
    expect(code, output).toBe(0);
    const lines = output.split('\n');
    expect(lines.filter((line) => /^ {2}✓ /.test(line)).toSorted()).toEqual(
      sentencesOf(number)
        .map((sentence) => `  ✓ ${sentence}`)
        .toSorted(),
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
    const { output, code } = await judged(number, `demo${number - 1}`, '--first');
    expect(code).toBe(1);
    const [, explanation = ''] = output.replaceAll(/\s+/g, ' ').split('What that looks like:');
    expect(explanation).toMatch(missing[number]!);
    expect(output).not.toMatch(/^\s+at /m);
  },
);

test('a server that ends each time is started twice for a layer, and not for each sentence', async () => {
  const copy = copyOf(6, 'ends each time');
  const server = join(copy, 'server.ts');
  writeFileSync(server, readFileSync(server, 'utf8').replace(/^ *registerRooms\(.*\n/m, ''));
  const { document, code } = await documentOf(6, copy, '--json', '--layer', 'rooms');
  expect([document.outcome, document.points, code]).toEqual(['not yet', 0, 1]);
  const [first, second, ...others] = document.sentences;
  expect([first?.result, second?.result]).toEqual(['fails', 'fails']);
  expect(new Set(others.map(({ result }) => result))).toEqual(new Set(['not checked']));
  const why = 'an error has already ended the server at two other sentences of their layer';
  expect(others[0]?.why).toBe(why);
  const { output } = await judged(6, copy, '--layer', 'rooms');
  expect(output).toMatch(new RegExp(`\\d+ sentences were not looked at \\(marked –\\), because ${why}\\.`));
});

test('prints one document for programs, as docs/grading.md shows it', async () => {
  const copy = copyOf(4, 'for a program');
  const handler = join(copy, 'handlers', 'chat.ts');
  writeFileSync(handler, readFileSync(handler, 'utf8').replace('MAX_MESSAGES = 100', 'MAX_MESSAGES = 101'));
  const { document, code } = await documentOf(4, copy, '--json', '--layer', 'chat');
  const [, shown = ''] =
    /```json\n([^]*?)```/.exec(readFileSync(join(root, 'docs', 'grading.md'), 'utf8')) ?? [];
  expect(Object.keys(document)).toEqual(Object.keys(JSON.parse(shown) as Report));
  const { sentences, ...rest } = document;
  const counted = { outcome: 'not yet', points: 8, of: 10 };
  expect({ ...rest, code }).toEqual({ version: 1, check: 'demo4', target: copy, ...counted, code: 1 });
  const wrong = sentences.filter(({ result }) => result !== 'holds');
  expect(wrong).toEqual((JSON.parse(shown) as Report).sentences);
});

test('prints each sentence as soon as it is checked and the explanation of the first failure', async () => {
  const checking = check(4, 'demo3', '--lines', '--first');
  let lines = '';
  checking.child.stdout?.on('data', (text: string) => (lines += text));
  expect(await checking.exited).toBe(1);
  const [all, first, explained, last, ...more] = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(more).toEqual([]);
  expect(all).toMatchObject({
    sentences: expect.arrayContaining([expect.objectContaining({ layer: 'chat' })]),
  });
  expect(first).toMatchObject({ sentence: { layer: 'chat', result: 'fails', why: expect.any(String) } });
  expect(explained).toMatchObject({ explanation: expect.stringContaining('What that looks like:') });
  expect(last).toMatchObject({ report: { outcome: 'not yet', points: 0, of: 10 } });
});

test('prints one document, too, when it cannot run', async () => {
  const copy = copyOf(3, 'broken');
  writeFileSync(join(copy, 'server.ts'), 'start(');
  const { document, code } = await documentOf(3, copy, '--json');
  expect([document.outcome, document.points, code]).toEqual(['could not run', 0, 2]);
  expect(document.error).toMatch(/does not start: /);
  const { document: of, code: badArgument } = await documentOf('8', '--json');
  expect([of.outcome, of.points, badArgument]).toEqual(['could not run', 0, 2]);
  expect(of.error).toMatch(/^"8" is not a valid demo/);
});

test('the pages need a browser: without one it cannot say whether all is done', async () => {
  const blind = run(process.execPath, [runner, 'workshop/check/check.ts', '4', 'demo4', '--layer', 'chat'], {
    env: { CHROME_PATH: '', PATH: '' },
  });
  expect(await blind.exited, blind.output()).toBe(2);
  expect(blind.output()).toContain('Whatever could be looked at holds.');
});

test('the rooms can be finished before there is anybody to whisper to, or to see typing', async () => {
  const copy = copyOf(6, 'rooms alone');
  for (const file of ['server.ts', 'public/main.js']) {
    const source = readFileSync(join(copy, file), 'utf8');
    const later = /^ *(register|setup)(Typing|Whispers|Unread)\(.*\n/gm;
    expect(source.match(later)).toHaveLength(3);
    writeFileSync(join(copy, file), source.replaceAll(later, ''));
  }
  const { code, output } = await judged(6, copy, '--layer', 'rooms');
  expect(code, output).toBe(0);
});

describe.concurrent.each(mistakes)('demo $demo, $what', ({ demo, layer, also = [], says, ...edit }) => {
  test('is explained in words', async () => {
    const copy = copyOf(demo, `mistake ${mistakes.findIndex((one) => one.says === says)}`);
    for (const { file, from, to } of [edit, ...also]) {
      const path = join(copy, file);
      const source = readFileSync(path, 'utf8');
      expect(source).toContain(from);
      writeFileSync(
        path,
        source.replace(from, () => to),
      );
    }
    const { output, code } = await judged(demo, copy, '--layer', layer, '--first');
    expect(code).toBe(output.includes('does not start') ? 2 : 1);
    if (process.env.SHOW) console.log(output);
    const inOneLine = output.replaceAll(/\s+/g, ' '); // long sentences are broken into lines
    const [, explanation = ''] = inOneLine.split(/What was expected:|does not start:/);
    expect(explanation).toMatch(says);
    expect(output).not.toMatch(/^\s+at /m);
  });
});
