// How the commands of the workshop read what stands behind their names, and say what they did not understand.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Something that the person at the keyboard can mend: shown as a sentence, without a stack trace. */
export class Mistake extends Error {}

/** Runs a command; a Mistake ends it with its sentence and exit code 1. */
export async function command(run: () => Promise<void> | void): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Reads the command line. `npm run diff 3 4 --stat` works as well, although npm wants `--` before options that are
 * not its own: it keeps such an option to itself, but tells of it in a variable.
 *
 * @param usage the commands that can be given, for the sentence when one cannot be understood
 */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(options: T, usage: string) {
  const args = process.argv.slice(2);
  for (const [name, { type }] of Object.entries(options)) {
    const value = process.env[`npm_config_${name.replaceAll('-', '_')}`];
    if (value === undefined || args.some((arg) => arg.startsWith(`--${name}`))) continue;
    if (type === 'boolean') args.push(`--${name}`);
    // npm takes `--file chat` for an option without a value, and hands over the value as a word of its own.
    else args.push(`--${name}`, value === 'true' ? (args.pop() ?? '') : value);
  }
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    throw new Mistake(`"${args.join(' ')}" is not understood. ${usage}`);
  }
}
