// Runs checks against a folder or an address: several at once, each on a server that nobody else uses meanwhile.
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Demo, DidNotStart, startDemo } from '../tests/harness.ts';
import { NoBrowser } from '../tests/pages.ts';
import { type Entry, transcripts } from '../tests/transcript.ts';
import type { Failure } from './failure.ts';

/** One sentence to check. */
export interface Task {
  layer: string;
  sentence: string;
  run: (demo: Demo) => Promise<void>;
}

/** How it ended: without a failure, it holds. */
export interface Result {
  task: Task;
  failure: Failure | undefined;
  /** Why it could not be checked. */
  skipped?: string;
}

// Most checks wait for something most of the time, above all those that fail.
const MAX_SERVERS = 4;
const PATIENCE = 60; // seconds for one check

/**
 * Runs all tasks, and reports their results in their order, each as soon as those before it are known. Returns the
 * results, or what the server has said when it does not start. With `untilFailure` those after the first failure are
 * left out.
 */
export async function runTasks(
  target: string,
  tasks: Task[],
  report: (result: Result) => void,
  { untilFailure = false } = {},
): Promise<Result[] | string> {
  const results: Result[] = [];
  let next = 0;
  let reported = 0;
  const work = async (first?: Demo) => {
    let demo = first ?? (await startDemo(target));
    for (let i = next++; i < tasks.length; i = next++) {
      results[i] = await runTask(tasks[i]!, demo);
      if (demo.ended()) demo = await startDemo(target);
      for (let result = results[reported]; result; result = results[reported]) {
        reported++;
        report(result);
        if (result.failure && untilFailure) next = tasks.length;
      }
    }
    // One that is caught in a loop hears no signal; it goes when this process exits.
    await Promise.race([demo.stop(), delay(2000)]);
  };

  try {
    const first = await startDemo(target);
    // A server that runs already is one, and so is asked one thing after the other.
    const servers =
      first.pid === 0 || untilFailure ? 1 : Math.min(MAX_SERVERS, availableParallelism() + 1, tasks.length);
    await Promise.all([work(first), ...Array.from({ length: servers - 1 }, () => work())]);
    return results;
  } catch (error) {
    if (error instanceof DidNotStart) return error.output;
    throw error;
  }
}

async function runTask(task: Task, demo: Demo): Promise<Result> {
  const transcript: Entry[] = [];
  const printed = demo.output().length;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, failed) => {
    timer = setTimeout(
      () => failed(new Error(`It was not done within ${PATIENCE} seconds.`)),
      PATIENCE * 1000,
    );
  });
  const error: unknown = await Promise.race([
    transcripts.run(transcript, () => task.run(demo)),
    tooLong,
  ]).then(
    () => (demo.ended() ? new Error('The server must go on.') : undefined),
    (reason: unknown) => reason ?? new Error('It failed without a reason.'),
  );
  clearTimeout(timer);
  if (error === undefined) return { task, failure: undefined };
  if (error instanceof NoBrowser) return { task, failure: undefined, skipped: error.message };
  // A client may notice that a server is gone before that has said why.
  for (let i = 0; !demo.ended() && i < 20; i++) await delay(50);
  const said = demo.output().slice(printed);
  const lastWords = demo.ended() ? said : undefined;
  return {
    task,
    failure: { layer: task.layer, sentence: task.sentence, error, transcript, lastWords, printed: said },
  };
}
