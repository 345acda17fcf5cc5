// Prints a stage for a projector: what is typed and where, in order. What is only copied is named.
import { styleText } from 'node:util';
import type { Stage } from './plan.ts';
import { type Place, piecesOf, stageOf, stepOf } from './stages.ts';
import { type Block, blocksIn, countOf, figuresOf, filesIn, isComment, nameOf } from './typed.ts';

const colours = process.stdout.hasColors?.() ?? false;
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;

export function showStage({ demo, stage }: Place): void {
  const own = stageOf({ demo, stage });
  const [pieces, step] = [piecesOf(demo), stepOf(demo)];
  const files = filesIn(pieces, stage);
  const typed = blocksIn(pieces, step, stage, 'type');
  const { lines, characters } = figuresOf(typed);
  const parts = [
    paint('bold', `Stage ${demo}.${stage}: ${own.title}`) +
      `   ${countOf(lines, 'line')}, ${countOf(characters, 'character')}`,
    ...listOf(`Copy from demo${demo + 1}/:`, byFolder(files.filter(({ isGone }) => !isGone))),
    ...listOf('Delete:', byFolder(files.filter(({ isGone }) => isGone))),
    ...listOf('Paste as a block:', blocksIn(pieces, step, stage, 'paste').map(nameOf).map(plain)),
    ...typed.map(
      (block, i) =>
        `${paint(['bold', 'cyan'], `${i + 1}  ${block.path}`)}${placeOf(block)}\n\n${linesOf(block)}`,
    ),
    ...(own.try ? [tryOf(own)] : []),
  ];
  console.log(`\n${parts.join('\n\n\n')}\n`);
}

/** The plan is Markdown, for WORKSHOP.md. */
export const plain = (markdown: string) => markdown.replaceAll(/`|\*\*/g, '');

/** What to try after a stage, and what to type into the browser's console for it. */
export const tryOf = ({ try: toTry, console: lines = [] }: Stage): string =>
  [`Try: ${plain(toTry)}`, ...listOf("In the browser's console:", lines)].join('\n');

/** A line for each folder: `public/: chat.js, log.js`. */
function byFolder(files: { path: string; isPart: boolean }[]): string[] {
  const folders = new Map<string, string[]>();
  for (const { path, isPart } of files) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const name = path.slice(folder.length) + (isPart ? ' (a part)' : '');
    folders.set(folder, [...(folders.get(folder) ?? []), name]);
  }
  return [...folders].map(([folder, names]) => `${folder ? `${folder}: ` : ''}${names.join(', ')}`);
}

const listOf = (title: string, names: string[]) =>
  names.length === 0 ? [] : [[title, ...names.map((name) => `    ${name}`)].join('\n')];

function placeOf({ isNew, below, at }: Block): string {
  if (isNew) return ', a new file';
  return below ? `, line ${at}, below\n${paint('dim', `     ${below}`)}` : ', at the top';
}

/** The lines of a block, without the blank ones around it. Comments needn't be typed. */
function linesOf({ lines }: Block): string {
  const text = lines.map(({ sign, text: line }) => {
    const whole = `   ${sign === '-' ? '−' : ' '} ${line}`;
    if (sign === '-') return paint('red', whole);
    return line.trim() === '' ? '' : paint(isComment(line) ? 'dim' : 'bold', whole);
  });
  return text.join('\n').replaceAll(/^\n+|\n+$/g, '');
}
