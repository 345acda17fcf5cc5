// `npm run diff 3 4`: what changed from one demo to the next, as a table and then line by line.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import open from 'open';
import { type Change, type Comparison, compareFolders, ofLayer } from './compare.ts';
import { folderOf, nameOf, root } from './folders.ts';
import { Mistake, command, readOptions } from './options.ts';
import { pageOf } from './page.ts';

const usage =
  'It goes like this: npm run diff 3 4, or npm run diff 4 my. Behind it, if you like: -- --stat (the table alone), ' +
  '-- --file chat (one layer or file), or -- --html (a page for the browser).';

const colours = process.stdout.hasColors?.() ?? false;
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;

const slug = (folder: string) => nameOf(folder).replaceAll(/[^\w.-]+/g, '-');

await command(async () => {
  const { values, positionals } = readOptions(
    {
      stat: { type: 'boolean' },
      file: { type: 'string' },
      html: { type: 'boolean' },
      'no-open': { type: 'boolean' },
    },
    usage,
  );
  const [from, to, ...more] = positionals;
  if (from === undefined || to === undefined || more.length > 0) throw new Mistake(usage);
  const [before, after] = [folderOf(from), folderOf(to)];

  const all = compareFolders(before, after);
  const changes = values.file === undefined ? all.changes : ofLayer(all.changes, values.file);
  if (values.file !== undefined && changes.length === 0) throw new Mistake(noSuchFile(values.file, all));

  const title = `From ${nameOf(before)} to ${nameOf(after)}`;
  if (values.html) {
    const path = writePage(
      [before, after, values.file ?? []].flat().map(slug).join('-'),
      pageOf(title, { ...all, changes }),
    );
    console.log(`The page is in ${nameOf(path)}: open it in a browser, or send it to your phone.`);
    if (!values['no-open']) await open(path).catch(() => {}); // without a browser the path must do
    return;
  }
  const table = [paint('bold', title), '', ...tableOf(changes), ...(values.file ? [] : [sameLine(all)])];
  const text = values.stat ? [] : changes.flatMap((change) => textOf(change, values.file !== undefined));
  show([...table, ...text].join('\n'));
});

/** The table: a line for each file, and what it is about. */
function tableOf(changes: Change[]): string[] {
  const width = Math.max(...changes.map(({ path }) => path.length), 0);
  return changes.map(({ path, kind, added, removed }) => {
    const counts = [
      paint('green', (added ? `+${added}` : '').padStart(6)),
      paint('red', (removed ? `−${removed}` : '').padStart(6)),
    ];
    return `  ${path.padEnd(width)}  ${kind.padEnd(7)}${counts.join('')}`;
  });
}

function sameLine({ changes, same }: Comparison): string {
  const sum = (key: 'added' | 'removed') => changes.reduce((total, change) => total + change[key], 0);
  const files = same === 1 ? '1 file is' : `${same} files are`;
  if (changes.length === 0)
    return '  Nothing: all files are the same, byte for byte. (READMEs are not compared.)';
  const came = sum('added') === 1 ? '1 line' : `${sum('added')} lines`;
  return `\n  ${came} came, ${sum('removed')} went. ${files} the same, byte for byte. (READMEs are not compared.)`;
}

/** The lines of one file. What is gone is only named, unless one has asked for it. */
function textOf({ path, kind, hunks, removed }: Change, whole: boolean): string[] {
  const head = [
    '',
    paint(['bold', 'cyan'], `── ${path} ${kind === 'changed' ? '' : `(${kind}) `}`.padEnd(72, '─')),
  ];
  if (kind === 'gone' && !whole)
    return [...head, `   ${removed} lines, which -- --file ${layerOf(path)} shows`];
  const lines = hunks.flatMap(({ newStart, lines: changed }) => [
    ...(kind === 'changed' ? [paint('dim', `   line ${newStart}`)] : []),
    ...changed.map((line) =>
      line.startsWith('+') ? paint('green', line) : line.startsWith('-') ? paint('red', line) : line,
    ),
  ]);
  return [...head, ...lines];
}

/** Prints the text, in a terminal through a pager when it is longer than that. */
function show(text: string): void {
  const long = process.stdout.isTTY && text.split('\n').length >= process.stdout.rows;
  if (long) {
    const pager = process.env.PAGER || 'less';
    // F: ends at once when all fits; R: keeps the colours; X: leaves the text in the terminal.
    const env = { LESS: 'FRX', LESSCHARSET: 'utf-8', ...process.env };
    const { error, status } = spawnSync(pager, {
      shell: true,
      input: text,
      stdio: ['pipe', 'inherit', 'pipe'],
      env,
    });
    if (!error && status === 0) return;
  }
  console.log(text);
}

function noSuchFile(name: string, { changes }: Comparison): string {
  const layers = new Set(changes.map(({ path }) => layerOf(path)));
  return `Nothing called "${name}" has changed between the two. There are: ${[...layers].join(', ')}.`;
}

/** `chat` for public/chat.js. */
function layerOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
}

function writePage(name: string, html: string): string {
  const folder = join(root, 'diffs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.html`);
  writeFileSync(path, html);
  return path;
}
