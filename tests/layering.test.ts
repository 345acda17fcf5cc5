// The rule of the house: the difference between two successive demos is the lesson, and nothing but the lesson.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { demos, root } from '../workshop/check/harness.ts';
import { filesOf } from '../workshop/run/folders.ts';

/** How many percent of a demo's lines of code may be gone in the next one. */
const allowedPercent: Record<number, number> = { 1: 8, 2: 20, 3: 15, 4: 5, 5: 6, 6: 2 };

/** Layers that give way to the next one. Apart from their files, no file of a demo is missing in the next. */
const givesWay: Record<number, string> = { 2: 'guestbook', 3: 'echo' };

/** Where a new layer is wired in: these, and the files of a layer, may change. All others stay byte for byte. */
const mayChange = [
  'README.md',
  'package.json',
  'server.ts',
  'events.ts',
  'views/index.ejs',
  'views/partials/whats-new.ejs',
  'views/partials/bar.ejs',
  'public/main.js',
  'public/log.js', // the chat's own: in demo 6 it learns to add a line in the middle
  /^(handlers|public|views\/partials)\/(chat|presence|rooms|typing|whispers|polls|reactions|canvas)\.\w+$/,
];

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');
const isCode = (path: string) => /\.(ts|js|ejs|css)$/.test(path);
const linesOf = (text: string) => text.split('\n').length - 1;

/** The lines of a file that are gone or changed in its next version, each with its number. */
function lostLines(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  return hunks.flatMap(({ oldStart, lines }) =>
    lines.filter((line) => line.startsWith('-')).map((line, i) => `${oldStart + i}: ${line.slice(1)}`),
  );
}

for (const [index, { number, folder }] of demos.entries()) {
  const next = demos[index + 1];
  if (!next) break;
  const before = filesOf(folder);
  const after = filesOf(next.folder);

  describe(`from demo${number} to demo${next.number}`, () => {
    test('is to the next number', () => expect(next.number).toBe(number + 1));

    test(`loses at most ${allowedPercent[number]} % of the lines`, () => {
      const code = before.filter(isCode);
      const total = code.reduce((sum, path) => sum + linesOf(read(folder, path)), 0);
      const lost = code.flatMap((path) => {
        const rest = after.includes(path) ? read(next.folder, path) : '';
        return lostLines(read(folder, path), rest).map((line) => `demo${number}/${path}:${line}`);
      });
      const percent = (100 * lost.length) / total;
      expect(percent, `${lost.length} of ${total} lines are gone:\n${lost.join('\n')}`).toBeLessThanOrEqual(
        allowedPercent[number] ?? 0,
      );
    });

    test('loses no file, but for a layer that gives way', () => {
      const gone = before.filter((path) => !after.includes(path));
      const layer = givesWay[number];
      expect(gone.filter((path) => !layer || !path.includes(`/${layer}.`))).toEqual([]);
    });

    test('keeps all files byte for byte, but for those where a layer is wired in', () => {
      const changed = before
        .filter((path) => after.includes(path) && read(folder, path) !== read(next.folder, path))
        .filter((path) => !mayChange.some((one) => (one instanceof RegExp ? one.test(path) : one === path)))
        .flatMap((path) => [
          `demo${next.number}/${path} differs from demo${number}/${path}. Not kept:`,
          ...lostLines(read(folder, path), read(next.folder, path)).map((line) => `  ${path}:${line}`),
        ]);
      expect(changed.join('\n')).toBe('');
    });
  });
}

describe('the sidebar', () => {
  const sidebar = join(root, 'demo-sidebar');
  const last = demos.at(-1)!.folder;

  test('has the files that it shares with the demos byte for byte', () => {
    const shared = filesOf(sidebar).filter((path) => filesOf(last).includes(path));
    const own = [
      'README.md',
      'package.json',
      'server.ts',
      'events.ts',
      'views/index.ejs',
      'views/partials/head.ejs',
    ];
    const different = shared.filter((path) => read(sidebar, path) !== read(last, path));
    expect(shared.length).toBeGreaterThan(10);
    expect(different.filter((path) => !own.includes(path))).toEqual([]);
  });
});

describe('each demo', () => {
  const encore = { number: 'encore', folder: join(root, 'demo-encore') };
  const all = [...demos, { number: 'sidebar', folder: join(root, 'demo-sidebar') }, encore];
  test.each(all)('$number imports nothing from outside its folder', ({ folder }) => {
    const outside = filesOf(folder)
      .filter((path) => /\.(ts|js)$/.test(path))
      .flatMap((path) =>
        [...read(folder, path).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)]
          .map(([, target]) => join(path, '..', target ?? '').replaceAll('\\', '/'))
          .filter((target) => target.startsWith('..'))
          .map((target) => `${path} imports ${target}`),
      );
    expect(outside).toEqual([]);
  });

  test.each([...demos, encore])(
    '$number has no file over 120 lines of code, and begins each with what it is for',
    ({ folder }) => {
      const files = filesOf(folder).filter((path) => /\.(ts|js)$/.test(path));
      // The contract is a list, and so is one thing however long it gets.
      const long = files.filter((path) => path !== 'events.ts' && linesOf(read(folder, path)) > 120);
      expect(long).toEqual([]);
      expect(files.filter((path) => !read(folder, path).startsWith('// '))).toEqual([]);
    },
  );
});

test('imports go one way: from tests/ to workshop/, and never back or into a demo', () => {
  const wrong = filesOf(join(root, 'workshop')).flatMap((path) =>
    /\.m?[jt]s$/.test(path)
      ? [...read(join(root, 'workshop'), path).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)]
          .map(([, target = '']) => join(path, '..', target).replaceAll('\\', '/'))
          .filter((target) => target.startsWith('..'))
          .map((target) => `workshop/${path} imports ${target}`)
      : [],
  );
  expect(wrong).toEqual([]);
});
