// The lessons and documents in the hub: links lead to its pages, and quoted code to its place in the file.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents, findLines, isKnown } from './files.ts';
import { stepOf } from './steps.ts';
import { makeRenderer } from '../lesson/lesson.ts';
import { root } from '../run/folders.ts';

const render = makeRenderer({ addressOf, addressOfFile });

/** A document as HTML, without its heading. */
export function renderDocument(document: string): string {
  const text = readFileSync(join(root, document), 'utf8').replace(/^# .*\n/, '');
  return render(text, document);
}

export const titleOf = (document: string): string =>
  /^# (.*)/m.exec(readFileSync(join(root, document), 'utf8'))?.[1] ?? document;

function addressOfFile(path: string, quoted: string[]): string | undefined {
  if (!isKnown(path)) return undefined;
  const { from, to } = findLines(path, quoted);
  return `/file/${path}?from=${from}&to=${to}#line-${Math.max(1, from - 3)}`;
}

/** Where a link of a document leads to in the hub. */
function addressOf(href: string, document: string): string {
  if (/^(https?:|#|mailto:)/.test(href)) return href;
  const [, file = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const path = join(dirname(document), decodeURI(file)).replaceAll('\\', '/').replace(/\/$/, '');
  const step = stepOf(path.replace(/\/README\.md$/, ''));
  if (step) return `/step/${step.name}${hash}`;
  if (documents.has(path)) return `/doc/${path}${hash}`;
  if (path.startsWith('docs/images/')) return path.replace('docs', '');
  return isKnown(path) ? `/file/${path}` : `#`;
}
