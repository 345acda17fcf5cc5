// Checks the version of Node, and installs the packages that are missing.
//
// It must also run on a Node that is too old, and before anything is installed: no packages, no recent syntax.
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { NO_NETWORK, isOffline, networkAdvice, npm } from './npm.mjs';
import { root } from './root.mjs';

/**
 * Ends the process with a sentence.
 *
 * @param {unknown} reason
 * @returns {never}
 */
export function fail(reason) {
  console.error(reason instanceof Error ? reason.message : reason);
  process.exit(process.exitCode || 1);
}

/** Ends the process with a sentence if this Node is too old. */
export function checkNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const { node } = process.versions;
  // Compared number by number: 20.19 is newer than 20.9.
  if (node.localeCompare(wanted, 'en', { numeric: true }) >= 0) return;
  fail(
    `This is Node ${node}, and the workshop needs Node ${wanted} or newer: install the ` +
      'version marked LTS from https://nodejs.org, open a new terminal, and run the command again.',
  );
}

/**
 * Installs what is missing, and prints nothing if nothing is. If it can't, it ends the process with a sentence.
 *
 * @param {boolean} forTests whether the packages for the tests are needed too
 */
export function installPackages(forTests) {
  // If the packages for the tests are there, keep them.
  const everything = forTests || Object.values(installed()).some((entry) => entry.dev);
  const missing = findMissing(everything);
  if (missing.length === 0) return;

  console.error(
    everything
      ? 'Installing the packages for the demos and the tests (about 210 MB). That may take a few minutes…'
      : 'Installing the packages for the demos (about 50 MB). That may take a minute, and happens only once…',
  );
  const started = Date.now();
  const offline = isOffline(root); // npm may have all of it in its cache
  const { status, output } = npm(
    [
      'install',
      everything ? '--include=dev' : '--omit=dev',
      offline ? '--offline' : '--prefer-offline',
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    root,
  );
  if (status === 0) {
    console.error(`Done, in ${Math.ceil((Date.now() - started) / 1000)} s.`);
    return;
  }
  const names =
    missing
      .filter((name) => !name.startsWith('@'))
      .slice(0, 3)
      .join(', ') + (missing.length > 3 ? ', …' : '');
  const advice = networkAdvice(output);
  if (advice) fail(`Not installed yet: ${missing.length} packages (${names}). ${advice}`);
  if (offline || NO_NETWORK.test(output)) {
    fail(
      `Not installed yet: ${missing.length} packages (${names}), and there is no connection to download them. ` +
        'Connect this computer to the internet and run the command again; afterwards everything works offline.',
    );
  }
  fail(
    `npm could not install the packages that are missing (${names}). This is what it said:\n${output.trim()}`,
  );
}

/** What npm has written down about node_modules. */
const installed = () => readJson('node_modules/.package-lock.json').packages || {};

/**
 * The names of the packages in package-lock.json that are not installed, or in another version.
 *
 * @param {boolean} everything whether the packages for the tests count too
 */
export function findMissing(everything) {
  const there = installed();
  const wanted = readJson('package-lock.json').packages;
  // esbuild comes with one package for each kind of computer, all optional, and needs the one for this.
  const binary = `node_modules/@esbuild/${process.platform}-${process.arch}`;
  return Object.keys(wanted)
    .filter((path) => path !== '')
    .filter((path) => !wanted[path].optional || path === binary)
    .filter((path) => everything || !wanted[path].dev)
    .filter((path) => !there[path] || there[path].version !== wanted[path].version)
    .concat(existsSync(join(root, 'node_modules', 'tsx')) ? [] : ['node_modules/tsx'])
    .map((path) => path.replace(/^.*node_modules\//, ''));
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    if (path.startsWith('node_modules')) return {};
    return fail(`${path} cannot be read: ${error}`);
  }
}
