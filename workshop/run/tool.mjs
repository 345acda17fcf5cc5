// Loads a package that few need and that is not small. It is installed the first time, next to the others.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Mistake } from './options.mjs';
import { NO_NETWORK, isOffline, npm } from './npm.mjs';
import { root } from './root.mjs';

/**
 * @template {'playwright-core'} Name
 * @param {Name} name a package that package-lock.json names
 * @param {string} what what needs it, for the sentences
 * @param {number} megabytes
 * @returns {Promise<typeof import('playwright-core')>}
 */
export async function loadTool(name, what, megabytes) {
  const require = createRequire(import.meta.url);
  if (existsSync(join(root, 'node_modules', name))) return require(name);

  // Not in node_modules itself: npm would remove it there with the next installation.
  const folder = join(root, 'node_modules', '.tools');
  const installed = join(folder, 'node_modules', name);
  if (!existsSync(installed)) {
    const { packages } = require(join(root, 'package-lock.json'));
    console.error(`${what} needs ${name} (about ${megabytes} MB). Installing it, only this once…`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const { version } = packages[`node_modules/${name}`];
    const offline = isOffline(folder) ? '--offline' : '--prefer-offline'; // npm may have it in its cache
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', offline];
    const { status, output } = npm(['install', `${name}@${version}`, ...options], folder);
    if (status !== 0) {
      const why = NO_NETWORK.test(output) ? 'there is no connection to download it' : output.trim();
      throw new Mistake(`${name} is not installed yet, and ${why}`);
    }
  }
  return require(installed);
}
