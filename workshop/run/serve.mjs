// Serves a demo: `npm run demo3` and `npm run my`. Reads the options, finds a port, and restarts the server on each save.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Mistake, command, readOptions } from './options.mjs';
import { noticeChanges } from './originals.mjs';
import { readPort, tryPort } from './port.mjs';
import { root } from './root.mjs';
import { watchFiles } from './watch.mjs';

/** @import { ChildProcess } from 'node:child_process' */

/** What the server reads only when a page asks for it, and what is not a part of it. */
const NO_CODE = /^(node_modules|public|views|data)$|(^|\/)\.|\.(?!ts$)\w+$/;

/** @param {string} path the demo's folder, from the project's */
export function serveDemo(path) {
  return command(async () => {
    const folder = resolve(root, path);
    // npm says which script it runs: the sentences repeat it.
    const npmRun = `npm run ${process.env.npm_lifecycle_event ?? basename(folder)}`;
    const isEncore = basename(folder) === 'demo-encore';
    const usage = isEncore
      ? `There are three options: ${npmRun} -- --port 6003 --lan --servers 3`
      : `There are two options: ${npmRun} -- --port 6003 --lan`;
    const { values, positionals } = readOptions(
      {
        port: { type: 'string' },
        lan: { type: 'boolean' },
        ...(isEncore && { servers: { type: 'string' } }),
      },
      usage,
    );
    if (positionals[0] !== undefined) throw new Mistake(`Unexpected argument: "${positionals[0]}". ${usage}`);
    if (typeof values.servers === 'string') process.env.SERVERS = values.servers;
    await serve(folder, { ...values, npmRun });
    noticeChanges(folder); // while the server starts: nobody has to wait for it
  });
}

/**
 * Serves a demo until Ctrl-C.
 *
 * @param {string} folder
 * @param {{ port?: string, lan?: boolean, servers?: string | boolean, npmRun: string }} options
 *   - port: by default the variable PORT, else the one in server.ts; 0 takes any free one
 *   - lan: whether the whole network can reach it; by default that is for the variable HOST to say
 *   - npmRun: the command, for sentences that show what to type instead
 */
export async function serve(folder, { port: wanted, npmRun, ...given }) {
  const host = given.lan ? '0.0.0.0' : process.env.HOST || '127.0.0.1';
  const isOpen = !['127.0.0.1', '::1', 'localhost'].includes(host);
  let port = readPort(wanted ?? (process.env.PORT || defaultPort(folder)), npmRun, given);
  const found = await tryPort(port, host, npmRun, given);
  let invite; // the page shows its QR code
  if (isOpen) {
    port = found; // the addresses are printed before the server has found a port itself
    const { printAddresses } = await import('./network.mjs');
    invite = printAddresses(port, host);
  }
  watch(folder, {
    ...process.env,
    PORT: String(port),
    HOST: host,
    INVITE_URL: process.env.INVITE_URL || invite,
  });
}

/** @param {string} folder */
function defaultPort(folder) {
  const server = join(folder, 'server.ts');
  if (!existsSync(server)) throw new Mistake(`There is no server.ts in ${basename(folder)}/.`);
  return /start\(server, (\d+)\)/.exec(readFileSync(server, 'utf8'))?.[1] ?? '0';
}

/**
 * Runs a demo's server until Ctrl-C, and restarts it whenever one of its .ts files has changed.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
function watch(folder, env) {
  let server = startServer(folder, env);
  let restarting = Promise.resolve();
  watchFiles(folder, NO_CODE, (paths) => {
    restarting = restarting.then(async () => {
      console.log(
        `\nRestarting ${basename(folder)}: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''} changed.`,
      );
      await endServer(server);
      server = startServer(folder, env);
    });
  });

  process.on('exit', () => server.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => void endServer(server).finally(() => process.exit(0)));
  }
}

/** @type {WeakSet<ChildProcess>} The servers that were told to end. */
const told = new WeakSet();

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
function startServer(folder, env) {
  const args = ['--import', import.meta.resolve('tsx/esm'), join(folder, 'server.ts')];
  const server = spawn(process.execPath, args, { stdio: 'inherit', env });
  const explain = () => {
    if (told.has(server)) return;
    const cause = server.exitCode === 0 ? 'Does server.ts end with start(server, …)?' : 'Fix the error.';
    console.error(`${basename(folder)} has stopped. ${cause} Save a file to start it again.`);
  };
  server.on('exit', () => setTimeout(explain, 100)); // Ctrl-C reaches the server and this process, in any order
  return server;
}

/** @param {ChildProcess} server */
async function endServer(server) {
  told.add(server);
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill();
  const timer = setTimeout(() => server.kill('SIGKILL'), 1000); // one that is caught in a loop hears no signal
  await exited;
  clearTimeout(timer);
}
