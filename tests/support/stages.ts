// Scratch copies of my/ at a stage, outside the project.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../workshop/run/root.mjs';
import { steps } from '../../workshop/stage/plan/steps.ts';
import { type Place, filesAt } from '../../workshop/stage/stages.ts';

/** Every stage of every step but the last: after that one, my/ is the next demo, which has tests of its own. */
export const stages = Object.entries(steps).flatMap(([demo, step]) =>
  step.stages.slice(0, -1).map(({ title }, i) => ({
    demo: Number(demo),
    stage: i + 1,
    name: `${demo}.${i + 1}, ${title}`,
  })),
);

/** A new folder, in which such copies find the packages. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fun with websockets '));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

export function writeStage(folder: string, place: Place): string {
  const copy = join(folder, `${place.demo}.${place.stage}`);
  for (const [path, content] of filesAt(place)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  }
  return copy;
}
