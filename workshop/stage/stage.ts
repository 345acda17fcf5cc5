// `npm run stage 5.2` puts my/ at stage 2 of the step from demo 5 to demo 6, `npm run stage next` at the stage after that.
import { join } from 'node:path';
import open from 'open';
import { replaceMy } from '../my/files.ts';
import { startMy, startOptions } from '../my/running.ts';
import { root } from '../run/folders.ts';
import { Mistake, command, readOptions } from '../run/options.mjs';
import { noticeChanges } from '../run/originals.mjs';
import { plain, showStage, tryOf } from './show.ts';
import { type Place, filesAt, isUnchanged, nextOf, piecesOf, placeOfMy, stageOf, stepOf } from './stages.ts';

const usage = 'Usage: npm run stage 5.2, or npm run stage next. To see more: npm run stage -- --help';

const help = `Usage: npm run stage 5.2

Each step from a demo to the next one has stages. After each of them, the server runs.

  npm run stage 5               lists the stages of the step from demo 5 to demo 6
  npm run stage 5.2             puts my/ at stage 2 of that step, and starts it
  npm run stage next            goes on from the stage that my/ is closest to
  npm run stage                 says which stage that is
  npm run stage 5.3 -- --show   prints what is to be typed in a stage, and changes nothing
  npm run stage -- --sheet      makes the run sheet, a page to print for each demo
  npm run stage -- --tables     writes the tables of WORKSHOP.md, after a change in workshop/stage/plan/

If you have changed my/, what was in it is kept in my-saved/.
The options of npm run my work here, too: --port, --lan, --no-start.`;

await command(async () => {
  const { values, positionals } = readOptions(
    {
      show: { type: 'boolean' },
      sheet: { type: 'boolean' },
      tables: { type: 'boolean' },
      ...startOptions,
    },
    usage,
    help,
  );
  const [word, ...more] = positionals;
  if (more.length > 0) throw new Mistake(`Unexpected argument: "${more.join(' ')}". ${usage}`);

  if (values.tables) return (await import('./tables.ts')).writeTables();
  if (values.sheet) {
    const path = (await import('./sheet.ts')).writeSheet();
    console.log('The run sheet is in run-sheet.html: open it in a browser, and print it on A4.');
    if (!values['no-start']) await open(path).catch(() => {}); // without a browser the path must do
    return;
  }
  if (word === undefined && !values.show) return console.log(`my/ is closest to ${nameOf(placeOfMy())}`);
  const [, digit] = /^(?:demo)?(\d+)$/.exec(word ?? '') ?? [];
  if (digit && !values.show) return listStages(Number(digit));
  const place = placeOf(word);
  const stage = stageOf(place); // says so if there is none
  const [problem] = piecesOf(place.demo).problems;
  if (problem) throw new Mistake(`The plan does not fit the demos. ${problem}`);
  if (values.show) return showStage(place);

  for (const number of [place.demo, place.demo + 1]) noticeChanges(join(root, `demo${number}`));
  replaceMy(filesAt(place), !isUnchanged());
  console.log(`my/ is at ${nameOf(place)}`);
  if (stage.try) console.log(tryOf(stage));
  await startMy(values);
});

/** What a word means: `5.2`, or `next`. */
function placeOf(word: string | undefined): Place {
  if (word === undefined) throw new Mistake(`Which stage do you want to see? ${usage}`);
  if (word === 'next') {
    const place = placeOfMy();
    console.log(`my/ was closest to ${nameOf(place)}`);
    return nextOf(place);
  }
  const [, demo, stage] = /^(\d+)\.(\d+)$/.exec(word) ?? [];
  if (demo && stage) return { demo: Number(demo), stage: Number(stage) };
  throw new Mistake(`"${word}" is not a valid stage. ${usage}`);
}

function nameOf(place: Place): string {
  const { demo, stage } = place;
  return stage === 0 ? `demo ${demo}.` : `stage ${demo}.${stage}: ${stageOf(place).title}.`;
}

function listStages(demo: number): void {
  const { goal, stages } = stepOf(demo);
  console.log(`From demo ${demo} to demo ${demo + 1}. ${plain(goal)}\n`);
  for (const [i, { title }] of stages.entries()) console.log(`  ${demo}.${i + 1}  ${title}`);
  console.log(`\nGo to one: npm run stage ${demo}.1`);
}
