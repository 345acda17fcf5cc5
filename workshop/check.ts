// `npm run check 4`: does my/ do what demo4 does? Each behaviour as a sentence, and why the first one does not hold.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import { browserLayers } from '../tests/behaviours/in-the-browser.ts';
import { layers } from '../tests/behaviours/layers.ts';
import { closeBrowser } from '../tests/pages.ts';
import { contractOf } from './contract.ts';
import { errorIn } from './errors.ts';
import { explain } from './explain.ts';
import type { Failure } from './failure.ts';
import { demoNumber, filesOf, folderOf, nameOf, root } from './folders.ts';
import { codeIn, hints } from './hints.ts';
import { Mistake, command, readOptions } from './options.ts';
import { endTree } from './processes.ts';
import { type Result, type Task, runTasks } from './tasks.ts';

const usage =
  'It goes like this: npm run check 4 (does my/ do what demo 4 does?), npm run check 4 demo3 (does another folder?), or ' +
  'npm run check 4 http://192.168.1.20:5004 (a server that runs). Behind it, if you like: -- --hint (a hint, and ' +
  'one more each time), -- --watch (again at each save), -- --first (only as far as the first that does not hold), or ' +
  '-- --layer chat (one layer alone).';

/** Remembers which hint was given last. */
const hintsFile = join(root, 'my-saved', '.hint.json');

const colours = process.stdout.hasColors?.() ?? false;
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;
const isAddress = (target: string) => /^https?:/i.test(target);

// Whoever ends this process ends the servers that it has started as well: they go when it exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

await command(async () => {
  const { values, positionals } = readOptions(
    {
      hint: { type: 'boolean' },
      watch: { type: 'boolean' },
      layer: { type: 'string' },
      first: { type: 'boolean' },
    },
    usage,
  );
  const [word, where = 'my', ...more] = positionals;
  if (more.length > 0) throw new Mistake(`"${more.join(' ')}" is one word too many. ${usage}`);
  const number = demoNumber(word, usage);
  const target = await targetOf(where);
  const tasks = tasksOf(number, values.layer);

  if (values.watch && isAddress(target))
    throw new Mistake('--watch is for a folder: a server has no files to look at.');
  if (values.watch) return watch(target);

  // Whoever asks for a hint has read the explanation, and need not wait for the rest again.
  const outcome = await check(number, target, tasks, { ...values, first: values.first || values.hint });
  if (typeof outcome === 'object') {
    const asked = where === 'my' ? `${number}` : `${number} ${/\s/.test(where) ? `"${where}"` : where}`;
    console.log(
      `\n${values.hint ? nextHint(number, target, outcome) : `A hint: npm run check ${asked} -- --hint`}`,
    );
  }
  await closeBrowser();
  process.exit(outcome === true ? 0 : 1); // connections of a check that gave up may still be open
});

/** A folder, or the address of a server that answers. */
async function targetOf(where: string): Promise<string> {
  if (/^[\w.-]+:\d+$/.test(where)) return targetOf(`http://${where}`);
  if (!isAddress(where)) {
    const folder = folderOf(where);
    if (existsSync(join(folder, 'server.ts'))) return folder;
    throw new Mistake(`There is no server.ts in ${nameOf(folder)}/, so there is nothing to start.`);
  }
  if (!URL.canParse(where)) throw new Mistake(`"${where}" is no address. ${usage}`);
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

function tasksOf(number: number, layer: string | undefined): Task[] {
  const due = [...layers, ...browserLayers].filter(({ from, to }) => from <= number && number <= to);
  const wanted = due.filter(
    ({ name }) => layer === undefined || name === layer || name === `${layer} in the browser`,
  );
  if (wanted.length === 0) {
    throw new Mistake(
      `Demo ${number} has no layer "${layer}". It has: ${due.map(({ name }) => name).join(', ')}.`,
    );
  }
  return wanted.flatMap(({ name, behaviours }) =>
    Object.entries(behaviours).map(([sentence, run]) => ({ layer: name, sentence, run })),
  );
}

/** Runs all tasks and prints how they end. Returns whether all hold. */
async function check(
  number: number,
  target: string,
  tasks: Task[],
  { first: untilFailure = false, hint = false, layer: only = '' },
): Promise<Failure | boolean> {
  const name = isAddress(target) ? target : `${nameOf(target)}/`;
  console.log(paint('bold', `Does ${name} do what demo${number} does?`));

  let layer = '';
  const report = ({ task, failure, skipped }: Result) => {
    if (task.layer !== layer) console.log(`\n${task.layer}`);
    layer = task.layer;
    if (skipped) console.log(paint('dim', `  – ${task.sentence}`));
    else console.log(failure ? paint('red', `  ✗ ${task.sentence}`) : paint('green', `  ✓ ${task.sentence}`));
  };
  const results = await runTasks(target, tasks, report, { untilFailure });
  if (typeof results === 'string') {
    console.log(`\n${name} does not start: ${isAddress(target) ? results : errorIn(results, target)}`);
    return false;
  }

  const skipped = results.filter((result) => result.skipped);
  const due = tasks.length - skipped.length;
  const held = results.filter(({ failure }) => !failure).length - skipped.length;
  const rest = due - (results.length - skipped.length);
  const soFar = rest > 0 ? `, and ${rest} were not looked at` : '';
  console.log(`\n${bar(held / Math.max(due, 1))} ${held} of ${due} hold${soFar}.`);
  if (skipped[0]) {
    console.log(
      `Not looked at, because ${skipped[0].skipped}: what the pages do in a browser (${skipped.length}, marked –).`,
    );
  }
  if (due === 0) return false;
  const first = results.find(({ failure }) => failure)?.failure;
  if (!first) {
    console.log(only ? `Yes, as far as ${only} goes.` : `Yes, ${name} does what demo${number} does.`);
    return true;
  }
  console.log(`\n${paint('bold', `The first that does not, in ${first.layer}: ${first.sentence}`)}`);
  if (hint) return first;
  console.log(explain(first, target, contractOf(join(root, `demo${number}`))).join('\n'));
  return first;
}

function bar(part: number): string {
  const full = Math.floor(part * 30);
  return paint('green', '█'.repeat(full)) + paint('dim', '░'.repeat(30 - full));
}

/** The next hint of three for a sentence: whoever asks again gets to know more. */
function nextHint(number: number, target: string, { layer, sentence }: Failure): string {
  const hint = hints[layer]?.[sentence];
  if (!hint) return 'There is no hint for this one.';
  const asked = `${number} ${target} ${sentence}`;
  const stage = Math.min(hintsGiven(asked) + 1, 3);
  try {
    mkdirSync(join(root, 'my-saved'), { recursive: true });
    writeFileSync(hintsFile, JSON.stringify({ asked, stage }));
  } catch {
    // Then the same hint comes the next time.
  }

  const more = 'Ask again for one that says more.';
  if (stage === 1) return `Hint 1 of 3: ${hint.nudge}\n${more}`;
  if (stage === 2) return `Hint 2 of 3: ${hint.look}\n${more}`;
  return `Hint 3 of 3: look at demo${number}/${hint.file}, for this line:\n  ${codeIn(hint, number)}`;
}

function hintsGiven(asked: string): number {
  try {
    const last = JSON.parse(readFileSync(hintsFile, 'utf8')) as { asked: string; stage: number };
    return last.asked === asked ? last.stage : 0;
  } catch {
    return 0;
  }
}

/** Checks again whenever a file of the folder has changed, by starting this command anew. */
async function watch(folder: string): Promise<void> {
  const args = process.argv.slice(1).filter((arg) => arg !== '--watch');
  let child: ChildProcess | undefined;
  process.on('exit', () => child && endTree(child));
  for (;;) {
    const before = stateOf(folder);
    const checking = spawn(process.execPath, [...process.execArgv, ...args], {
      stdio: 'inherit',
      env: { ...process.env, npm_config_watch: undefined },
    });
    child = checking;
    const exited = once(checking, 'exit');
    let hasChanged = false;
    void exited.then(() => {
      if (!hasChanged) console.log(`\nSave a file in ${nameOf(folder)}/ to check again; Ctrl-C ends it.`);
    });
    while (stateOf(folder) === before) await delay(300);
    hasChanged = true;
    if (checking.exitCode === null) endTree(checking);
    await exited;
    console.log('\n'.repeat(3));
  }
}

/** Changes when a file is saved, comes or goes, also when another folder has taken the place of this one. */
function stateOf(folder: string): string {
  try {
    return filesOf(folder)
      .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
      .join('\n');
  } catch {
    return ''; // it is just being replaced
  }
}
