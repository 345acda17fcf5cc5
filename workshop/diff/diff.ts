// `npm run diff 3 4`: what changed from one demo to the next, in the terminal or as a page.
import open from 'open';
import { type Comparison, compareFolders, layerOf, ofLayer } from './compare.ts';
import { folderOf, nameOf } from '../run/folders.ts';
import { Mistake, command, readOptions } from '../run/options.mjs';
import { titleOf, writePages } from './pages.ts';
import { printChanges } from './terminal.ts';

const usage = 'Usage: npm run diff 3 4, or npm run diff 4 my. To see the options: npm run diff -- --help';

const help = `Usage: npm run diff 3 4

Shows what changes from one folder to another. READMEs are not compared.

  npm run diff 3 4                  lists the files that differ, then shows their lines
  npm run diff 3 4 -- --stat        only lists the files
  npm run diff 3 4 -- --file chat   only shows the layer or file with this name
  npm run diff 3 4 -- --html        makes a page for each step from demo 1 to demo 7, and opens this one
  npm run diff 4 my                 compares demo 4 with your own copy; the options work here, too

A folder is the number of a demo (1 to 7), "my", "sidebar", or a path.
The pages are in diffs/ and work offline. With --no-open, the browser stays closed.`;

await command(async () => {
  const { values, positionals } = readOptions(
    {
      stat: { type: 'boolean' },
      file: { type: 'string' },
      html: { type: 'boolean' },
      'no-open': { type: 'boolean' },
    },
    usage,
    help,
  );
  const [from, to, ...more] = positionals;
  if (more.length > 0) throw new Mistake(`Unexpected argument: "${more.join(' ')}". ${usage}`);
  if (from === undefined) throw new Mistake(usage);
  const before = folderOf(from);
  if (to === undefined)
    throw new Mistake(`Which folder do you want to compare ${nameOf(before)} with? ${usage}`);
  const after = folderOf(to);

  const all = compareFolders(before, after);
  const asked = values.file === undefined ? undefined : ofLayer(all.changes, values.file);
  if (asked?.length === 0) throw new Mistake(noSuchFile(values.file!, all));
  if (!values.html) return printChanges(titleOf(before, after), all, values.stat === true, asked);

  const path = writePages(before, after, values.file);
  console.log(`The page is in ${nameOf(path)}: open it in a browser, or send it to your phone.`);
  console.log('Next to it are the pages of all steps. Its links lead from one step to the next.');
  if (!values['no-open']) await open(path).catch(() => {}); // without a browser the path must do
});

function noSuchFile(name: string, { changes }: Comparison): string {
  const layers = new Set(changes.map(({ path }) => layerOf(path)));
  return `Nothing called "${name}" has changed between the two. There are: ${[...layers].join(', ')}.`;
}
