// Your copy, my/: where it is on the way, what was kept of earlier ones, and how to put it somewhere else.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MyState } from './events.ts';
import { update } from './progress.ts';
import { readDemo, replaceMy, saved } from '../my/files.ts';
import { filesOf, my, nameOf, root } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';
import { filesAt, placeOfMy, stageOf } from '../stage/stages.ts';

export const hasMy = (): boolean => existsSync(join(my, 'server.ts'));

let latest: MyState = { stop: null, files: [], saved: [] };

export function stateOfMy(): MyState {
  try {
    latest = readState();
  } catch (error) {
    // A file that was listed has gone since then, or may not be read.
    console.error(`my/ could not be read: ${(error as Error).message}`);
  }
  return latest;
}

function readState(): MyState {
  const place = hasMy() ? placeOfMy() : undefined;
  const stop = place ? `${place.demo}${place.stage > 0 ? `.${place.stage}` : ''}` : null;
  update({ stop });
  return { stop, files: existsSync(my) ? filesOf(my) : [], saved: savedCopies() };
}

/** The names of what was in my/ before, the latest first. */
const savedCopies = (): string[] =>
  existsSync(saved)
    ? readdirSync(saved, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .toSorted()
        .toReversed()
    : [];

/** Makes my/ a demo (`4`) or a stage (`3.2`). Returns a sentence about what was in it. */
export function putMy(stop: string): string {
  const [demo = 0, stage = 0] = stop.split('.').map(Number);
  if (stage > 0) stageOf({ demo, stage }); // says so if there is none
  return keptIn(replaceMy(stage > 0 ? filesAt({ demo, stage }) : readDemo(join(root, `demo${demo}`))));
}

/** Brings back what was in my/ before. */
export function restoreMy(copy: string): string {
  if (!savedCopies().includes(copy)) throw new Mistake('my-saved/ has no such copy any more.');
  return keptIn(replaceMy(readDemo(join(saved, copy))));
}

const keptIn = (place: string | undefined) =>
  place ? `Done. What was in my/ is now in ${nameOf(place)}/, complete.` : 'Done. my/ is the place to type.';
