// The folders that the commands of the workshop work on: by number, by name, or your own.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Mistake } from './options.mjs';
import { root } from './root.mjs';

export { root };
export const my = join(root, 'my');

/**
 * The folder that a word means: `4` and `demo4` are demo4, `my` is your own copy, anything else is a path, seen
 * from the project or from where the command was typed.
 */
export function folderOf(word: string): string {
  const name = /^[1-7]$/.test(word) ? `demo${word}` : /^(sidebar|encore)$/.test(word) ? `demo-${word}` : word;
  const places = [resolve(root, name), resolve(process.env.INIT_CWD ?? root, name)];
  const found = places.find((place) => existsSync(place) && statSync(place).isDirectory());
  if (found) return found;
  if (name === 'my') throw new Mistake('There is no my/ yet. This makes one from demo 3: npm run my 3');
  throw new Mistake(
    `There is no folder "${word}". Name a demo by its number, 1 to 7, your own copy by "my", or any folder by its path.`,
  );
}

/** The number of a demo, 1 to 7. */
export function demoNumber(word: string | undefined, usage: string): number {
  const [, digit] = /^(?:demo)?([1-7])$/.exec(word ?? '') ?? [];
  if (digit) return Number(digit);
  throw new Mistake(
    word === undefined ? usage : `"${word}" is not a valid demo. They go from 1 to 7. ${usage}`,
  );
}

/** How a folder is called in what people read: by its path in the project when it is there. */
export function nameOf(folder: string): string {
  const path = relative(root, folder).replaceAll('\\', '/');
  return path.startsWith('..') ? basename(folder) : path;
}

/** The paths of the files in a folder, with forward slashes. Hidden ones and what npm has put there are left out. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(\.|node_modules\/|data\/|package-lock\.json$)/.test(path))
    .toSorted();
}

/** The text of a file, with line feeds alone whatever the editor has put in. */
export function textOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  return text.includes('\0') ? `(no text, ${statSync(path).size} bytes)\n` : text.replaceAll('\r\n', '\n');
}
