// Starts the processes of a measurement, and sees to it that none of them outlives it.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { demos, root, run, startDemo } from '../../../workshop/check/harness.ts';
import type { Orders } from '../generator/orders.ts';

const tsx = import.meta.resolve('tsx');
const bench = join(import.meta.dirname, '..');
const demo7 = demos.find(({ number }) => number === 7)!.folder;

process.env.HOST = '127.0.0.1'; // for the demo, whatever the terminal says
const generators = new Set<ChildProcess>();
const stops = new Set<() => Promise<unknown>>();

// The harness ends the servers with this process. On Ctrl-C it ends only when it is told to.
process.on('exit', () => {
  for (const child of generators) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/** A server's process. */
export interface Served {
  url: string;
  pid: number;
}

export const startDemo7 = async (): Promise<Served> => serve(demo7);
export const startSidebar = async (): Promise<Served> => serve(join(root, 'demo-sidebar'));

async function serve(folder: string): Promise<Served> {
  const { url, pid, stop } = await startDemo(folder);
  stops.add(() => stop('SIGKILL'));
  return { url: url.replace('localhost', '127.0.0.1'), pid };
}

/** @param file of this folder's parent, which prints its address */
export async function startRelay(file: string): Promise<Served> {
  const { child, printed, exited } = run(process.execPath, ['--import', tsx, join(bench, file)]);
  stops.add(() => {
    child.kill('SIGKILL');
    return exited;
  });
  const [url] = await printed(/http:\/\/\S+:\d+/);
  return { url, pid: child.pid ?? 0 };
}

/** Gives an order to a load generator and waits for its report. One order at a time. */
export type Ask = <N extends keyof Orders>(
  name: N,
  order: Orders[N]['order'],
) => Promise<Orders[N]['report']>;

export function startGenerator(): Ask {
  const child = fork(join(bench, 'generator', 'main.ts'), { execArgv: ['--import', tsx] });
  generators.add(child);
  const exited = new Promise<void>((done) => {
    child.on('exit', () => {
      generators.delete(child);
      done();
    });
  });
  stops.add(() => {
    child.kill('SIGKILL');
    return exited;
  });
  return (name, order) =>
    new Promise((done, failed) => {
      child.once('message', ({ report, error }: { report: never; error?: string }) => {
        if (error) failed(new Error(error));
        else done(report);
      });
      void exited.then(() => failed(new Error('The load generator has ended.')));
      child.send({ name, order }, (error) => error && failed(error));
    });
}

/** Ends all that was started so far. */
export async function stopAll(): Promise<void> {
  await Promise.all([...stops].map((stop) => stop()));
  stops.clear();
}

/** Carries out one step. When it fails, or takes too long, it says so and the next one has its turn. */
export async function step(name: string, limit: number, measure: () => Promise<void>): Promise<void> {
  console.log(`\n${name}`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    const sentence = `This step took longer than its limit of ${limit} s and was ended.`;
    timer = setTimeout(() => failed(new Error(sentence)), limit * 1000);
  });
  try {
    await Promise.race([measure(), late]);
  } catch (error) {
    console.log(`  No figures: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    clearTimeout(timer);
    await stopAll();
  }
}
