// What a check has found, for programs that grade: exit codes, points, and the document that `--json` prints.
import { type Compared, causeOf } from './causes.ts';
import type { Result, Task } from './tasks.ts';
import { expectationOf } from './explain.ts';

/** What a check ends with, and the exit code for it. */
export const EXIT_CODES = { done: 0, 'not yet': 1, 'could not run': 2 };
export type Outcome = keyof typeof EXIT_CODES;

/** The document of `--json`. docs/grading.md describes it. */
export interface Report {
  version: 1;
  /** The demo or the exercise: `demo4`, `roll-a-die`. Without one, an argument was not valid. */
  check?: string;
  /** The folder, with its whole path, or the address. */
  target?: string;
  outcome: Outcome;
  /** How many of the sentences that count hold. What the demo before can do already doesn't count. */
  points: number;
  of: number;
  sentences: Sentence[];
  /** Why it could not run; only with that outcome. */
  error?: string;
}

export interface Sentence {
  layer: string;
  sentence: string;
  counts: boolean;
  result: 'holds' | 'fails' | 'not checked';
  /** What is behind it when it fails, or why it was not checked. */
  why?: string;
}

/** One that could not be checked is no failure, and leaves open whether all is done. */
export function outcomeOf(results: Result[]): Outcome {
  if (results.some(({ failure }) => failure)) return 'not yet';
  return results.some(({ skipped }) => skipped) ? 'could not run' : 'done';
}

export function reportOf(
  check: string,
  tasks: Task[],
  results: Result[],
  compared: Compared,
  error?: string,
): Report {
  const skipped = error ?? 'one before it does not hold';
  const sentences = tasks.map((task, i) =>
    sentenceOf(results[i] ?? { task, failure: undefined, skipped }, compared),
  );
  const due = sentences.filter(({ counts }) => counts);
  return {
    version: 1,
    check,
    target: compared.folder,
    outcome: error ? 'could not run' : outcomeOf(results),
    points: due.filter(({ result }) => result === 'holds').length,
    of: due.length,
    sentences,
    ...(error && { error }),
  };
}

/** How one sentence has ended. */
export function sentenceOf({ task, failure, skipped }: Result, compared: Compared): Sentence {
  const { layer, sentence, counts } = task;
  if (skipped) return { layer, sentence, counts, result: 'not checked', why: skipped };
  if (!failure) return { layer, sentence, counts, result: 'holds' };
  const why = causeOf(failure, compared)?.says ?? `Expected: ${expectationOf(failure.error)}`;
  return { layer, sentence, counts, result: 'fails', why };
}

/** What `--lines` prints, each as soon as it is known and as JSON on a line of its own. The report comes last. */
export type Line =
  | { sentences: Pick<Sentence, 'layer' | 'sentence' | 'counts'>[] } // those that will be checked
  | { sentence: Sentence }
  | { explanation: string } // of the first that fails
  | { hint: string }
  | { report: Report };

export const printLine = (line: Line): Promise<void> =>
  new Promise((done) => process.stdout.write(`${JSON.stringify(line)}\n`, () => done()));

/** Writes a document to standard output, and waits until it is out. */
export const print = (document: object) =>
  new Promise((done) => process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`, done));
