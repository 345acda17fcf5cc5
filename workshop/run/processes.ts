// Starts commands, and ends them with what they have started in turn.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { root } from './root.mjs';

/** A command that runs: see run(). */
export interface Running {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the exit code; null after a signal. */
  exited: Promise<number | null>;
  /** Waits until the output matches, and returns the match. Fails when the command ends first. */
  printed: (pattern: RegExp, times?: number) => Promise<RegExpMatchArray>;
  /** Ends it with everything that it has started, and resolves with its exit code. */
  end: () => Promise<number | null>;
}

const MAX_OUTPUT = 1_000_000; // characters, the latest: a program may print without end

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Starts a command without a shell and without standard input. `detached` puts it and what it starts into a group of
 * their own, as a terminal does.
 */
export function run(
  command: string,
  args: string[],
  { env = {} as NodeJS.ProcessEnv, detached = false, cwd = root, stdin = 'ignore' as 'ignore' | 'pipe' } = {},
): Running {
  const isGroup = detached && process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd,
    detached: isGroup,
    // What npm says of the tests' own script is not meant for the demo.
    env: { ...process.env, npm_lifecycle_event: undefined, npm_lifecycle_script: undefined, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
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
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > 2 * MAX_OUTPUT) output = output.slice(-MAX_OUTPUT);
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
  const end = () => {
    if (isGroup) process.kill(-child.pid!, 'SIGTERM');
    else endTree(child);
    return exited;
  };
  return { child, output: () => output, exited, printed, end };
}

/** Ends a process, and with it those that it has started in turn. */
export function endTree(child: ChildProcess): void {
  // On a signal tsx and our own commands end what they have started. Windows has no signals, and ends the one alone.
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
  else child.kill('SIGTERM');
}
