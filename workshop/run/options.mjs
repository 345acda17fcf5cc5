// Reads the options of a command, and turns what a person can fix into a sentence.
import { parseArgs } from 'node:util';

/** @import { ParseArgsConfig } from 'node:util' */

/** Something that the person at the keyboard can fix. It is shown as a sentence, without a stack trace. */
export class Mistake extends Error {}

/** Somebody has asked how a command is used. */
export class Help extends Error {}

/**
 * Runs a command; a Mistake ends it with its sentence and exit code 1, or the one that is set.
 *
 * @param {() => Promise<void> | void} run
 */
export async function command(run) {
  try {
    await run();
  } catch (error) {
    if (error instanceof Help) {
      process.exitCode = 0;
      return console.log(error.message);
    }
    if (!(error instanceof Mistake)) throw error;
    console.error(error.message);
    process.exitCode ||= 1;
  }
}

/**
 * Reads the command line. `npm run demo3 --lan` works as well as `npm run demo3 -- --lan`: without the `--`, npm takes
 * the option for its own, but puts it into a variable. (Windows PowerShell removes the `--`.)
 *
 * @template {NonNullable<ParseArgsConfig['options']>} T
 * @param {T} options
 * @param {string} usage for the sentence when an argument is not valid
 * @param {string} help what `--help` prints
 */
export function readOptions(options, usage, help = usage) {
  const args = process.argv.slice(2);
  const { npm_config_long, npm_config_all } = process.env;
  // npm reads `--lan` as three short options of its own, -l, -a and -n.
  if (npm_config_long && npm_config_all) process.env.npm_config_lan = 'true';
  for (const [name, { type }] of Object.entries(options)) {
    const value = process.env[`npm_config_${name.replaceAll('-', '_')}`];
    if (value === undefined || args.some((arg) => arg.startsWith(`--${name}`))) continue;
    if (type === 'boolean') args.push(`--${name}`);
    // npm takes `--port 6003` for an option without a value, and passes the value on as an argument.
    else args.push(`--${name}`, value === 'true' ? (args.pop() ?? '') : value);
  }
  if (args.includes('--help') || args.includes('-h')) throw new Help(help);
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    throw new Mistake(`"${args.join(' ')}" is not valid here. ${usage}`);
  }
}
