// Starts, restarts and stops the servers of the workshop, each with the command that you would type, and keeps what they print.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ServerState } from './events.ts';
import { path } from './steps.ts';
import { errorIn } from '../check/source.ts';
import { my, root } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';
import { tryPort } from '../run/port.mjs';
import { type Running, run } from '../run/processes.ts';
import { NO_SOURCE, watchFiles } from '../run/watch.mjs';

const MAX_OUTPUT = 20_000; // characters of each server, the latest
const OUTPUT_EVERY = 50; // milliseconds
const PATIENCE = 1500; // milliseconds for a server to end

const runner = 'workshop/run/run.mjs';
const commands = new Map<string, { args: string[]; script: string; port: number }>([
  ...path.map(({ name, port }): [string, { args: string[]; script: string; port: number }] => [
    name,
    { args: [runner, name], script: name.replace('demo-', ''), port },
  ]),
  ['my', { args: [runner, 'workshop/my/my.ts'], script: 'my', port: 5050 }],
  ['slides', { args: ['workshop/slides/slides.mjs'], script: 'slides', port: 5009 }],
]);

interface Started {
  running?: Running;
  /** Resolves when its process has ended, and that is written down. */
  ended?: Promise<void>;
  isTold?: boolean; // to end
  output: string;
  state: ServerState['state'];
  port?: number;
}
const started = new Map<string, Started>();

/** Who wants to know of changes; set by the handlers. */
export const tell = {
  states: () => {},
  output: (_name: string, _text: string) => {},
  pages: (_name: string) => {},
};

/** The port that each had. It gets the same one again, so that the windows that are open find it. */
const ports = new Map<string, number>();
/** Those whose windows must be reloaded as soon as they run. */
const stale = new Set<string>();

export const statesOf = (): ServerState[] =>
  [...commands.keys()].map((name) => {
    const { state = 'stopped', port, output = '' } = started.get(name) ?? {};
    return { name, state, port, why: state === 'failed' ? errorOf(name, output) : undefined };
  });

export const outputs = (): { name: string; text: string }[] =>
  [...started].map(([name, { output }]) => ({ name, text: output }));

/** @param anyPort whether the usual port is left to others */
export async function startServer(name: string, anyPort: boolean): Promise<void> {
  const { args, script, port: usual } = commands.get(name)!;
  const before = started.get(name);
  if (before && ['starting', 'running'].includes(before.state)) throw new Mistake(`${name} runs already.`);
  await stopServer(name); // one with an error still waits for a save
  const server: Started = { output: '', state: 'starting' };
  started.set(name, server);
  tell.states();
  sayAll();
  tell.output(name, '');
  const wanted = ports.get(name) ?? (anyPort ? 0 : usual);
  const port = await tryPort(wanted, '127.0.0.1', '').catch(() => 0); // another program may have it
  const free = port || (await tryPort(0, '127.0.0.1', ''));
  if (ports.has(name) && !hasSocket(name)) stale.add(name);
  if (!ports.has(name) && name === 'my') watchFiles(my, NO_SOURCE, noticeSave);
  ports.set(name, free);
  const env = { HOST: '127.0.0.1', PORT: undefined, npm_lifecycle_event: script };
  const running = run(process.execPath, [...args, '--port', String(free)], { env });
  server.running = running;
  for (const stream of [running.child.stdout, running.child.stderr])
    stream?.on('data', (text: string) => add(name, server, stripVTControlCharacters(text)));
  server.ended = running.exited
    .catch((error: Error) => add(name, server, `${error.message}\n`))
    .then((code) => {
      const wasReady = server.port !== undefined;
      server.state = server.isTold || (code === 0 && wasReady) ? 'stopped' : 'failed';
      delete server.running;
      tell.states();
    });
}

/** Whether the pages of a server notice by themselves that it is back. */
function hasSocket(name: string): boolean {
  try {
    return readFileSync(join(root, name, 'server.ts'), 'utf8').includes('socket.io');
  } catch {
    return true; // the slides are no demo, and have their own way
  }
}

/** What the browser gets from my/ has changed. With a .ts file among them, the server restarts first. */
function noticeSave(paths: string[]): void {
  if (paths.some((file) => /^(public|views)\//.test(file))) stale.add('my');
  if (started.get('my')?.state === 'running' && !paths.some((file) => file.endsWith('.ts'))) reload('my');
}

function reload(name: string): void {
  if (stale.delete(name)) tell.pages(name);
}

/** The sentence about an error that `npm run check` says, too. */
function errorOf(name: string, output: string): string {
  const ours = /^\S+ has stopped\..*/gm;
  const latest = output
    .replaceAll(ours, '')
    .split(/ready: http.*|^Restarting .*/m)
    .at(-1)!;
  return errorIn(latest, join(root, name)).text;
}

const unsaid = new Map<string, string>(); // what was printed in the last moment, by name

/** A program may print thousands of lines a second: the pages get them together. */
function sayLater(name: string, text: string): void {
  if (unsaid.size === 0) setTimeout(sayAll, OUTPUT_EVERY);
  unsaid.set(name, `${unsaid.get(name) ?? ''}${text}`.slice(-MAX_OUTPUT));
}

function sayAll(): void {
  for (const [name, text] of unsaid) tell.output(name, text);
  unsaid.clear();
}

function add(name: string, server: Started, text: string): void {
  server.output = (server.output + text).slice(-MAX_OUTPUT);
  sayLater(name, text);
  // The last word counts: a save restarts a server, and one with an error ends until the next save.
  const last = [...server.output.matchAll(/ready: http:\S+?:(\d+)|^Restarting |has stopped\./gm)].at(-1);
  if (!last || server.running === undefined) return;
  const state = last[1] ? 'running' : last[0].startsWith('R') ? 'starting' : 'failed';
  if (state === server.state) return;
  server.state = state;
  if (last[1]) server.port = Number(last[1]);
  tell.states();
  if (state === 'running') reload(name);
  else if (!hasSocket(name)) stale.add(name);
}

export async function stopServer(name: string): Promise<void> {
  const server = started.get(name);
  if (!server?.running) return;
  server.isTold = true;
  void server.running.end();
  await server.ended;
}

/** Ends all servers. One that is caught in a loop goes when this process exits. */
export async function stopAll(): Promise<void> {
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  await Promise.race([late, Promise.all([...started.keys()].map(stopServer))]);
}
