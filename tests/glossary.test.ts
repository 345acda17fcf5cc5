// Nothing in a lesson is used before it is explained: the first use of each term links to the glossary.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../workshop/check/harness.ts';
import { sectionsOf } from './support/markdown.ts';

const lessons = [1, 2, 3, 4, 5, 6, 7, '-sidebar'].map((name) => `demo${name}/README.md`);
const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** A heading of the glossary, and its forms: the heading itself, and whatever is bold below it. */
const terms = sectionsOf(read('docs/glossary.md'), 2).map(({ title, text }) => {
  const forms = [title, ...[...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, form = '']) => form)];
  const signs = forms.filter((form) => form.startsWith('`')).map((form) => escape(form.slice(1, -1)));
  const words = forms.filter((form) => !form.startsWith('`')).map(escape);
  return {
    title,
    anchor: `#${title.toLowerCase().replaceAll(' ', '-').replaceAll('.', '')}`,
    sign: signs.length ? new RegExp(signs.join('|')) : /(?!)/,
    word: new RegExp(String.raw`\b(${words.join('|')})(s|es)?\b`, 'i'),
  };
});

interface Piece {
  text: string;
  target?: string;
  isCode?: boolean;
}

/** A document as pieces: links with their targets, code, and the text between. Headings and pictures are left out. */
function piecesOf(markdown: string): Piece[] {
  const fences = /^ *```(\w*).*\n([^]*?)^ *```$/gm;
  const parts = markdown.split(fences); // prose, language, code, prose, …
  return parts.flatMap((part, i): Piece[] => {
    if (i % 3 === 1) return [];
    if (i % 3 === 2) return /^(ts|js|ejs|diff)$/.test(parts[i - 1]!) ? [{ text: part, isCode: true }] : [];
    const prose = part.replaceAll(/^#.*|!\[.*?\]\(.*?\)|(https?|ws):\/\/[^\s)]+/gm, '');
    const pieces = prose.matchAll(/\[([^\]]*)\]\(([^)]*)\)|`([^`]+)`|(?:[^`[]|\[(?![^\]]*\]\())+/g);
    return Array.from(pieces, ([all, text, target, code]) => {
      if (target !== undefined) return { text: text!, target };
      return code === undefined ? { text: all } : { text: code, isCode: true };
    });
  });
}

describe.each(lessons)('%s', (lesson) => {
  const pieces = piecesOf(read(lesson));

  test('links to the glossary where it first uses a term', () => {
    const missing = terms.flatMap(({ title, anchor, sign, word }) => {
      const first = pieces.find(({ text, isCode }) => sign.test(text) || (!isCode && word.test(text)));
      if (!first || first.target === `../docs/glossary.md${anchor}`) return [];
      const [line = ''] = first.text.split('\n').filter((one) => sign.test(one) || word.test(one));
      return [`${title}: link to ../docs/glossary.md${anchor} at "${line.trim()}"`];
    });
    expect(missing).toEqual([]);
  });

  test('links to terms that are in the glossary', () => {
    const targets = pieces.flatMap(({ target = '' }) => /glossary\.md(#.*)/.exec(target)?.[1] ?? []);
    expect(targets.filter((target) => !terms.some(({ anchor }) => anchor === target))).toEqual([]);
  });
});

test('the glossary is in alphabetical order, and some lesson needs each term', () => {
  const titles = terms.map(({ title }) => title);
  expect(titles).toEqual(titles.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
  const all = lessons.map(read).join('\n');
  expect(
    terms.filter(({ anchor }) => !all.includes(`glossary.md${anchor})`)).map(({ title }) => title),
  ).toEqual([]);
});
