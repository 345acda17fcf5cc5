// What the diff page says and folds: the order of the files, their sentences, and what is not the lesson.
import { describe, expect, test } from 'vitest';
import { type Change, type Hunk, compareFolders } from '../workshop/diff/compare.ts';
import { readingOf, sentenceOf } from '../workshop/diff/reading.ts';
import { demos } from '../workshop/check/harness.ts';

const steps = demos.slice(0, -1).map((demo, i) => ({
  name: `from demo${demo.number} to demo${demos[i + 1]!.number}`,
  changes: compareFolders(demo.folder, demos[i + 1]!.folder).changes,
}));

/** The lines of some hunks that differ, with their signs. */
const linesOf = (hunks: Hunk[]) =>
  hunks.flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line))).toSorted();

const serverOf = (before: string, after: string): Change => ({
  ...steps[0]!.changes.find(({ path }) => path === 'server.ts')!,
  before,
  after,
});

test('lists the files in the order in which to read and build them, and those that are gone last', () => {
  const paths = steps[1]!.changes.map(({ path }) => path);
  const stations = [
    'events.ts',
    'server.ts',
    'guard.ts',
    'views/index.ejs',
    'public/main.js',
    'public/echo.js',
    'public/wire/wire.js',
    'limits.ts',
    'public/screen.css',
    'package.json',
    'public/guestbook.js',
  ];
  expect(paths.filter((path) => stations.includes(path))).toEqual(stations);
  const later = steps[2]!.changes.map(({ path }) => path);
  expect(later.slice(0, 3)).toEqual(['events.ts', 'server.ts', 'handlers/chat.ts']);
});

describe.each(steps)('$name', ({ changes }) => {
  test('has one sentence for every file', () => {
    for (const { path, before, after } of changes) {
      expect(sentenceOf(path, after || before), path).toMatch(/^["A-Z][^\n]+[.?!]$/);
    }
  });

  test('shows each line that differs once, folded or not', () => {
    for (const change of changes) {
      const { shown, folded } = readingOf(change);
      expect([...linesOf(shown), ...linesOf(folded)].toSorted(), change.path).toEqual(linesOf(change.hunks));
    }
  });

  test('folds style sheets, the text of the lesson, and what names the demo in server.ts', () => {
    const partly = changes.filter((change) => readingOf(change).fold).map(({ path }) => path);
    const wholly = changes.filter((change) => readingOf(change).shown.length === 0).map(({ path }) => path);
    const folded = changes
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.css') || path.endsWith('whats-new.ejs'));
    expect(wholly).toEqual(folded);
    expect(partly).toEqual(
      [...folded, 'server.ts'].toSorted((a, b) => orderIn(changes, a) - orderIn(changes, b)),
    );
    const server = readingOf(changes.find(({ path }) => path === 'server.ts')!);
    expect(linesOf(server.folded)).toHaveLength(8);
    expect(linesOf(server.shown).join('\n')).not.toMatch(/start\(server|locals\.(demo|title)|\/\/ Demo/);
  });
});

const orderIn = (changes: Change[], wanted: string) => changes.findIndex(({ path }) => path === wanted);

test('shows a line that is missing although only its name is folded elsewhere', () => {
  const gone = readingOf(serverOf('app.locals.title = 1;\nstart(server, 1);\n', 'start(server, 2);\n'));
  expect(linesOf(gone.folded)).toEqual(['+start(server, 2);', '-start(server, 1);']);
  expect(linesOf(gone.shown)).toEqual(['-app.locals.title = …;']);
  expect(gone.fold).toBe('the demo’s title, number or port (1 line). Above, “…” replaces them.');
});

test.each([
  ['handlers/a.ts', '// What it is for. And more.\nimport x;\n', 'What it is for.'],
  [
    'handlers/a.ts',
    '// One sentence that goes on\n// in the next line. And more.\n',
    'One sentence that goes on in the next line.',
  ],
  ['public/a.css', '/* The look of a. */\n', 'The look of a.'],
  ['views/partials/a.ejs', '<%# The part with a. -%>\n<h2>B</h2>\n', 'The part with a.'],
  ['views/partials/a.ejs', '<h2 id="b">B</h2>\n', 'The part of the page under the heading “B”.'],
  ['notes.txt', 'mine\n', ''],
])('takes the sentence of %s from its beginning', (path, text, sentence) => {
  expect(sentenceOf(path, text)).toBe(sentence);
});
