// Finds what has changed from one folder to another, for `npm run diff` and its page.
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { filesOf, textOf } from '../run/folders.ts';

/** One file that is not the same in both folders. `added` and `removed` are lines. */
export interface Change {
  path: string;
  kind: 'changed' | 'new' | 'gone';
  added: number;
  removed: number;
  /** The file's text in both folders, '' where it isn't there. */
  before: string;
  after: string;
  /** The stretches of lines that differ, each with three lines around it. */
  hunks: Hunk[];
}
export type Hunk = ReturnType<typeof structuredPatch>['hunks'][number];

/** What has changed, in the order in which to read and build it, and how many files are the same in both. */
export interface Comparison {
  changes: Change[];
  same: number;
}

// First the contract, then the server, then the page. What adds no idea comes last.
const order = [
  /^events\.ts$/,
  /^server\.ts$/,
  /^guard\.ts$/,
  /^handlers\//,
  /^views\//,
  /^public\/main\.js$/,
  /^public\/[^/]+\.js$/,
  /^public\/.*\.js$/,
  /\.ts$/,
  /\.css$/,
  /./,
];

/** READMEs are left out: each tells of its own demo from beginning to end. */
export function compareFolders(before: string, after: string): Comparison {
  const [old, young] = [filesOf(before), filesOf(after)].map((paths) => new Set(paths));
  const paths = [...new Set([...old!, ...young!])].filter((path) => path !== 'README.md');
  const changes = paths
    .map((path) =>
      compareFiles(
        path,
        old!.has(path) ? textOf(join(before, path)) : '',
        young!.has(path) ? textOf(join(after, path)) : '',
        !old!.has(path) ? 'new' : young!.has(path) ? 'changed' : 'gone',
      ),
    )
    .filter((change) => change.kind !== 'changed' || change.hunks.length > 0)
    .toSorted(
      (a, b) =>
        Number(a.kind === 'gone') - Number(b.kind === 'gone') ||
        placeOf(a.path) - placeOf(b.path) ||
        a.path.localeCompare(b.path, 'en'),
    );
  return { changes, same: paths.length - changes.length };
}

function compareFiles(path: string, before: string, after: string, kind: Change['kind']): Change {
  const hunks = hunksOf(before, after, 3);
  return { path, kind, before, after, hunks, added: count(hunks, '+'), removed: count(hunks, '-') };
}

/** The stretches of lines that differ between two texts, each with a few lines of context around it. */
export const hunksOf = (before: string, after: string, context: number): Hunk[] =>
  structuredPatch('', '', before, after, '', '', { context }).hunks;

/** How many lines of some hunks begin with this sign. */
export const count = (hunks: Hunk[], sign: '+' | '-'): number =>
  hunks.flatMap((hunk) => hunk.lines).filter((line) => line.startsWith(sign)).length;

const placeOf = (path: string) => order.findIndex((pattern) => pattern.test(path));

/**
 * Those changes that belong to a layer or a file: `chat` means handlers/chat.ts, public/chat.js and so on.
 */
export function ofLayer(changes: Change[], name: string): Change[] {
  const wanted = name
    .replaceAll('\\', '/')
    .replace(/^\.?\/|\/$/g, '')
    .toLowerCase();
  return changes.filter(
    ({ path: exact, path = exact.toLowerCase() }) =>
      path === wanted ||
      path.endsWith(`/${wanted}`) ||
      path.startsWith(`${wanted}/`) ||
      layerOf(path) === wanted,
  );
}

/** `chat` for public/chat.js. */
export const layerOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
