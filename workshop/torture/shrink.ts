// Shrinking: leaves out faults as long as a promise still breaks. What is left is easier to understand.
import { count, seconds } from './report.ts';
import type { Fault, Schedule } from './schedule.ts';
import type { Result } from './findings.ts';

const CALM = 3000; // milliseconds after the last fault
const MAX_RUNS = 25;

/** Delta debugging: leaves out half of the faults, then a quarter, down to single ones. */
export async function shrink(
  first: Result,
  repeat: (schedule: Schedule) => Promise<Result>,
): Promise<Result> {
  let best = first;
  let runs = 0;
  const isTired = () => runs >= MAX_RUNS;
  const stillBreaks = async (faults: Schedule['faults']) => {
    runs += 1;
    const { schedule } = best.outcome;
    const length = Math.min(schedule.length, (faults.at(-1)?.at ?? 0) + CALM);
    const result = await repeat({
      ...schedule,
      length,
      faults,
      messages: schedule.messages.filter(({ at }) => at < length),
    });
    const broken = result.findings.find(({ name, isPromised }) => isPromised && name === first.broken?.name);
    console.log(
      `  ${count(faults.length, 'fault')}, ${seconds(length)}: ${broken ? 'still breaks' : 'holds'}`,
    );
    if (broken) best = { ...result, broken };
    return broken !== undefined;
  };

  const all = first.outcome.schedule.faults.length;
  console.log(`\nShrinking ${all} faults, with at most ${MAX_RUNS} runs:`);
  let size = Math.ceil(all / 2);
  while (size >= 1 && !isTired()) {
    const { faults } = best.outcome.schedule;
    let isSmaller = false;
    for (let from = 0; from < faults.length && !isSmaller && !isTired(); from += size) {
      isSmaller = await stillBreaks(faults.filter((_, i) => i < from || i >= from + size));
    }
    if (isSmaller) size = Math.min(size, Math.ceil(best.outcome.schedule.faults.length / 2));
    else size = Math.floor(size / 2);
  }
  const left = best.outcome.schedule.faults.map(inWords);
  console.log(`\nWhat is left: ${left.join('; ') || 'no fault at all'}.`);
  return best;
}

const inWords = ({ name, at, trigger }: Fault) =>
  `${name} at ${seconds(at)}${trigger === 'now' ? '' : `, right after the next ${trigger}`}`;
