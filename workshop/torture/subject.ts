// The subject: the server that is tortured. It is started from its folder, killed, and started again on the same port.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Demo, startDemo } from '../check/harness.ts';
import type { Fault, FaultName } from './schedule.ts';
import { SERVER, type Trace } from './trace.ts';

export interface Subject {
  url: string;
  /** What can go wrong with it, besides its connections. */
  faults: FaultName[];
  /** Does one of them, and undoes it. */
  suffer: (fault: Fault) => Promise<void>;
  /** What it has printed, when it has ended without being killed. */
  lastWords: () => string | undefined;
  stop: () => Promise<void>;
}

/** A server that somebody else has started: only its connections can be broken. */
export const foreign = (url: string): Subject => ({
  url,
  faults: [],
  suffer: async () => {},
  lastWords: () => undefined,
  stop: async () => {},
});

/** Starts the server in a folder, with an empty folder for its data, and waits until it is ready. */
export async function own(folder: string, servers: number, trace: Trace): Promise<Subject> {
  const parent = mkdtempSync(join(tmpdir(), 'torture-'));
  chmodSync(parent, 0o755); // PostgreSQL runs as another user when this is root, and has to get in
  const data = join(parent, 'data');
  const env = { DATA_FOLDER: data, DATABASE_URL: undefined, SERVERS: String(servers) };
  const postmaster = join(data, 'postgres', 'postmaster.pid'); // PostgreSQL's own file
  const databaseOf = () => (existsSync(postmaster) ? [parseInt(readFileSync(postmaster, 'utf8'), 10)] : []);
  const cleanUp = () => {
    process.off('exit', cleanUp);
    for (const pid of databaseOf()) signal(pid, 'SIGQUIT'); // a server that was killed leaves its database behind
    rmSync(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  process.on('exit', cleanUp); // Ctrl-C, while it starts
  let demo: Demo = await startDemo(folder, { env }).catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  const port = Number(new URL(demo.url).port);
  const others = serversOf(demo.pid);
  let restarting: Promise<void> | undefined;
  let stopped: number[] = []; // processes of the database

  const restart = async () => {
    trace.note(SERVER, 'killed', 'is killed');
    await demo.stop('SIGKILL');
    demo = await startDemo(folder, { port, env });
    trace.note(SERVER, 'ready', 'is ready again');
    restarting = undefined;
  };
  const killOne = (choice: number) => {
    const all = serversOf(demo.pid);
    const pid = all[choice % all.length];
    if (pid === undefined) return;
    trace.note(SERVER, 'killed', 'loses one of its processes');
    process.kill(pid, 'SIGKILL');
  };
  const resumeDatabase = () => {
    for (const one of stopped) signal(one, 'SIGCONT');
    stopped = [];
  };
  const stopDatabase = async (milliseconds: number) => {
    stopped = databaseOf().flatMap((pid) => [pid, ...childrenOf(pid).map((child) => child.pid)]);
    for (const one of stopped) signal(one, 'SIGSTOP');
    await delay(milliseconds);
    resumeDatabase();
  };

  const lastWords = () => (!restarting && demo.ended() ? demo.output().trim() : undefined);

  return {
    url: demo.url,
    faults: [
      ...(others.length > 1 ? (['kill one', 'kill one'] as const) : (['kill', 'kill'] as const)),
      ...(existsSync(postmaster) ? (['stop the database'] as const) : []),
    ],
    suffer: async ({ name, lasts, person }) => {
      if (lastWords() !== undefined) return; // starting it again would hide that
      if (name === 'kill') await (restarting ??= restart());
      if (name === 'kill one') killOne(person);
      if (name === 'stop the database') await stopDatabase(lasts);
    },
    lastWords,
    stop: async () => {
      resumeDatabase();
      await restarting?.catch(() => {});
      const late = setTimeout(() => void demo.stop('SIGKILL'), 10_000);
      await demo.stop();
      clearTimeout(late);
      cleanUp();
    },
  };
}

/** The processes that a process has started, with their commands. Windows has no ps: there, nothing of this is done. */
function childrenOf(parent: number): { pid: number; command: string }[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,args=']);
  return [...String(stdout).matchAll(/^ *(\d+) +(\d+) (.*)$/gm)]
    .filter(([, , ppid]) => Number(ppid) === parent)
    .map(([, pid, , command = '']) => ({ pid: Number(pid), command }));
}

const serversOf = (pid: number) =>
  childrenOf(pid)
    .filter(({ command }) => command.includes('server.ts'))
    .map((child) => child.pid);

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
