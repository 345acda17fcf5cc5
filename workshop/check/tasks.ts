// Runs checks against a folder or an address: several at once, each on a server that nobody else uses meanwhile.
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { STAY } from './behaviours/inside.ts';
import type { Behaviour, Judged } from './behaviours/layers.ts';
import type { Failure } from './causes.ts';
import { type Demo, startDemo } from './harness.ts';
import { NoBrowser } from './pages.ts';
import { TooBusy } from './patience.ts';
import { newTranscript, record } from './transcript.ts';

/** One sentence to check. */
export interface Task {
  layer: string;
  sentence: string;
  behaviour: Behaviour | Judged;
  /** Whether it is new: what the demo before can do already gives no points. */
  counts: boolean;
}

/** How it ended: without a failure, it holds. */
export interface Result {
  task: Task;
  failure: Failure | undefined;
  /** Why it could not be checked. */
  skipped?: string;
}

export const BUSY = 'this computer is too busy';
export const SERVER_FIRST = 'the server does not do its part yet';

const ENDS = 'an error has already ended the server at two other sentences of their layer';

const MAX_ENDINGS = 2; // in a layer: after each, another server has to be started
const MAX_SERVERS = 3; // most checks wait for something most of the time
const PATIENCE = 120; // seconds for one check

/**
 * Runs all tasks, and reports their results in their order, each as soon as those before it are known. Returns the
 * results. With `untilFailure` those after the first failure are left out.
 */
export async function runTasks(
  target: string,
  tasks: Task[],
  report: (result: Result) => void,
  { untilFailure = false } = {},
): Promise<Result[]> {
  const results: Result[] = [];
  let reported = 0;
  let isOver = false;
  const endsAgain = ({ layer }: Task, i: number) =>
    results
      .slice(0, i)
      .filter(({ task, failure }) => task.layer === layer && failure?.lastWords !== undefined).length >=
    MAX_ENDINGS;
  const finish = (i: number, result: Result) => {
    results[i] = result;
    for (let next = results[reported]; next; next = results[reported]) {
      // Also one that has run already, next to the others: what is said must not depend on which was faster.
      if (endsAgain(next.task, reported))
        results[reported] = next = { ...next, failure: undefined, skipped: ENDS };
      reported++;
      report(next);
      isOver ||= untilFailure && next.failure !== undefined;
    }
  };
  const failed = (layer: string) => results.some((result) => result?.failure && result.task.layer === layer);
  const work = async (numbers: number[], started?: Demo) => {
    let demo = started;
    for (let i = numbers.shift(); i !== undefined; i = numbers.shift()) {
      if (isOver) break;
      const task = tasks[i]!;
      const isOfPage = isPage(task.layer);
      const isTooEarly = isOfPage && failed(task.layer.replace(' in the browser', ''));
      if (isTooEarly || endsAgain(task, i)) {
        finish(i, { task, failure: undefined, skipped: SERVER_FIRST });
        continue;
      }
      const isNew = !demo || demo.ended();
      if (!demo || isNew) demo = await startDemo(target);
      let result = await runTask(task, demo);
      // A page shows whatever its server remembers: what fails on it may hold on a server that nobody has used.
      if (isOfPage && !isNew && result.failure && demo.pid !== 0) {
        await stop(demo);
        demo = await startDemo(target);
        result = await runTask(task, demo);
      }
      finish(i, result);
    }
    if (demo) await stop(demo);
  };

  const first = await startDemo(target);
  const numbers = tasks.map((_, i) => i);
  const ofServer = numbers.filter((i) => !isPage(tasks[i]!.layer));
  const ofPages = numbers.filter((i) => isPage(tasks[i]!.layer));
  // A server that runs already is one, and so is asked one thing after the other.
  const one = first.pid === 0 || untilFailure;
  const servers = one ? 1 : Math.min(MAX_SERVERS, availableParallelism() + 1, ofServer.length);
  await Promise.all([work(ofServer, first), ...Array.from({ length: servers - 1 }, () => work(ofServer))]);
  // Afterwards, so that the servers and the browser are not in memory together.
  await work(ofPages, first.pid === 0 ? first : undefined);
  return results;
}

export const isPage = (layer: string): boolean => layer.endsWith(' in the browser');

/** One that is caught in a loop hears no signal; it goes when this process exits. */
const stop = (demo: Demo) => Promise.race([demo.stop(), delay(2000)]);

async function runTask(task: Task, demo: Demo): Promise<Result> {
  const { layer, sentence, behaviour } = task;
  const transcript = newTranscript();
  const printed = demo.output().length;
  const late = new AbortController();
  const tooLong = delay(PATIENCE * 1000, undefined, { signal: late.signal }).then(() => {
    throw new Error(`it must be done within ${PATIENCE} seconds`);
  });
  const error: unknown = await Promise.race([record(transcript, () => behaviour.check(demo)), tooLong]).then(
    () => (demo.ended() ? new Error('the server must go on') : undefined),
    (reason: unknown) => reason ?? new Error('it failed without a reason'),
  );
  late.abort();
  tooLong.catch(() => {});
  if (error === undefined) return { task, failure: undefined };
  // Nobody who was left behind may be in the way of the next check. See STAY for the wait.
  setTimeout(() => transcript.clients.forEach((client) => client.close()), STAY).unref();
  if (error instanceof TooBusy) return { task, failure: undefined, skipped: BUSY };
  if (error instanceof NoBrowser) return { task, failure: undefined, skipped: error.message };
  // A client may notice that a server is gone before that has said why. One that answers is not gone.
  const answers = await fetch(demo.url, { method: 'HEAD', signal: AbortSignal.timeout(1000) }).catch(
    () => {},
  );
  for (let i = answers ? 20 : 0; !demo.ended() && i < 20; i++) await delay(50);
  const said = demo.output().slice(printed);
  const lastWords = demo.ended() ? said : undefined;
  return { task, failure: { layer, sentence, error, transcript, lastWords, printed: said } };
}
