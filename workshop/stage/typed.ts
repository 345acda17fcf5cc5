// What somebody types in a stage: the lines in their order, and how many characters that takes.
import { diffWordsWithSpace } from 'diff';
import { type Line, type Pieces, formAt, textAt } from './pieces.ts';
import type { Step } from './plan.ts';

/** Lines that are next to each other in a file: those with a + are typed, those with a - are removed. */
export interface Block {
  path: string;
  isNew: boolean;
  /** The line above, '' at the top of the file, and the number of the first line. */
  below: string;
  at: number;
  lines: { sign: '+' | '-'; text: string }[];
}

/** What a stage changes in this way, in the order in which the plan names the files. */
export function blocksIn({ files }: Pieces, step: Step, stage: number, how: 'type' | 'paste'): Block[] {
  const order = Object.keys(step.stages[stage - 1]?.[how] ?? {});
  return [...files]
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .flatMap(([path, lines]) => blocksOf(path, lines, stage, how));
}

function blocksOf(path: string, all: Line[], stage: number, how: 'type' | 'paste'): Block[] {
  const isNew = textAt(path, all, stage - 1) === undefined;
  const blocks: Block[] = [];
  let below = '';
  let number = 1;
  let isOpen = false;
  for (const line of all) {
    const { sign, text, forNow } = line;
    if ((sign === '+' && line.stage > stage) || (sign === '-' && line.stage < stage)) continue;
    const isRepaired = how === 'type' && forNow?.until === stage;
    const isWanted = isRepaired || (sign !== ' ' && line.stage === stage && line.how === how);
    if (isWanted) {
      if (!isOpen) blocks.push({ path, isNew, below, at: number, lines: [] });
      const { lines } = blocks.at(-1)!;
      if (isRepaired) lines.push({ sign: '-', text: forNow!.as });
      lines.push({ sign: sign === '-' ? '-' : '+', text: formAt(line, stage) });
    }
    if (sign !== '-') number += 1;
    if (sign !== '-' && text.trim() !== '') below = text.trim();
    isOpen = isWanted;
  }
  return blocks;
}

/** The files that a stage copies or deletes. `isPart`: lines of it are typed in another stage. */
export function filesIn(
  { files }: Pieces,
  stage: number,
): { path: string; isGone: boolean; isPart: boolean }[] {
  return [...files].flatMap(([path, lines]) => {
    const own = lines.filter((line) => line.sign !== ' ' && line.stage === stage && line.how === 'copy');
    if (own.length === 0) return [];
    const isPart = lines.some((line) => line.sign === '+' && line.stage > stage);
    return { path, isGone: textAt(path, lines, stage) === undefined, isPart };
  });
}

/** Lines and characters to type. Blank lines, comments and indentation don't count, nor what stays of a changed line. */
export function figuresOf(blocks: Block[]): { lines: number; characters: number } {
  let [lines, characters] = [0, 0];
  for (const block of blocks) {
    const code = block.lines
      .map(({ sign, text }) => ({ sign, text: text.trim() }))
      .filter(({ text }) => text !== '' && !isComment(text));
    const [gone, come] = ['-', '+'].map((wanted) => code.filter(({ sign }) => sign === wanted));
    lines += come!.length;
    for (const [i, { text }] of come!.entries()) {
      const old = gone!.length === come!.length ? gone![i]!.text : '';
      for (const { added, value } of diffWordsWithSpace(old, text)) characters += added ? value.length : 0;
    }
  }
  return { lines, characters };
}

/** A line that holds nothing but a comment. */
export const isComment = (text: string): boolean => /^\s*(\/\/|\/\*|\*|<%#)/.test(text);

export const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is pasted, by the first line of code in it. */
export function nameOf({ path, lines }: Block): string {
  const come = lines.filter(({ sign }) => sign === '+').map(({ text }) => text.trim());
  const [code = ''] = come.filter((text) => text !== '' && !isComment(text));
  const named = code.length > 40 ? `${code.slice(0, 40).replace(/\w*$/, '').trim()} …` : code;
  return `${countOf(come.filter(Boolean).length, 'line')} into \`${path}\`: \`${named}\``;
}
