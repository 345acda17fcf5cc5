// Finds what has changed from one folder to another, for `npm run diff` and its page.
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { filesOf, textOf } from './folders.ts';

/** One file that is not the same in both folders. `added` and `removed` are lines. */
export interface Change {
  path: string;
  kind: 'changed' | 'new' | 'gone';
  added: number;
  removed: number;
  /** The stretches of lines that differ, each with three lines around it. */
  hunks: Hunk[];
}
type Hunk = ReturnType<typeof structuredPatch>['hunks'][number];

/** What has changed, in the order in which one reads a demo, and how many files are the same in both. */
export interface Comparison {
  changes: Change[];
  same: number;
}

const kinds = ['changed', 'new', 'gone'];
// The last one is for what is in none of the folders that a demo has.
const order = [/^server\.ts$/, /^events\.ts$/, /^[^/]*$/, /^handlers\//, /^views\//, /^public\//, /./];

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
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        placeOf(a.path) - placeOf(b.path) ||
        a.path.localeCompare(b.path, 'en'),
    );
  return { changes, same: paths.length - changes.length };
}

function compareFiles(path: string, before: string, after: string, kind: Change['kind']): Change {
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 3 });
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { path, kind, hunks, added: count('+'), removed: count('-') };
}

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
      path
        .split('/')
        .at(-1)
        ?.replace(/\.\w+$/, '') === wanted,
  );
}
