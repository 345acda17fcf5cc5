// Finds out which of the sentences that the next demo adds hold in a folder at a stage: prints them as JSON, by layer.
// A process of its own, because a check remembers what it has seen: it waits longer for that.
import { browserLayers } from '../../workshop/check/behaviours/in-the-browser.ts';
import { layers } from '../../workshop/check/behaviours/layers.ts';
import { DidNotStart } from '../../workshop/check/harness.ts';
import { closeBrowser } from '../../workshop/check/pages.ts';
import { BUSY, type Result, type Task, runTasks } from '../../workshop/check/tasks.ts';
import { greenAt } from '../../workshop/stage/tables.ts';

const ROUNDS = 4;

const [folder = '', demo, stage] = process.argv.slice(2);
const expected = greenAt({ demo: Number(demo), stage: Number(stage) });
const tasks: Task[] = [...layers, ...browserLayers]
  .filter(({ from }) => from === Number(demo) + 1)
  .flatMap(({ name, behaviours }) =>
    Object.entries(behaviours).map(([sentence, behaviour]) => ({
      layer: name,
      sentence,
      behaviour,
      counts: true,
    })),
  );
// Of the page, only what has to hold is judged. It takes long to see that something does not come.
let due = tasks.filter(
  ({ layer, sentence }) => !layer.endsWith('in the browser') || expected[layer]?.includes(sentence),
);
const held: Record<string, string[]> = {};

// On a busy computer a sentence may seem not to hold, and a server not to start. So what has to hold is judged again.
// A sentence that may not hold has one chance to do so: what holds once holds.
for (let round = 1; due.length > 0; round++) {
  const results = await runTasks(folder, due, () => {}).catch((error: unknown): Result[] => {
    if (error instanceof DidNotStart && round < ROUNDS) return [];
    throw error;
  });
  if (results.length === 0) continue;
  for (const { task, failure, skipped } of results) {
    if (!failure && !skipped) (held[task.layer] ??= []).push(task.sentence);
  }
  due = results
    .filter(({ failure, skipped }) => skipped === BUSY || (round < ROUNDS && (failure || skipped)))
    .filter(({ task, skipped }) => skipped === BUSY || expected[task.layer]?.includes(task.sentence))
    .map(({ task }) => task);
}
await closeBrowser();
console.log(JSON.stringify(held));
process.exit(); // connections of a check that gave up may still be open
