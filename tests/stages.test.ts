// The stages of each step: every change is in exactly one, and after each of them exactly those sentences of the check hold
// that the plan names.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { demos, root, run } from '../workshop/check/harness.ts';
import { findBrowser } from '../workshop/run/browser.mjs';
import { filesOf } from '../workshop/run/folders.ts';
import { cut } from '../workshop/stage/pieces.ts';
import type { Step } from '../workshop/stage/plan.ts';
import { steps } from '../workshop/stage/plan/steps.ts';
import { filesAt, piecesOf } from '../workshop/stage/stages.ts';
import { greenAt, sentencesOf, withTables } from '../workshop/stage/tables.ts';
import { sectionsOf } from './support/markdown.ts';
import { makeFolder, stages, writeStage } from './support/stages.ts';

vi.setConfig({ testTimeout: 900_000 }); // a sentence that doesn't hold takes seconds, and all wait for their turn

const all = Object.entries(steps).map(([demo, step]) => ({ demo: Number(demo), step }));
let folder: string;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The sentences of the next demo that hold after a stage, by layer. */
async function judge(demo: number, stage: number): Promise<Record<string, string[]>> {
  const judging = run(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx/esm'),
      join(root, 'tests', 'support', 'judge.ts'),
      writeStage(folder, { demo, stage }),
      `${demo}`,
      `${stage}`,
    ],
    { env: { CHROME_PATH: findBrowser() } },
  );
  expect(await judging.exited, judging.output()).toBe(0);
  return JSON.parse(judging.output().trim().split('\n').at(-1)!) as Record<string, string[]>;
}

const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
/** Its lines, however Prettier has aligned the columns of tables. */
const rowsOf = (text: string) => text.split('\n').map((line) => line.replaceAll(/ +|-+/g, ' '));

const sorted = (held: Record<string, string[]>) =>
  Object.entries(held)
    .flatMap(([layer, sentences]) => sentences.map((sentence) => `${layer}: ${sentence}`))
    .toSorted();

test.concurrent.each(stages)(
  'after stage $name, exactly the sentences of the plan hold',
  async ({ demo, stage }) => {
    expect(sorted(await judge(demo, stage))).toEqual(sorted(greenAt({ demo, stage })));
  },
);

describe.each(all)('the step from demo $demo', ({ demo, step }) => {
  test('has each change between the two demos in exactly one stage', () => {
    expect(piecesOf(demo).problems).toEqual([]);
  });

  test('ends with the next demo, byte for byte', () => {
    const last = filesAt({ demo, stage: step.stages.length });
    const next = demos.find(({ number }) => number === demo + 1)!;
    expect([...last.keys()].toSorted()).toEqual(filesOf(next.folder));
    for (const [path, content] of last)
      expect(String(content), path).toBe(readFileSync(join(next.folder, path), 'utf8'));
  });

  test('names sentences that the next demo has, each once', () => {
    for (const [layer, names] of step.stages.flatMap(({ green = {} }) => Object.entries(green))) {
      const sentences = sentencesOf(demo + 1).get(layer) ?? [];
      for (const name of [names].flat()) {
        if (name !== 'all')
          expect(
            sentences.filter((one) => one.startsWith(name)),
            name,
          ).toHaveLength(1);
        else expect(sentences.length, layer).toBeGreaterThan(0);
      }
    }
  });

  const sections = sectionsOf(readFileSync(join(root, 'WORKSHOP.md'), 'utf8'), 3);
  const section = sections.find(({ title }) => title.startsWith(`demo${demo} → demo${demo + 1}`))?.text ?? '';

  test('has what is typed into the console in WORKSHOP.md, and nothing else', () => {
    const typed = step.stages.flatMap(({ console: lines = [] }) =>
      lines.map((line) => line.split(' //')[0]!),
    );
    const said = inOneLine(section).matchAll(/`((?:const s = |s\.|io\()[^`]*)`/g);
    expect(new Set([...said].map(([, line]) => line))).toEqual(new Set(typed));
  });

  test('has its goal, its questions, and its late rule in WORKSHOP.md', () => {
    const questions = step.stages.flatMap(({ ask = [] }) =>
      ask.flatMap(({ question, answer }) => [question, ...(answer ? [`(${answer})`] : [])]),
    );
    for (const text of [step.goal, step.late, ...questions]) expect(inOneLine(section)).toContain(text);
    const asked =
      inOneLine(section)
        .split('**Ask.**')[1]
        ?.split(/ \| | \*\*/)[0] ?? '';
    expect(asked.match(/\?(?= |$)/g), 'every question is in the plan').toHaveLength(
      questions.join(' ').match(/\?/g)!.length,
    );
  });
});

test('WORKSHOP.md has the tables of the plan: npm run stage -- --tables', () => {
  const markdown = readFileSync(join(root, 'WORKSHOP.md'), 'utf8');
  expect(rowsOf(markdown)).toEqual(rowsOf(withTables(markdown)));
});

describe('a plan that does not fit', () => {
  const [first, ...others] = steps[3]!.stages;
  /** Step 3 with another first stage. */
  const problemsOf = (change: Partial<Step['stages'][number]>) =>
    cut(3, { ...steps[3]!, stages: [{ ...first!, ...change }, ...others] }).problems;
  const { 'events.ts': lines = [] } = first!.type ?? {};

  test('is told which change is in no stage', () => {
    expect(problemsOf({ type: { 'events.ts': lines.slice(1) } })).toEqual([
      `Step 3: no stage has this change in events.ts: "-import type { Server } from 'socket.io';"`,
    ]);
  });

  test('is told which line is not a change, or is one more than once', () => {
    expect(
      problemsOf({ paste: { 'server.ts': ['const app = express();'], 'public/log.js': ['}'] } }),
    ).toEqual([
      'Stage 3.1: server.ts "const app = express();": 0 changed lines are like this, and it must be one.',
      expect.stringMatching(/^Stage 3\.1: public\/log\.js "\}": \d changed lines are like this/),
    ]);
  });

  test('is told what another stage has already', () => {
    expect(
      problemsOf({ copy: ['handlers/chat.ts'], paste: { 'server.ts': [['registerChat(io, socket);']] } }),
    ).toEqual([
      'Stage 3.2: server.ts "registerChat(io, socket);": another stage has this already, or it isn\'t a change.',
      "Stage 3.1: handlers/chat.ts: another stage has this already, or it isn't a change.",
    ]);
  });

  test('is told which line cannot be different for now', () => {
    const forNow = [{ file: 'events.ts', line: 'id: string;', as: 'id: number;', until: 1 }];
    expect(problemsOf({ forNow })).toEqual([
      'Stage 3.1: "id: string;" in events.ts can\'t be different until stage 1.',
    ]);
  });
});
