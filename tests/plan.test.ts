// The plan of the day: its minutes add up, typing leaves time to talk, and the run sheet has all of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../workshop/check/harness.ts';
import { timed, typedIn } from '../workshop/stage/clock.ts';
import type { Part } from '../workshop/stage/plan.ts';
import { clocks } from '../workshop/stage/plan/clocks.ts';
import { demo1 } from '../workshop/stage/plan/demo1.ts';
import { steps } from '../workshop/stage/plan/steps.ts';
import { sheet } from '../workshop/stage/sheet.ts';

const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
const [short, long] = clocks;
const minutesOf = (parts: Part[]) => parts.reduce((sum, { minutes }) => sum + minutes, 0);
const named = Object.entries(steps).flatMap(([demo, { stages }]) =>
  stages.map(({ title }, i) => ({ name: `${demo}.${i + 1}`, title })),
);

test('one plan takes 120 minutes, the other 180 with a break', () => {
  expect(clocks.map(({ parts }) => minutesOf(parts))).toEqual([120, 180]);
  expect(timed(short!).at(-1)?.at).toBe('1:56');
  expect(long!.parts.find(({ what }) => what === 'break')?.minutes).toBeGreaterThanOrEqual(10);
});

test('in two hours only demo 3, demo 4 and the room line are typed', () => {
  const typed = short!.parts.flatMap(({ typed: stages = [] }) => stages);
  const titles = typed.map((name) => named.find((stage) => stage.name === name)!.title);
  const others = titles.filter((_, i) => !/^[23]\./.test(typed[i]!));
  expect(others).toEqual(['The room line']);
  expect(typedIn([typed.find((name) => name.startsWith('5.'))!]).lines).toBe(1);
});

describe.each(clocks)('$title', (clock) => {
  test('leaves at least 7 minutes of every 100 as buffers', () => {
    const buffers = clock.parts.filter(({ what }) => what === 'buffer');
    expect(minutesOf(buffers) / minutesOf(clock.parts)).toBeGreaterThanOrEqual(0.07);
  });

  test('takes at most two thirds of a part for typing', () => {
    for (const { what, minutes, figures } of timed(clock)) {
      if (figures) expect(figures.minutes / minutes, what).toBeLessThan(2 / 3);
    }
  });

  test('types stages that there are, each once and in their order', () => {
    const typed = clock.parts.flatMap(({ typed: stages = [] }) => stages);
    expect(typed).toEqual(named.map(({ name }) => name).filter((name) => typed.includes(name)));
  });

  test('begins where its first typed stage begins', () => {
    for (const { typed, run } of clock.parts) {
      if (!typed) continue;
      const [demo, stage] = typed[0]!.split('.').map(Number);
      expect(run).toBe(stage === 1 ? `npm run my ${demo}` : `npm run stage ${demo}.${stage! - 1}`);
    }
  });
});

test.each(clocks)('$title: starts each demo once, as its port is in use from then on', ({ parts }) => {
  const started = parts.flatMap(({ run = '' }) => /^npm run (demo\d)/.exec(run)?.[1] ?? []);
  expect(started).toEqual([...new Set(started)]);
});

test('WORKSHOP.md says the same about demo 1', () => {
  const text = inOneLine(readFileSync(join(root, 'WORKSHOP.md'), 'utf8'));
  const { goal, show, ask, late } = demo1;
  for (const part of [goal, ...show, late, ...ask.flatMap(({ question, answer }) => [question, answer])])
    expect(text).toContain(part);
});

test('the run sheet says what to copy, to paste, and to type into the console', () => {
  const text = sheet()
    .replaceAll(/<\/?code>/g, '')
    .replaceAll('&#39;', "'");
  expect(text).toMatch(/>1\.2<[^]*Copy package\.json; paste 14 lines into server\.ts[^]*>1\.3</);
  expect(text).toContain('Copy public/ without main.js, views/ without index.ejs');
  for (const { stages } of Object.values(steps))
    for (const line of stages.flatMap((stage) => stage.console ?? [])) expect(text).toContain(line);
});

test('the run sheet has a page for each demo, with at most three questions', () => {
  const pages = sheet().split('<section>').slice(1);
  expect(pages).toHaveLength(7);
  for (const [i, page] of pages.entries()) {
    expect(page).toContain(`<h1>Demo ${i + 1}</h1>`);
    expect(page).toContain(`npm run catchup ${i + 1}`);
    const questions = /<h2>Ask<\/h2>[^]*?<\/ul>/.exec(page)![0].match(/<li>/g)!;
    expect(questions.length).toBeLessThanOrEqual(3);
    for (const { name } of named.filter((stage) => stage.name.startsWith(`${i}.`)))
      expect(page).toContain(`>${name}</th>`);
  }
});
