// `npm run torture 7`: does a chat lose, double or reorder messages when the network breaks and the server is killed?
// Exit codes: 0 every promise was kept, 1 one was broken, 2 it could not run.
import { DidNotStart } from '../check/harness.ts';
import { nameOf } from '../run/folders.ts';
import { Mistake, command, readOptions } from '../run/options.mjs';
import type { Result } from './findings.ts';
import { writePicture } from './picture.ts';
import { paint, printAround, printReport } from './report.ts';
import { RULES } from './rules.ts';
import { runOnce } from './run.ts';
import { FAULTS, type Schedule, scheduleOf } from './schedule.ts';
import { shrink } from './shrink.ts';
import type { Subject } from './subject.ts';
import { type Target, findPage, targetOf } from './target.ts';
import { Trace } from './trace.ts';
import { findingsOf } from './verdict.ts';

const usage = 'Usage: npm run torture 7, npm run torture my, or npm run torture http://localhost:5007.';
const help = `${usage}

Five people chat while the network breaks and the server is killed. Then it says what was lost, doubled,
reordered or missing, and whether the server promises that this can't be. A folder has to be demo 4 or later.

  npm run torture 7                   demo 7, for 20 seconds
  npm run torture 7 -- --seed 3       other faults at other times; the same seed means the same ones
  npm run torture 7 -- --seconds 60   for longer
  npm run torture 7 -- --html         also draws who sent what to whom, and when
  npm run torture 7 -- --shrink       looks for the fewest faults that still break a promise
  npm run torture encore -- --servers 3

Faults:
${Object.entries(FAULTS)
  .map(([name, sentence]) => `  ${name.padEnd(22)}${sentence}`)
  .join('\n')}

A server that numbers its messages is tested with a page like the encore's. Any other one is tested with a page
like that of demo 4 to demo 7. Does the page in your folder do more? Say so in its package.json:
"torture": { "page": "outbox", "keeps": true }. "page" is one of: ${Object.keys(RULES).join(', ')}.
"keeps" means that messages are still there after the server was killed. Keep them in the folder DATA_FOLDER.`;

const LAST_WORDS = 1000; // characters

process.exitCode = 2;
let running: Subject | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(130)));
}

await command(async () => {
  const { values, positionals } = readOptions(
    {
      seed: { type: 'string' },
      seconds: { type: 'string' },
      servers: { type: 'string' },
      html: { type: 'boolean' },
      shrink: { type: 'boolean' },
    },
    usage,
    help,
  );
  const [word, ...more] = positionals;
  if (word === undefined) throw new Mistake(`What do you want to torture? ${usage}`);
  if (more.length > 0) throw new Mistake(`Unexpected argument: "${more.join(' ')}". ${usage}`);
  const seed = wholeNumber('seed', values.seed ?? '1', 0, 2 ** 31 - 1);
  const length = wholeNumber('seconds', values.seconds ?? '20', 4, 600);
  const servers = wholeNumber('servers', values.servers ?? '1', 1, 16);
  const target = targetOf(word, servers);

  console.log(`\n${paint('bold', `${target.name}, seed ${seed}`)}\n`);
  const first = await torture(target, (subject) => scheduleOf(seed, length, subject.faults));
  printReport(first.outcome, first.findings, first.keeps);
  let shown = first;
  if (values.shrink && first.broken)
    shown = await shrink(first, (schedule) => torture(target, () => schedule));
  if (shown.broken) printAround(shown.broken, shown.outcome.trace.events);
  const { lastWords } = shown.outcome;
  if (lastWords !== undefined)
    console.log(`\nWhat the server printed last:\n\n${lastWords.slice(-LAST_WORDS)}`);
  if (values.html)
    console.log(`\nThe picture is in ${nameOf(writePicture(target.name, shown))}. Open it in a browser.`);
  const given = (['seconds', 'servers'] as const).map((name) => values[name] && ` --${name} ${values[name]}`);
  const again = `npm run torture ${word} -- --seed ${seed}${given.join('')}`;
  const isShrunk = values.shrink ? ' --shrink' : '';
  if (first.broken && !values.html) console.log(`\nA picture of it: ${again}${isShrunk} --html`);
  if (first.broken && !values.shrink) console.log(`The fewest faults that still do this: ${again} --shrink`);
  process.exit(first.broken ? 1 : 0);
});

async function torture(target: Target, schedule: (subject: Subject) => Schedule): Promise<Result> {
  const trace = new Trace();
  const subject = await target.start(trace);
  running = subject;
  try {
    const page = target.page ?? (await findPage(subject.url));
    const keeps = target.keeps ?? page === 'numbers';
    const outcome = await runOnce(subject, schedule(subject), RULES[page], trace);
    const findings = findingsOf(outcome, keeps);
    return { outcome, findings, broken: findings.find(({ isPromised }) => isPromised), keeps };
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    throw new Mistake(`${target.name} was killed, and can’t start again. What it printed:\n${error.output}`);
  } finally {
    await subject.stop();
  }
}

function wholeNumber(name: string, text: string, from: number, to: number): number {
  if (/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to) return Number(text);
  throw new Mistake(`"${text}" is not valid for --${name}. Use a whole number from ${from} to ${to}.`);
}
