// Takes Markdown apart, and looks up in files what it quotes from them.
import { diffChars, structuredPatch } from 'diff';

/**
 * A fenced block. Its info string is `language path`, as in "ts demo4/server.ts". `path` is empty when it has none, or
 * a - in its place.
 */
export interface Block {
  language: string;
  path: string;
  lines: string[];
}

/** A section: from a heading to the next one of the same level or a higher one. */
export interface Section {
  title: string;
  text: string;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*(.*)$/;

/** The fenced blocks of a document, and all that is not in one. */
export function takeApart(markdown: string): { blocks: Block[]; prose: string } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { block: Block; indent: number; fence: string } | undefined;
  for (const line of markdown.split('\n')) {
    const [, indent = '', fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (open) {
      // What is in a list is indented as a whole, the fences with it.
      if (fence.startsWith(open.fence) && info === '') open = undefined;
      else open.block.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
    } else if (fence) {
      const [language = '', path = ''] = info.trim().split(/\s+/);
      open = { block: { language, path: path === '-' ? '' : path, lines: [] }, indent: indent.length, fence };
      blocks.push(open.block);
    } else prose.push(line);
  }
  return { blocks, prose: prose.join('\n') };
}

/** The sections of a document under headings of this level; a # in a fenced block is no heading. */
export function sectionsOf(markdown: string, level: number): Section[] {
  const sections: Section[] = [];
  let inBlock = false;
  let isOpen = false;
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) inBlock = !inBlock;
    const [, marks = '', title = ''] = (inBlock ? null : /^(#+) (.*)$/.exec(line)) ?? [];
    if (marks.length === level) sections.push({ title, text: '' });
    if (marks && marks.length <= level) isOpen = marks.length === level;
    else if (isOpen) sections.at(-1)!.text += `${line}\n`;
  }
  return sections;
}

/** What stands between single backticks. */
export const inlineCode = (prose: string) =>
  [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));

/** From one version of a file to the next, each line with a blank, a - or a + in front. */
export function changesOf(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: Number.MAX_SAFE_INTEGER });
  return hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('\\'));
}

/**
 * Looks up quoted lines: each run of them between lines that hold only `…` has to be in `lines` as it is, one run
 * after the other. Indentation that all quoted lines have lost is no difference.
 *
 * @param mark how many characters in front of the indentation belong to each line: 1 for the - and + of changes
 * @returns what is not there and what is most like it; undefined when all is there
 */
export function findQuote(quoted: string[], lines: string[], mark = 0): string | undefined {
  const indents = new Set(lines.map((line) => /^\s*/.exec(line.slice(mark))![0]));
  const results = [...indents].map((indent) => {
    const runs = runsOf(quoted).map((run) =>
      run.map((line) => (line.trim() === '' ? '' : line.slice(0, mark) + indent + line.slice(mark))),
    );
    return findRuns(
      runs,
      lines.map((line) => line.trimEnd()),
    );
  });
  if (results.some((result) => result.missing === undefined)) return undefined;

  const { missing = '', after, found } = results.toSorted((a, b) => b.found - a.found)[0]!;
  const place =
    found === 0 ? 'This line begins no part of it' : `Found as far as\n    ${after}\nbut not then`;
  const isElsewhere = lines.some((line) => line.trim() === missing.trim());
  const nearest = isElsewhere
    ? 'The line is there, but not at this place: is a line with … missing, or the order another?'
    : `The nearest line there is\n    ${nearestTo(missing, lines)}`;
  return `${place}\n    ${missing}\n${nearest}`;
}

/** What stands between the lines that hold only `…`, without blank lines at its ends. */
function runsOf(quoted: string[]): string[][] {
  const runs: string[][] = [[]];
  for (const line of quoted) {
    if (line.trim() === '…') runs.push([]);
    else runs.at(-1)!.push(line.trimEnd());
  }
  return runs
    .filter((run) => run.some(Boolean))
    .map((run) => run.slice(run.findIndex(Boolean), run.findLastIndex(Boolean) + 1));
}

/** `found` lines were there, the last of them `after`; the next one is `missing`. */
function findRuns(runs: string[][], lines: string[]): { found: number; after: string; missing?: string } {
  let found = 0;
  let after = '';
  let from = 0;
  for (const run of runs) {
    let best = 0;
    for (let at = from; at < lines.length && best < run.length; at++) {
      const different = run.findIndex((line, i) => lines[at + i] !== line);
      const length = different === -1 ? run.length : different;
      if (length > best) best = length;
      if (different === -1) from = at + run.length;
    }
    found += best;
    if (best > 0) after = run[best - 1]!;
    if (best < run.length) return { found, after, missing: run[best]! };
  }
  return { found, after };
}

function nearestTo(wanted: string, lines: string[]): string {
  const likeness = (line: string) => {
    const same = diffChars(wanted.trim(), line.trim()).filter(({ added, removed }) => !added && !removed);
    const length = same.reduce((sum, { value }) => sum + value.length, 0);
    return (2 * length) / (wanted.trim().length + line.trim().length || 1);
  };
  return lines.toSorted((a, b) => likeness(b) - likeness(a))[0]?.trim() ?? '(the file is empty)';
}
