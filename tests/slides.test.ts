// The slides, as text: they go with WORKSHOP.md, show nothing before it is typed, and use few words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demos, root } from '../workshop/check/harness.ts';
import { timed } from '../workshop/stage/clock.ts';
import { clocks } from '../workshop/stage/plan/clocks.ts';
import { filesOf } from '../workshop/run/folders.ts';
import { inlineCode, takeApart } from './support/markdown.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
const plan = read('WORKSHOP.md');
const [, , ...texts] = read('slides/slides.md').split(/^---$/m);

const NOTE = /<!--(?! _?\w+:)([^]*?)-->/g;
const slides = texts.map((text, index) => {
  const face = text.replaceAll(/<!--[^]*?-->/g, '');
  return {
    name: `slide ${index + 1}, ${/^# (.*)/m.exec(face)?.[1]}`,
    face,
    notes: [...text.matchAll(NOTE)].map(([, note = '']) => note).join('\n'),
    /** The number of the demo that is typed here. */
    types: Number(/Type along: demo\d → demo(\d)/.exec(text)?.[1] ?? 0),
    isLive: /_class: live/.test(text),
  };
});
const live = slides.filter(({ isLive }) => isLive);
/** The lines of code on a slide, and all that is between backticks or in a drawing. */
const codeOn = (face: string) => {
  const { blocks, prose } = takeApart(face);
  const drawn = [...prose.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = '']) => text);
  return [...blocks.flatMap(({ lines }) => lines), ...inlineCode(prose), ...drawn];
};

/** The slides up to the one where this demo is typed. */
const slidesBefore = (number: number) =>
  slides.slice(0, slides.findIndex(({ types }) => types === number) + 1);
/** The lines of a demo that somebody could type. */
const linesOf = (name: string) =>
  filesOf(join(root, name))
    .filter((path) => /\.(ts|js|ejs)$/.test(path))
    .flatMap((path) => read(`${name}/${path}`).split('\n'))
    .map((line) => line.trim());

const valuesIn = (css: string) =>
  new Map([...css.matchAll(/^ {2}(--[\w-]+): (.*);/gm)].map(([, name = '', value = '']) => [name, value]));

test('there are about as many slides as fit into two hours, and a few for the encore', () => {
  const encore = slides.findIndex(({ face }) => /^# The encore/m.test(face));
  expect(encore).toBeLessThanOrEqual(56);
  expect(slides.length - encore).toBeLessThanOrEqual(4);
});

test.each(slides)('$name: what to say and do is in the notes only', ({ face, notes }) => {
  const { prose } = takeApart(face);
  expect(
    prose.match(/^\W*(Ask|Say|Type|Show|Try|Expect|Answer|Late\??)\b[^.?!\n]*:|^\W*(Show|Type) /gim) ?? [],
  ).toEqual([]);
  expect(notes).toMatch(/Say:|Type:/);
  expect(notes).toContain('Late?');
});

test('a list has at most four points, and at most a third of the slides has one', () => {
  const lists = slides.map(({ face }) => takeApart(face).prose.match(/^ *([-*]|\d+\.) /gm)?.length ?? 0);
  expect(Math.max(...lists)).toBeLessThanOrEqual(4);
  expect(lists.filter(Boolean).length).toBeLessThanOrEqual(slides.length / 3);
});

test('each quotation marks the lines in question', () => {
  const [all, plain] = [/^```(?!sh$|diff )\S.*/gm, /^```\w+( \S+)?$/];
  const unmarked = slides.flatMap(({ name, face }) =>
    (face.match(all) ?? []).filter((info) => plain.test(info)).map((info) => `${name}: ${info}`),
  );
  expect(unmarked).toEqual([]);
});

test('each drawing has a description', () => {
  const pictures = slides.flatMap(({ face }) => face.match(/<svg[^>]*>/g) ?? []);
  const lacking = pictures.filter((picture) => !/ role="img" aria-label="[^"]{20,}"/.test(picture));
  expect(lacking).toEqual([]);
});

describe('the slides and WORKSHOP.md', () => {
  test('agree on what is typed, and in which order', () => {
    expect(live.map(({ types }) => types)).toEqual(demos.slice(1).map(({ number }) => number));
    for (const { name, face, notes, types } of live) {
      const typed = clocks.flatMap(({ parts }) => parts.filter((part) => part.typed && part.demo === types));
      expect(typed.length, name).toBeGreaterThan(0);
      for (const { run = '' } of typed) expect(face, name).toMatch(new RegExp(`^${run}( +#.*)?$`, 'm'));
      const [, title = ''] = /under\s+"(demo[^"]*)"/.exec(notes) ?? [];
      expect(title, name).toContain(`demo${types - 1} → demo${types}`);
      expect(plan, name).toContain(`\n### ${title}`);
    }
  });

  test('agree on the time', () => {
    const clock = slides.flatMap(({ notes }) => /On the clock: ([^]*?)\./.exec(notes)?.[1] ?? []);
    expect(clock.length).toBeGreaterThanOrEqual(12);
    for (const [i, day] of clocks.entries()) {
      const starts = timed(day).map(({ at }) => at);
      const said = clock.flatMap((words) => {
        const [short, long = short] = words.match(/\d:\d\d/g)!;
        return i === 1 ? [long!] : words.includes('in three hours') && long === short ? [] : [short!];
      });
      expect(said.filter((time) => !starts.includes(time))).toEqual([]);
      expect(said).toEqual(said.toSorted());
    }
    // The faces name no times: they would have to change with the plan.
    expect(slides.filter(({ face }) => /\b\d:\d\d\b/.test(face)).map(({ name }) => name)).toEqual([]);
  });
});

describe('before it is typed', () => {
  /** The words that a step is about. */
  const words: Record<number, RegExp> = {
    2: /\b303\b|redirect/,
    3: /socket\.emit|io\.on\b|echo_message/,
    4: /\bio\.emit|broadcast\.emit/,
    5: /\bio\.use|authenticate/,
    6: /\bio\.to\b|socket\.join|`room:/,
    7: /vote_poll|votes\.set/,
  };

  test.each(demos.slice(1))('demo$number: no slide shows a line of it', ({ number }) => {
    const known = new Set(demos.filter((demo) => demo.number < number).flatMap((demo) => linesOf(`demo${demo.number}`))); // prettier-ignore
    const added = linesOf(`demo${number}`).filter((line) => /\w\W+\w/.test(line) && !known.has(line));
    expect(added.length).toBeGreaterThan(20);

    const shown = slidesBefore(number).flatMap(({ name, face }) =>
      codeOn(face)
        .map((line) => line.replace(/^[-+]/, '').trim())
        .filter((line) => added.includes(line) || words[number]!.test(line))
        .map((line) => `${name}: ${line}`),
    );
    expect(shown).toEqual([]);
  });
});

test('the theme has the colours of the demos', () => {
  const [light = ''] = read('demo7/public/base.css').split('@media');
  const ours = valuesIn(light);
  const theme = valuesIn(read('slides/theme.css'));
  const shared = [...theme].filter(([name]) => ours.has(name) && name !== '--radius');
  expect(shared.length).toBeGreaterThanOrEqual(12);
  expect(shared).toEqual(shared.map(([name]) => [name, ours.get(name)]));
  expect(parseFloat(theme.get('--radius')!)).toBe(16 * parseFloat(ours.get('--radius')!));
});
