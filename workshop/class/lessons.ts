// The lessons as pages: each README rendered, and the files that it links to. Paths come from a list, and only from there.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { highlight } from '../lesson/highlight.ts';
import { makeRenderer } from '../lesson/lesson.ts';
import { filesOf, root, textOf } from '../run/folders.ts';
import { STEPS } from './events.ts';
import { folderOf, headingOf } from './plan.ts';

const folders = [...STEPS.map(folderOf), 'docs'];
const paths = new Set([
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...folders.flatMap((folder) => filesOf(join(root, folder)).map((path) => `${folder}/${path}`)),
]);

/** The lessons, in the order of the workshop. */
export const lessons = STEPS.map((step) => ({ step, title: headingOf(step), path: addressOf(step) }));

export function addressOf(step: string): string {
  return `/lessons/${folderOf(step)}/README.md`;
}

export interface Page {
  title: string;
  html: string;
}

const render = makeRenderer({
  addressOf: (href) => href, // the folders are those of the project
  addressOfFile: (path) => (paths.has(path) ? `/lessons/${path}` : undefined),
});

const known = new Map<string, Page>(); // rendered once; no more than there are paths

/** The page of a file; undefined when it is not one of the project's texts. */
export function pageOf(path: string): Page | undefined {
  if (!paths.has(path) || isPicture(path)) return undefined;
  const page = known.get(path) ?? read(path);
  known.set(path, page);
  return page;
}

/** Where a picture of a lesson is; undefined when there is none. */
export const pictureOf = (path: string): string | undefined =>
  paths.has(path) && isPicture(path) ? join(root, path) : undefined;

const isPicture = (path: string) => /\.(jpg|png|svg|gif|webp)$/.test(path);

function read(path: string): Page {
  const text = textOf(join(root, path));
  if (path.endsWith('.md')) return { title: /^# (.*)/m.exec(text)?.[1] ?? path, html: render(text, path) };
  const code = highlight(text, path.split('.').at(-1) ?? '');
  return { title: path, html: `<h1>${path}</h1><pre tabindex="0"><code>${code}</code></pre>` };
}
