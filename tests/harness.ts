// Runs a demo as a process of its own, as a student does, so that the tests can judge it from outside.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const root = dirname(import.meta.dirname);

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

/** A command that runs: see run(). */
export interface Running {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the exit code; null after a signal. */
  exited: Promise<number | null>;
  /** Waits until the output matches, and returns the match. Fails when the command ends first. */
  printed: (pattern: RegExp, times?: number) => Promise<RegExpMatchArray>;
}

const START_LIMIT = 20_000; // milliseconds until a demo must have told its address

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a command without a shell and without standard input. */
export function run(
  command: string,
  args: string[],
  { env = {}, ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; detached?: boolean } = {},
): Running {
  const child = spawn(command, args, {
    cwd: root,
    ...options,
    // What npm says of the tests' own script is not meant for the demo.
    env: { ...process.env, npm_lifecycle_event: undefined, npm_lifecycle_script: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  const waiting = new Set<() => void>();
  const exited = new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      children.delete(child);
      done(code);
      for (const check of waiting) check();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  }

  const printed = (pattern: RegExp, times = 1) =>
    new Promise<RegExpMatchArray>((done, failed) => {
      const check = () => {
        const match = [...output.matchAll(new RegExp(pattern, 'g'))][times - 1];
        const ended = child.exitCode !== null || child.signalCode !== null;
        if (!match && !ended) return;
        waiting.delete(check);
        if (match) done(match);
        else failed(new Error(`It ended before it printed ${pattern}. What it printed:\n${output}`));
      };
      waiting.add(check);
      check();
    });
  return { child, output: () => output, exited, printed };
}

/**
 * Starts the demo in a folder on a free port, and waits for the line with its address. An address instead of a
 * folder stands for a demo that runs already.
 */
export async function startDemo(
  target: string,
  { port = 0, args = [] as string[], env = {} as NodeJS.ProcessEnv } = {},
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
  const tsx = import.meta.resolve('tsx');
  const server = join(resolve(root, target), 'server.ts');
  const running = run(process.execPath, ['--import', tsx, server, '--port', String(port), ...args], { env });
  const late = new AbortController();
  const [url] = await Promise.race([
    running.printed(/http:\/\/\S+:\d+/),
    delay(START_LIMIT, undefined, { signal: late.signal }).then(() => Promise.reject(new Error('too late'))),
  ]).catch(() => {
    const silent = running.child.exitCode === null;
    running.child.kill('SIGKILL');
    const seconds = START_LIMIT / 1000;
    throw new DidNotStart(
      silent ? `It has not told its address within ${seconds} seconds.` : running.output(),
    );
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
