// `npm run check 4 -- --watch`: runs the command again whenever a file is saved or a key is pressed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nameOf, root } from './folders.ts';
import { endTree } from './processes.ts';
import { NO_SOURCE, watchFiles } from './watch.mjs';

/** Runs this command again whenever a file of the folder has changed or a key is pressed. */
export function runAgain(folder: string): void {
  const given = process.argv.slice(2).filter((arg) => arg !== '--watch');
  const command = [join(root, 'workshop', 'run', 'run.mjs'), 'workshop/check/check.ts'];
  let isRestarting = false;
  const start = (args = given) => {
    const child = spawn(process.execPath, [...command, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, npm_config_watch: undefined },
    });
    child.on('exit', () => {
      if (isRestarting) return;
      console.log(
        `\nSave a file in ${nameOf(folder)}/ to check again. Keys: h gives a hint, a checks all, q ends it.`,
      );
    });
    return child;
  };
  let checking = start();
  const restart = (args?: string[]) => {
    if (isRestarting) return;
    isRestarting = true;
    const again = () => {
      isRestarting = false;
      console.log('\n'.repeat(3));
      checking = start(args);
    };
    if (checking.exitCode !== null || checking.signalCode !== null) return again();
    checking.on('exit', again);
    endTree(checking);
  };
  process.on('exit', () => endTree(checking));
  watchFiles(folder, NO_SOURCE, () => restart());
  if (process.stdin.isTTY) process.stdin.setRawMode(true); // a key counts without Enter
  process.stdin.on('data', (typed) => {
    const key = String(typed).trim();
    if (key === 'h') restart([...given, '--hint']);
    if (key === 'a') restart(given.filter((arg) => arg !== '--first' && arg !== '--hint'));
    if (key === 'q' || key === '\u0003') process.exit(0);
  });
}
