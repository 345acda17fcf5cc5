// The files of my/ at each stage of each step, and the stage that my/ is closest to.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDemo } from '../my/files.ts';
import { my, root } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';
import { type Pieces, cut, textAt } from './pieces.ts';
import type { Stage, Step } from './plan.ts';
import { steps } from './plan/steps.ts';

/** A stage of the step that begins with a demo. Stage 0 is that demo. */
export interface Place {
  demo: number;
  stage: number;
}

const known = new Map<number, Pieces>();

export function piecesOf(demo: number): Pieces {
  const pieces = known.get(demo) ?? cut(demo, stepOf(demo));
  known.set(demo, pieces);
  return pieces;
}

export function stepOf(demo: number): Step {
  const step = steps[demo];
  if (step) return step;
  throw new Mistake(`No step begins with demo ${demo}. There are steps from demo 1 to demo 6.`);
}

export function stageOf({ demo, stage }: Place): Stage {
  const { stages } = stepOf(demo);
  const found = stages[stage - 1];
  if (found) return found;
  throw new Mistake(
    `There is no stage ${demo}.${stage}. This step has stages ${demo}.1 to ${demo}.${stages.length}.`,
  );
}

/** All files, by their paths. The README comes last: it tells of the whole demo. */
export function filesAt({ demo, stage }: Place): Map<string, Buffer> {
  const isLast = stage === stepOf(demo).stages.length;
  const files = readDemo(join(root, `demo${isLast ? demo + 1 : demo}`));
  for (const [path, lines] of piecesOf(demo).files) {
    const text = textAt(path, lines, stage);
    if (text === undefined) files.delete(path);
    else files.set(path, Buffer.from(text));
  }
  return files;
}

/** The stage whose files have the fewest lines that my/ has otherwise. */
export function placeOfMy(): Place {
  if (!existsSync(join(my, 'server.ts')))
    throw new Mistake('There is no my/ yet. Make one first: npm run my 3');
  const files = readDemo(my);
  let best = { place: { demo: 7, stage: 0 }, distance: distance(files, readDemo(join(root, 'demo7'))) };
  for (const [demo, { stages }] of Object.entries(steps)) {
    for (const stage of stages.keys()) {
      const place = { demo: Number(demo), stage };
      const far = distance(files, filesAt(place));
      if (far < best.distance) best = { place, distance: far };
    }
  }
  return best.place;
}

/** Whether my/ is exactly a stage or a demo: then there is nothing of your own in it. */
export function isUnchanged(): boolean {
  if (!existsSync(join(my, 'server.ts'))) return false;
  const place = placeOfMy();
  const [files, whole] = [readDemo(my), place.demo === 7 ? readDemo(join(root, 'demo7')) : filesAt(place)];
  return files.size === whole.size && [...files].every(([path, text]) => whole.get(path)?.equals(text));
}

/** The next stage. After a step's last one, my/ is a demo, and the next step begins. */
export function nextOf({ demo, stage }: Place): Place {
  if (demo === 7) throw new Mistake('my/ is demo 7 already, and that is the last one.');
  return { demo, stage: stage + 1 };
}

/** How many lines are in one of the two alone. */
function distance(one: Map<string, Buffer>, other: Map<string, Buffer>): number {
  let lines = 0;
  for (const path of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(path), other.get(path)];
    if (path === 'README.md' || (a && b && a.equals(b))) continue;
    const counts = new Map<string, number>();
    for (const line of linesOf(a)) counts.set(line, (counts.get(line) ?? 0) + 1);
    for (const line of linesOf(b)) counts.set(line, (counts.get(line) ?? 0) - 1);
    for (const count of counts.values()) lines += Math.abs(count);
  }
  return lines;
}

function linesOf(content: Buffer | undefined): string[] {
  const lines = String(content ?? '').split('\n');
  return lines.map((line) => line.trim()).filter(Boolean);
}
