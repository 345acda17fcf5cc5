// Shows in the terminal what has changed: a table of the files, then their lines.
import { spawnSync } from 'node:child_process';
import { styleText } from 'node:util';
import { type Change, type Comparison, layerOf } from './compare.ts';

const colours = process.stdout.hasColors?.() ?? false;
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;

const kinds = ['changed', 'new', 'gone'];

/** Prints a comparison, or only its table. `asked` are the changes that somebody asked for with --file. */
export function printChanges(title: string, all: Comparison, tableAlone: boolean, asked?: Change[]): void {
  // The table begins with what has changed: it shows how small a step is.
  const changes = (asked ?? all.changes).toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const table = [paint('bold', title), '', ...tableOf(changes), ...(asked ? [] : [sameLine(all)])];
  const text = tableAlone ? [] : changes.flatMap((change) => textOf(change, asked !== undefined));
  show([...table, ...text].join('\n'));
}

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
