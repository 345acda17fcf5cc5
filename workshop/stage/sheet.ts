// The run sheet: one printed page for each demo, to hold while teaching. `npm run stage -- --sheet` makes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import { root } from '../run/folders.ts';
import { timed } from './clock.ts';
import { clocks } from './plan/clocks.ts';
import { demo1 } from './plan/demo1.ts';
import { piecesOf, stepOf } from './stages.ts';
import { takenIn } from './tables.ts';
import { blocksIn, filesIn, figuresOf } from './typed.ts';

const QUESTIONS = 3;
const template = join(import.meta.dirname, 'sheet.ejs');

/** When a demo is on, in each plan. */
const timesOf = (demo: number) =>
  clocks.map((clock) => ({ title: clock.title, parts: timed(clock).filter((part) => part.demo === demo) }));

export function sheet(): string {
  const first = { number: 1, ...demo1, stages: [], times: timesOf(1) };
  const others = [2, 3, 4, 5, 6, 7].map((number) => {
    const [pieces, step] = [piecesOf(number - 1), stepOf(number - 1)];
    const stages = step.stages.map((stage, i) => ({
      ...stage,
      name: `${number - 1}.${i + 1}`,
      taken: capitalized(takenIn(stage, number - 1, i + 1).join('; ')),
      copied: filesIn(pieces, i + 1).filter(({ isGone }) => !isGone).length,
      ...figuresOf(blocksIn(pieces, step, i + 1, 'type')),
    }));
    const ask = stages.flatMap((stage) => stage.ask ?? []).slice(0, QUESTIONS);
    return { number, goal: step.goal, late: step.late, show: [], stages, ask, times: timesOf(number) };
  });
  return ejs.render(
    readFileSync(template, 'utf8'),
    { demos: [first, ...others], html },
    { filename: template },
  );
}

const capitalized = (text: string) => text.replace(/^./, (first) => first.toUpperCase());

/** The plan is Markdown, but only `code` and **strong** are in it. */
function html(markdown: string): string {
  return markdown
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}

/** @returns where it is */
export function writeSheet(): string {
  const path = join(root, 'run-sheet.html');
  writeFileSync(path, sheet());
  return path;
}
