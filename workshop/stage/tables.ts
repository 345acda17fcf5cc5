// The tables in WORKSHOP.md, of the days and of the stages, made from the plan: npm run stage -- --tables writes them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserLayers } from '../check/behaviours/in-the-browser.ts';
import { layers } from '../check/behaviours/layers.ts';
import { root } from '../run/folders.ts';
import { timed, typedIn } from './clock.ts';
import type { Clock, Stage } from './plan.ts';
import { clocks } from './plan/clocks.ts';
import { steps } from './plan/steps.ts';
import { type Place, piecesOf, stepOf } from './stages.ts';
import { blocksIn, countOf, figuresOf, filesIn, nameOf } from './typed.ts';

/** The sentences of the check that a demo adds, by layer. */
export const sentencesOf = (demo: number): Map<string, string[]> =>
  new Map(
    [...layers, ...browserLayers]
      .filter(({ from }) => from === demo)
      .map(({ name, behaviours }) => [name, Object.keys(behaviours)]),
  );

/** Those of them that hold after a stage, by layer. */
export function greenAt({ demo, stage }: Place): Record<string, string[]> {
  const green: Record<string, string[]> = {};
  for (const [layer, sentences] of sentencesOf(demo + 1)) {
    const named = stepOf(demo)
      .stages.slice(0, stage)
      .flatMap((one) => one.green?.[layer] ?? []);
    const held = sentences.filter((sentence) =>
      named.some((name) => name === 'all' || sentence.startsWith(name)),
    );
    if (held.length > 0) green[layer] = held;
  }
  return green;
}

const STAGE_HEAD = ['stage', 'type', 'copy', 'lines', 'characters', 'try', 'green'];

/** The table of a step, cell by cell. */
export function tableOf(demo: number): string[][] {
  const [pieces, step] = [piecesOf(demo), stepOf(demo)];
  const all = [...sentencesOf(demo + 1).values()].flat().length;
  const rows = step.stages.map((one, i) => {
    const stage = i + 1;
    const { lines, characters } = figuresOf(blocksIn(pieces, step, stage, 'type'));
    const held = Object.values(greenAt({ demo, stage })).flat().length;
    const green = stage === 1 ? `${held} of ${all}` : String(held);
    return [
      `${demo}.${stage}`,
      one.what,
      takenIn(one, demo, stage)
        .join('; ')
        .replace(/^copy /, ''),
      String(lines),
      String(characters),
      one.try,
      green,
    ];
  });
  return [STAGE_HEAD, ...rows];
}

/** What is copied, pasted and deleted. */
export function takenIn({ copy = [] }: Stage, demo: number, stage: number): string[] {
  const [pieces, step] = [piecesOf(demo), stepOf(demo)];
  const files = filesIn(pieces, stage);
  const partly = files.filter(({ isPart }) => isPart).map(({ path }) => path);
  const names = copy.map((path) => {
    const typed = step.stages
      .flatMap(({ type = {} }) => Object.keys(type))
      .filter((file) => path.endsWith('/') && file.startsWith(path));
    const without = [...new Set(typed)].map((file) => `\`${file.slice(path.length)}\``);
    if (without.length > 0) return `\`${path}\` without ${without.join(', ')}`;
    return `\`${path}\`${partly.includes(path) ? ', but for what you type later' : ''}`;
  });
  const pasted = blocksIn(pieces, step, stage, 'paste').map((block) => `paste ${nameOf(block)}`);
  const gone = files.filter(({ isGone }) => isGone).map(({ path }) => `\`${path}\``);
  return [
    ...(names.length > 0 ? [`copy ${names.join(', ')}`] : []),
    ...pasted,
    ...(gone.length > 0 ? [`delete ${gone.join(', ')}`] : []),
  ];
}

const CLOCK_HEAD = ['clock', 'minutes', 'phase', 'what', 'typed', 'in the terminal'];

/** The table of a day, cell by cell. */
function clockTable(clock: Clock): string[][] {
  const parts = timed(clock);
  const rows = parts.map(({ at, minutes, phase, what, run = '', figures }) => [
    at,
    String(minutes),
    phase ? `**${phase}**` : '',
    what,
    figures ? typedWords(figures) : '',
    run === '' || run === 'slides' ? run : `\`${run}\``,
  ]);
  const all = typedIn(parts.flatMap(({ typed = [] }) => typed));
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  return [CLOCK_HEAD, ...rows, ['', String(minutes), '', 'together', typedWords(all), '']];
}

const typedWords = ({ lines, characters, minutes }: ReturnType<typeof typedIn>) =>
  `${countOf(lines, 'line')}, ${countOf(characters, 'character')}: ${countOf(Math.ceil(minutes), 'minute')}`;

/** WORKSHOP.md with these tables. Prettier aligns their columns. */
export function withTables(markdown: string): string {
  let text = markdown;
  const put = (heading: string, [head, ...rows]: string[][]) => {
    const lines = [head!, head!.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
    const table = new RegExp(`(${heading}[^]*?\\n)(\\|.*\\n)+`);
    text = text.replace(table, (_all, before: string) => `${before}${lines.join('\n')}\n`);
  };
  for (const clock of clocks) put(`### ${clock.title}`, clockTable(clock));
  for (const demo of Object.keys(steps).map(Number)) {
    put(`### demo${demo} → demo${demo + 1}`, tableOf(demo));
  }
  return text;
}
export function writeTables(): void {
  const path = join(root, 'WORKSHOP.md');
  writeFileSync(path, withTables(readFileSync(path, 'utf8')));
  console.log('WORKSHOP.md has the tables of the plan. Now format it: npm run format');
}
