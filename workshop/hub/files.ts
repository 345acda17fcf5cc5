// The files that the hub shows: those of the demos and of my/, and the project's documents. No other path leads anywhere.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { path as steps } from './steps.ts';
import { highlight } from '../lesson/highlight.ts';
import { filesOf, root, textOf } from '../run/folders.ts';

const folders = [...steps.map(({ name }) => name), 'my'];

/** Whether this is the path of a file of a demo or of my/. A link that leads out of them is not a file. */
export function isKnown(path: string): boolean {
  const folder = folders.find((name) => path.startsWith(`${name}/`));
  return (
    folder !== undefined &&
    existsSync(join(root, folder)) &&
    filesOf(join(root, folder)).includes(path.slice(folder.length + 1))
  );
}

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder ? `${folder}/${name}` : name));

/** The documents, by their paths in the project. */
export const documents = new Set([
  ...markdownIn(''),
  ...(existsSync(join(root, 'docs')) ? markdownIn('docs') : []),
]);

export const linesOf = (path: string): string[] => textOf(join(root, path)).split('\n');

/** A file as one HTML text for each line: a comment or a text that goes on in the next line is coloured there, too. */
export function highlightedLines(path: string): string[] {
  const html = highlight(linesOf(path).join('\n').trimEnd(), path.split('.').at(-1) ?? '');
  const open: string[] = [];
  return html.split('\n').map((line) => {
    const begin = open.join('');
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g)) {
      if (tag === '</span>') open.pop();
      else open.push(tag);
    }
    return begin + line + '</span>'.repeat(open.length);
  });
}

/** The lines of a file that a lesson quotes, as far as they follow each other: the first and the last, numbered from 1. */
export function findLines(path: string, quoted: string[]): { from: number; to: number } {
  const lines = linesOf(path).map((line) => line.trim());
  const wanted = quoted.map((line) => line.trim());
  const start = wanted.findIndex((line) => line !== '' && line !== '…');
  const matching = (at: number) => {
    const different = wanted.slice(start).findIndex((line, i) => line === '…' || lines[at + i] !== line);
    return different === -1 ? wanted.length - start : different;
  };
  const lengths = lines.map((_, at) => matching(at));
  const longest = Math.max(...lengths);
  const at = longest > 0 ? lengths.indexOf(longest) : 0;
  return { from: at + 1, to: at + Math.max(1, longest) };
}
