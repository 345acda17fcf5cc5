// Runs a demo as a process of its own, as a student does, so that the tests can judge it from outside.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Running, run } from '../run/processes.ts';
import { root } from '../run/root.mjs';
import { rounds } from './patience.ts';

export { type Running, root, run };

/** The demos that exist so far: `{ number: 1, folder: '…/demo1' }` and so on. */
export const demos = [1, 2, 3, 4, 5, 6, 7]
  .map((number) => ({ number, folder: join(root, `demo${number}`) }))
  .filter(({ folder }) => existsSync(join(folder, 'server.ts')));

/** A demo that runs. */
export interface Demo {
  /** Its address without a slash at the end, `http://localhost:5003`. */
  url: string;
  /** Its process; 0 for an address that was given. */
  pid: number;
  /** What it has printed so far, both streams. */
  output: () => string;
  /** Whether its process has ended. */
  ended: () => boolean;
  /** Ends it and waits until it has ended; returns its exit code. An address that was given goes on. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** A demo that did not get as far as telling its address. */
export class DidNotStart extends Error {
  output: string;

  constructor(output: string) {
    super(`It did not start. What it printed:\n${output}`);
    this.output = output;
  }
}

const START_LIMIT = 20_000; // milliseconds until a demo must have told its address, on a computer that isn't busy

/**
 * Starts the demo in a folder on a free port, and waits for the line with its address. An address instead of a
 * folder stands for a demo that runs already.
 */
export async function startDemo(
  target: string,
  { port = 0, env = {} as NodeJS.ProcessEnv } = {},
): Promise<Demo> {
  if (/^https?:/.test(target)) {
    return {
      url: new URL(target).origin,
      pid: 0,
      output: () => '',
      ended: () => false,
      stop: async () => null,
    };
  }
  const server = join(resolve(root, target), 'server.ts');
  const modules = [import.meta.resolve('tsx/esm'), import.meta.resolve('../run/packages-of-project.mjs')];
  const args = [...modules.flatMap((module) => ['--import', module]), server];
  const running = run(process.execPath, args, {
    env: { HOST: undefined, PORT: String(port), ...env },
  });
  const late = new AbortController();
  const [url] = await Promise.race([running.printed(/http:\/\/\S+:\d+/), tooLate(late.signal)]).catch(() => {
    const silent = running.child.exitCode === null;
    running.child.kill('SIGKILL');
    throw new DidNotStart(silent ? 'It has not told its address in time.' : running.output());
  });
  late.abort();
  return {
    url,
    pid: running.child.pid ?? 0,
    output: running.output,
    ended: () => running.child.exitCode !== null || running.child.signalCode !== null,
    stop: (signal = 'SIGTERM') => {
      running.child.kill(signal);
      return running.exited;
    },
  };
}

/** Fails when the time to start is over. */
async function tooLate(signal: AbortSignal): Promise<never> {
  for (const isOver = rounds(); ;) {
    await delay(START_LIMIT, undefined, { signal });
    if (isOver()) throw new Error('too late');
  }
}
