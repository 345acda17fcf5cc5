// `npm run my 3` makes my/, a copy of demo3 to type in, and starts it. `npm run catchup 4` does the same for anyone who
// has fallen behind. What was in my/ before is kept in my-saved/.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { demoNumber, my, nameOf, root } from '../run/folders.ts';
import { Mistake, command, readOptions } from '../run/options.mjs';
import { noticeChanges } from '../run/originals.mjs';
import { keep, makeSaved, readDemo, replaceMy } from './files.ts';
import { startMy, startOptions } from './running.ts';

await command(async () => {
  const catchup = process.argv.includes('--catchup');
  const usage = catchup
    ? 'Usage: npm run catchup 4 (turns my/ into demo 4), or npm run catchup 6 -- --layer rooms (takes one layer).'
    : 'Usage: npm run my 3 (a fresh copy of demo 3), or npm run my (starts the my/ that is there).';
  const { values, positionals } = readOptions(
    {
      catchup: { type: 'boolean' },
      layer: { type: 'string' },
      ...startOptions,
    },
    usage,
  );
  const [word, ...more] = positionals;
  if (more.length > 0) throw new Mistake(`Unexpected argument: "${more.join(' ')}". ${usage}`);

  if (word === undefined && !catchup && existsSync(join(my, 'server.ts'))) console.log('my/ stays as it is.');
  else if (values.layer !== undefined) copyLayer(demoNumber(word, usage), values.layer);
  else copyDemo(demoNumber(word, usage), catchup);
  await startMy(values);
});

function copyDemo(number: number, catchup: boolean): void {
  noticeChanges(join(root, `demo${number}`));
  const place = replaceMy(readDemo(join(root, `demo${number}`)));
  console.log(`my/ is a copy of demo${number}: ${catchup ? 'continue typing there.' : 'the place to type.'}`);
  if (place && catchup) console.log(`What your own work lacks: npm run diff ${nameOf(place)} ${number}`);
}

/** Takes the files of one layer from a demo, and lists the lines that wire it: those go where other lines of yours are. */
function copyLayer(number: number, layer: string): void {
  const demo = join(root, `demo${number}`);
  noticeChanges(demo);
  const isOwn = (path: string) => new RegExp(`(^|/)${layer}\\.\\w+$`).test(path);
  const files = readDemo(demo);
  const own = [...files].filter(([path]) => /^\w+$/.test(layer) && isOwn(path));
  if (own.length === 0) throw new Mistake(`demo${number} has no files of a layer "${layer}".`);
  if (!existsSync(join(my, 'server.ts'))) throw new Mistake('There is no my/ yet: npm run my makes one.');
  makeSaved();
  console.log(`What was in my/ is now in ${nameOf(keep())}/, complete.`);
  for (const [path, content] of own) {
    mkdirSync(dirname(join(my, path)), { recursive: true });
    writeFileSync(join(my, path), content);
  }
  console.log(`These files are as in demo${number}: ${own.map(([path]) => path).join(', ')}`);

  const word = layer.replace(/s$/, '');
  for (const [path, content] of files) {
    if (isOwn(path) || !/\.(ts|js|ejs)$/.test(path)) continue;
    const there = existsSync(join(my, path)) ? readFileSync(join(my, path), 'utf8') : '';
    const lines = String(content).split('\n');
    const missing = lines.filter((line) => line.toLowerCase().includes(word) && !there.includes(line.trim()));
    if (missing.length > 0) console.log([`\nTo add to ${path}:`, ...missing].join('\n'));
  }
  console.log(`\nThen: npm run check ${number} -- --layer ${layer}`);
}
