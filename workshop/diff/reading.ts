// Prepares a change for a reader: says in a sentence what the file is for, and folds what is not the lesson.
import { type Change, type Hunk, count, hunksOf } from './compare.ts';

/** What the page shows of a file, and what it folds, with a word for that. */
export interface Reading {
  shown: Hunk[];
  folded: Hunk[];
  fold: string;
}

// The lines of server.ts that only name the demo: its title at the top, its number, its title on the page, its port.
const labels = [
  /^(\/\/ Demo ).*/m,
  /^(app\.locals\.demo = ).*(?=;)/m,
  /^(app\.locals\.title = ).*(?=;)/m,
  /^(start\(server, ).*(?=\);)/m,
];

export function readingOf({ path, kind, before, after, hunks, added, removed }: Change): Reading {
  const counts = countsOf(added, removed);
  if (path.endsWith('.css')) return { shown: [], folded: hunks, fold: `a style sheet (${counts})` };
  if (path === 'views/partials/whats-new.ejs') {
    return {
      shown: [],
      folded: hunks,
      fold: `the labels and the text of the lesson on the page (${counts})`,
    };
  }
  if (path !== 'server.ts' || kind !== 'changed') return { shown: hunks, folded: [], fold: '' };

  const folded = hunksOf(before, withLabelsOf(after, before), 0);
  if (folded.length === 0) return { shown: hunks, folded, fold: '' };
  const shown = hunksOf(withoutLabels(before), withoutLabels(after), 3);
  const lines = count(folded, '+') === 1 ? '1 line' : `${count(folded, '+')} lines`;
  const above = shown.length > 0 ? ' Above, “…” replaces them.' : '';
  return { shown, folded, fold: `the demo’s title, number or port (${lines}).${above}` };
}

/** A text with the labels of another one. What then differs from the text itself is labels, and nothing else. */
const withLabelsOf = (other: string, text: string) =>
  labels.reduce((result, label) => {
    const line = label.exec(other)?.[0];
    return line === undefined ? result : result.replace(label, () => line);
  }, text);

/** A text that says the same in every demo where it has its labels. */
const withoutLabels = (text: string) => labels.reduce((result, label) => result.replace(label, '$1…'), text);

export const countsOf = (added: number, removed: number): string =>
  [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].join(' ').trim();

/** The sentence with which a file begins. A view without one is known by its heading. */
export function sentenceOf(path: string, text: string): string {
  if (path === 'package.json') return 'The packages that the demo needs, and how it starts.';
  const comment = /^(?:(?:\/\/.*\n)+|\/\*[^]*?\*\/|<%#[^]*?%>)/.exec(text)?.[0] ?? '';
  const words = comment.replaceAll(/^\/\/|^\/\*+|\*+\/$|^<%#|[-_]?%>$/gm, ' ');
  const [sentence] = words
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.?!]) /);
  if (sentence) return sentence;
  const heading = /<h\d[^>]*>([^<]+)</.exec(text)?.[1];
  if (heading) return `The part of the page under the heading “${heading.trim()}”.`;
  if (path.startsWith('views/partials/')) return 'A part of the page.';
  return path.startsWith('views/') ? 'A page, put together from its parts.' : '';
}
