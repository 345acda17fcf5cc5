// `npm run check 4`: does my/ do what demo4 does? Each behaviour as a sentence, and why the first one does not hold.
// Exit codes: 0 all holds, 1 not yet, 2 it could not be checked. With `--json` a program can read what was found.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { type Hint, type Layer, layers } from './behaviours/layers.ts';
import { browserLayers } from './behaviours/in-the-browser.ts';
import { type Cause, type Compared, type Failure, causeOf, errorCause } from './causes.ts';
import { type Contract, contractOf } from './contract.ts';
import { type Sentences, exercises } from './exercises/exercises.ts';
import { explain } from './explain.ts';
import { DidNotStart } from './harness.ts';
import { causeIsShown, forgetHints, nextHint } from './hints.ts';
import { closeBrowser } from './pages.ts';
import {
  EXIT_CODES,
  type Outcome,
  type Report,
  outcomeOf,
  print,
  printLine,
  reportOf,
  sentenceOf,
} from './report.ts';
import { BUSY, type Result, type Task, isPage, runTasks } from './tasks.ts';
import { newTranscript } from './transcript.ts';
import { runAgain } from '../run/again.ts';
import { demoNumber, folderOf, nameOf, root } from '../run/folders.ts';
import { Help, Mistake, command, readOptions } from '../run/options.mjs';
import { noticeChanges } from '../run/originals.mjs';

// Less memory for a little more time: laptops have other things in theirs.
setFlagsFromString('--optimize-for-size');

const usage =
  'Usage: npm run check 4 (does my/ do what demo 4 does?), npm run check 4 demo3 (does another folder?), ' +
  'npm run check 4 http://192.168.1.20:5004 (a server that runs), or npm run check exercise (the exercises that it ' +
  'can judge). Options: -- --hint (a hint, and one more each time), -- --watch (again at each save), -- --first (only ' +
  'as far as the first that does not hold), -- --layer chat (one layer alone), or -- --json (for programs that grade). ' +
  'With -- --lines, a program gets each sentence as soon as it is checked.';

const colours = process.stdout.hasColors?.() ?? false;
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;
const isAddress = (target: string) => /^https?:/i.test(target);
const nameOfTarget = (target: string) => (isAddress(target) ? target : `${nameOf(target)}/`);
const isAsked = (option: string) =>
  process.argv.includes(`--${option}`) || process.env[`npm_config_${option}`] === 'true';
const isLive = isAsked('lines');
const isForProgram = isLive || isAsked('json');
const printReport = async (report: Report) => (isLive ? printLine({ report }) : print(report));

// Whoever ends this process ends the servers that it has started as well: they go when it exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
if (isForProgram) console.log = console.error; // standard output is for the document alone

await command(() =>
  run().catch(async (error: Error) => {
    if (isForProgram && !(error instanceof Help))
      await printReport({
        version: 1,
        outcome: 'could not run',
        points: 0,
        of: 0,
        sentences: [],
        error: error.message,
      });
    throw error;
  }),
);

async function run(): Promise<void> {
  const { values, positionals } = readOptions(
    {
      hint: { type: 'boolean' },
      watch: { type: 'boolean' },
      layer: { type: 'string' },
      first: { type: 'boolean' },
      json: { type: 'boolean' },
      lines: { type: 'boolean' },
    },
    usage,
  );
  const isExercise = positionals[0] === 'exercise';
  const [word, where = 'my', ...more] = positionals.slice(isExercise ? 1 : 0);
  if (isExercise && !word) return listExercises();
  if (more.length > 0) throw new Mistake(`Unexpected argument: "${more.join(' ')}". ${usage}`);
  const goal = isExercise ? exerciseOf(word!) : demoOf(demoNumber(word, usage), values.layer);
  const target = await targetOf(where);
  if (isExercise && (values.hint || values.layer))
    throw new Mistake(`An exercise has no layers. Its hint is in demo${goal.number}/README.md.`);
  if (values.watch && isAddress(target))
    throw new Mistake('--watch is for a folder: a server has no files to look at.');
  if (values.watch) return runAgain(target);

  noticeChanges(join(root, `demo${goal.number}`));
  // A hint is for the first that does not hold: nobody needs to wait for the rest.
  const { outcome, found } = await check(goal, target, { ...values, first: values.first || values.hint });
  if (!found) forgetHints();
  else if (isExercise) console.log(`\nA hint is in demo${goal.number}/README.md, below the exercise.`);
  else {
    const { failure, cause, compared } = found;
    const task = goal.tasks.find(
      ({ layer, sentence }) => layer === failure.layer && sentence === failure.sentence,
    );
    // The same cause may come with another client or id in it.
    const asked = `${goal.name} ${target} ${failure.sentence} ${cause?.says.replaceAll(/\d+/g, '') ?? ''}`;
    const again =
      where === 'my' ? `${goal.number}` : `${goal.number} ${/\s/.test(where) ? `"${where}"` : where}`;
    const of = task?.behaviour as Hint | undefined;
    if (values.hint) {
      const hint = nextHint(asked, cause, of, compared);
      console.log(`\n${hint}`);
      if (isLive) await printLine({ hint });
    } else {
      causeIsShown(asked, cause, of);
      console.log(`\nA hint: npm run check ${again} -- --hint`);
    }
  }
  await closeBrowser();
  process.exit(EXIT_CODES[outcome]); // connections of a check that gave up may still be open
}

/** A folder, or the address of a server that answers. */
async function targetOf(where: string): Promise<string> {
  if (/^[\w.-]+:\d+$/.test(where)) return targetOf(`http://${where}`);
  if (!isAddress(where)) {
    const folder = folderOf(where);
    if (existsSync(join(folder, 'server.ts'))) return folder;
    throw new Mistake(`There is no server.ts in ${nameOf(folder)}/, so there is nothing to start.`);
  }
  if (!URL.canParse(where)) throw new Mistake(`"${where}" is not a valid address. ${usage}`);
  const { origin } = new URL(where);
  const reached = await fetch(origin, { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );
  if (reached) return origin;
  const isHere = /\/\/(localhost|127\.)/.test(origin);
  throw new Mistake(
    isHere
      ? `Nothing answers at ${origin}: start the server there first.`
      : `Nothing answers at ${origin}. Does the server run, for everybody on the network (npm run demo4 -- --lan), and are ` +
          'both computers in the same one?',
  );
}

/** What a folder should do: what a demo does, or what an exercise asks for. */
interface Goal {
  name: string;
  asks: string;
  /** The demo that it should be like. */
  number: number;
  contract: Contract;
  tasks: Task[];
}

function tasksOf(layer: string, behaviours: Sentences, counts: boolean): Task[] {
  return Object.entries(behaviours).map(([sentence, behaviour]) => ({ layer, sentence, behaviour, counts }));
}

/** What the demo adds comes first, then what it could do before. Only what it adds counts. */
function demoOf(number: number, layer: string | undefined): Goal {
  const isOld = ({ from }: Layer) => Number(from < number);
  const due = [...layers, ...browserLayers].filter(({ from, to }) => from <= number && number <= to);
  const wanted = due
    .filter(({ name }) => layer === undefined || name === layer || name === `${layer} in the browser`)
    .toSorted((a, b) => Number(isPage(a.name)) - Number(isPage(b.name)) || isOld(a) - isOld(b));
  if (wanted.length === 0) {
    throw new Mistake(
      `Demo ${number} has no layer "${layer}". It has: ${due.map(({ name }) => name).join(', ')}.`,
    );
  }
  const tasks = wanted.flatMap((one) => tasksOf(one.name, one.behaviours, !isOld(one)));
  const name = `demo${number}`;
  return { name, asks: `what ${name} does`, number, contract: contractOf(join(root, name)), tasks };
}

function exerciseOf(name: string): Goal {
  const exercise = exercises.get(name);
  if (!exercise) throw new Mistake(`There is no exercise "${name}". This lists them: npm run check exercise`);
  const { demo: number, fromBrowser = {}, fromServer = {}, server, page } = exercise;
  const contract = contractOf(join(root, `demo${number}`));
  for (const [event, fields] of Object.entries(fromBrowser)) contract.fromBrowser.set(event, fields);
  for (const [event, fields] of Object.entries(fromServer)) contract.fromServer.set(event, fields);
  const tasks = [...tasksOf(name, server, true), ...tasksOf(`${name} in the browser`, page, true)];
  return { name, asks: `what ${name} asks for`, number, contract, tasks };
}

async function listExercises(): Promise<void> {
  const all = [...exercises].map(([name, { demo, minutes }]) => ({ name, demo, minutes }));
  if (isForProgram) await print(all);
  for (const { name, demo, minutes } of all)
    console.log(`demo${demo}  ${String(minutes).padStart(2)} minutes  ${name}`);
  console.log('Each is in the README of its demo. To judge one: npm run check exercise roll-a-die my');
  process.exitCode = 0;
}

interface Found {
  failure: Failure;
  cause: Cause | undefined;
  compared: Compared;
}

/** Runs all tasks and prints how they end. Returns that, and the first failure. */
async function check(
  { name: goal, asks, number, contract, tasks }: Goal,
  target: string,
  { first: untilFailure = false, hint = false, layer: only = '' },
): Promise<{ outcome: Outcome; found?: Found }> {
  const name = nameOfTarget(target);
  const compared = { folder: target, demo: join(root, `demo${number}`), contract };
  console.log(paint('bold', `Does ${name} do ${asks}?`));

  let layer = '';
  let found: Found | undefined;
  if (isLive)
    void printLine({
      sentences: tasks.map((one) => ({ layer: one.layer, sentence: one.sentence, counts: one.counts })),
    });
  const report = (result: Result) => {
    const { task, failure, skipped } = result;
    if (isLive) void printLine({ sentence: sentenceOf(result, compared) });
    if (task.layer !== layer) console.log(`\n${task.layer}`);
    layer = task.layer;
    if (skipped) console.log(paint('dim', `  – ${task.sentence}`));
    else console.log(failure ? paint('red', `  ✗ ${task.sentence}`) : paint('green', `  ✓ ${task.sentence}`));
    if (!failure || found) return;
    found = { failure, cause: causeOf(failure, compared), compared };
    if (hint) return;
    const explanation = explain(failure, found.cause, task.behaviour.ask);
    console.log(`${explanation}\n`);
    if (isLive) void printLine({ explanation });
  };
  let results: Result[];
  try {
    results = await runTasks(target, tasks, report, { untilFailure });
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    const failure = { layer: '', sentence: 'starts', error, transcript: newTranscript(), printed: '' };
    const cause = isAddress(target) ? { says: error.output } : errorCause(error.output, compared, '');
    const says = `${name} does not start: ${cause.says}`;
    console.log(`\n${says}`);
    if (isForProgram) await printReport(reportOf(goal, tasks, [], compared, says));
    return { outcome: 'could not run', found: { failure, cause, compared } };
  }
  if (isForProgram) await printReport(reportOf(goal, tasks, results, compared));

  console.log('');
  for (const counts of [true, false]) {
    const due = tasks.filter((task) => task.counts === counts);
    const done = results.filter(({ task }) => task.counts === counts);
    if (due.length === 0) continue;
    const held = done.filter(({ failure, skipped }) => !failure && !skipped).length;
    const rest = due.length - done.length;
    const soFar = rest > 0 ? `, and ${rest} were not looked at` : '';
    const what = goal.startsWith('demo') ? (counts ? `what ${goal} adds` : 'what was there before') : asks;
    console.log(`${bar(held / due.length)} ${held} of ${due.length} hold: ${what}${soFar}.`);
  }
  for (const why of new Set(results.flatMap(({ skipped }) => skipped ?? []))) {
    const count = results.filter(({ skipped }) => skipped === why).length;
    const advice = why === BUSY ? ' Close other programs, and check again.' : '';
    const were = count === 1 ? 'sentence was' : 'sentences were';
    console.log(`${count} ${were} not looked at (marked –), because ${why}.${advice}`);
  }
  const outcome = outcomeOf(results);
  if (found) {
    console.log(
      `\n${paint('bold', `The first that does not, in ${found.failure.layer}: ${found.failure.sentence}`)}`,
    );
    const build = layers.filter(({ from, to }) => from === number && number <= to).map((one) => one.name);
    const next = found.failure.layer.replace(' in the browser', '');
    if (build.includes(next) && build.length > 1 && !only)
      console.log(
        `Build it in this order: ${build.join(', ')}. Next: npm run check ${number} -- --layer ${next}`,
      );
    return { outcome, found };
  }
  if (outcome === 'could not run') console.log('Whatever could be looked at holds.');
  else console.log(only ? `Yes, as far as ${only} goes.` : `Yes, ${name} does ${asks}.`);
  return { outcome };
}

function bar(part: number): string {
  const full = Math.floor(part * 30);
  return paint('green', '█'.repeat(full)) + paint('dim', '░'.repeat(30 - full));
}
