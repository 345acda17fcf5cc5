// How far you are: the step you read, the stage of my/, and what its checks have found. It is kept in a file that git
// ignores. Whatever wants to know of changes (the page, a class) subscribes here, and nowhere else.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Progress } from './events.ts';
import { root } from '../run/folders.ts';

const found = z.object({ held: z.number(), of: z.number(), failing: z.string() });
const schema: z.ZodType<Progress> = z.object({
  step: z.string(),
  stop: z.string().nullable(),
  checks: z.record(z.string(), found),
});

const file = join(root, 'my-saved', '.hub.json');
const listeners = new Set<(progress: Progress) => void>();
let progress = read();

export const getProgress = (): Progress => progress;

/** Calls `listener` after each change. Returns a function that ends this. */
export function onChange(listener: (progress: Progress) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function update(change: Partial<Progress>): void {
  const next = { ...progress, ...change };
  if (JSON.stringify(next) === JSON.stringify(progress)) return;
  progress = next;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(progress));
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`Where you are could not be written down: ${(error as Error).message}`);
  }
  for (const listener of listeners) listener(progress);
}

function read(): Progress {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { step: '', stop: null, checks: {} }; // there is none yet, or somebody has edited it
  }
}

/** What to do next: a sentence, the step that it leads to, and what the link to it says. */
export function nextOf({ step, stop, checks }: Progress): { says: string; step: string; go: string } {
  const number = Number(step.slice(4));
  const check = checks[number];
  const begin = 'Read the lesson of a step, run its demo, then build it yourself.';
  if (!step)
    return {
      says: `Seven small servers, each the one before plus one layer. ${begin}`,
      step: 'demo1',
      go: 'Begin with demo 1',
    };
  if (!number)
    return { says: 'You have seen all demos, or looked ahead.', step, go: 'Continue where you were' };
  if (check && check.held === check.of) {
    const says = `Your my/ does all that demo ${number} adds.`;
    return number < 7
      ? { says, step: `demo${number + 1}`, go: `Go to demo ${number + 1}` }
      : { says, step: 'demo-encore', go: 'Go to the encore' };
  }
  const place = stop?.includes('.') ? `stage ${stop}` : `demo ${stop}`;
  const says = check
    ? `${check.of - check.held} of the ${check.of} sentences that demo ${number} adds are left${check.failing ? `. The first: ${check.failing}` : ''}.`
    : stop === null
      ? `You were at demo ${number}. When you have tried it, make your own copy there, and build it.`
      : `You were at demo ${number}, and my/ is closest to ${place}. Check it when you have typed something.`;
  return { says, step, go: `Continue with demo ${number}` };
}
