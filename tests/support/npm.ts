// Finds npm, for tests that type what a student types.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of npm's own JavaScript file, to start npm with on every system alike. */
export function npmPath(): string {
  const given = process.env.npm_execpath ?? '';
  if (given.endsWith('npm-cli.js')) return given;
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const above = join(dirname(dirname(process.execPath)), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const found = [beside, above].find((path) => existsSync(path));
  if (!found) throw new Error('npm was not found: start the tests with npm.');
  return found;
}
