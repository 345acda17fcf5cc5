// Runs `npm run check` on my/, also for an exercise, and passes on each sentence as soon as it is known.
import { createInterface } from 'node:readline';
import type { CheckState } from './events.ts';
import { getProgress, update } from './progress.ts';
import type { Line, Report } from '../check/report.ts';
import { my, root } from '../run/folders.ts';
import { type Running, run } from '../run/processes.ts';
import { NO_SOURCE, watchFiles } from '../run/watch.mjs';

export const check: CheckState = {
  demo: 0,
  exercise: '',
  isRunning: false,
  onSave: false,
  sentences: [],
  explanation: '',
  hint: '',
  error: '',
};
/** Who wants to know of changes; set by the handler. */
export const tell = { check: () => {}, saved: () => {} };

let running: Running | undefined;
let unwatch = () => {};
let last = Promise.resolve();

/**
 * Checks my/ from the beginning. With `hint` it ends at the first sentence that fails, and asks for a hint.
 *
 * @param exercise of that demo's lesson; empty for what the demo does
 */
export function runCheck(demo: number, exercise = '', hint = false): Promise<void> {
  // Two saves may follow each other closely: one check ends before the next one begins.
  last = last.then(stopCheck).then(() => begin(demo, exercise, hint));
  return last;
}

function begin(demo: number, exercise: string, hint: boolean): void {
  const asked = exercise ? ['exercise', exercise] : [String(demo)];
  const args = ['workshop/run/run.mjs', 'workshop/check/check.ts', ...asked, '--lines'];
  const checking = run(process.execPath, [...args, ...(hint ? ['--hint'] : [])], { cwd: root });
  running = checking;
  // A hint leaves what is known already on the page.
  const keeps = hint && check.demo === demo && !check.exercise && check.sentences.length > 0;
  Object.assign(check, {
    demo,
    exercise,
    isRunning: true,
    error: '',
    ...(!keeps && { sentences: [], explanation: '' }),
  });
  if (!hint) check.hint = '';
  tell.check();
  createInterface({ input: checking.child.stdout! }).on('line', (text) => {
    if (running !== checking) return;
    const line = parse(text);
    if (line) take(line, keeps);
  });
  void checking.exited.then(() => {
    if (running !== checking) return;
    running = undefined;
    check.isRunning = false;
    if (check.sentences.length === 0 && !check.error) check.error = checking.output().trim();
    tell.check();
  });
}

/** Undefined for half a line: a check that is killed leaves one. */
function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function take(line: Line, keeps: boolean): void {
  if ('sentences' in line && !keeps)
    check.sentences = line.sentences.map((sentence) => ({ ...sentence, result: 'waiting' }));
  if ('sentence' in line) {
    const { layer, sentence } = line.sentence;
    const i = check.sentences.findIndex((one) => one.layer === layer && one.sentence === sentence);
    check.sentences[i] = line.sentence;
  }
  if ('explanation' in line) check.explanation = line.explanation.trim();
  if ('hint' in line) check.hint = line.hint.trim();
  if ('report' in line) takeReport(line.report);
  tell.check();
}

function takeReport({ error = '', sentences, points, of }: Report): void {
  check.error = error;
  if (check.exercise || of === 0) return; // no part of the step, or nothing was checked
  if (!error && sentences.some(({ why }) => why === 'one before it does not hold')) return; // it ended early
  const failing = error ? 'my/ starts' : (sentences.find(({ result }) => result === 'fails')?.sentence ?? '');
  const step = `demo${check.demo}`; // another page may have looked ahead since then
  update({ step, checks: { ...getProgress().checks, [check.demo]: { held: points, of, failing } } });
}

export async function stopCheck(): Promise<void> {
  const before = running;
  running = undefined;
  await before?.end();
}

/** From now on each save repeats the last check, or no longer does. */
export function checkOnSave(on: boolean): void {
  unwatch();
  const again = () => {
    tell.saved();
    void runCheck(check.demo, check.exercise);
  };
  unwatch = on ? watchFiles(my, NO_SOURCE, again) : () => {};
  check.onSave = on;
  tell.check();
}
