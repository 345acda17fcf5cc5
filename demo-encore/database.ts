// The database: questions with parameters, transactions, and the migrations that make its tables.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { findDatabase, giveUp } from './postgres.ts';

const OLDEST = 13; // the first version that makes random ids by itself
const MIGRATING = 5030; // the number of the lock: any number will do, if it is the same on all servers
const folder = join(import.meta.dirname, 'migrations');

/** In milliseconds. A page waits 5 seconds for an answer: by then it should have one, if only that there is none. */
export const options: pg.PoolConfig = {
  connectionString: await findDatabase(),
  connectionTimeoutMillis: 2000,
  query_timeout: 3500,
  statement_timeout: 3000,
  idle_in_transaction_session_timeout: 5000, // a server that hangs must not keep its locks
  keepAlive: true,
};
/** Connections that are ready. One that breaks fails its question, and the next question opens another one. */
export function poolOf(max: number): pg.Pool {
  const pool = new pg.Pool({ ...options, max });
  pool.on('error', () => {}); // without a listener, an error would end the process
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export const pool = poolOf(10);

/** Asks the database. What comes from outside goes into `values`, and never into the text of the question. */
export async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await pool.query(sql, values);
  return rows as Row[];
}

export type Query = typeof query;

/** Runs several questions as one: either all of them have an effect, or none has. */
export async function transaction<Result>(work: (ask: Query) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(async (sql, values = []) => (await client.query(sql, values)).rows);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((reason: Error) => (broken = reason));
    throw error;
  } finally {
    client.release(broken); // a connection that could not even roll back is of no use any more
  }
}

/** Whether the database is the reason of an error: it can't be reached, is about to stop, or takes too long. */
export function isDown(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  // Classes of PostgreSQL's codes: 08 connection, 53 no resources, 57 stopped or cancelled, 40 try again.
  return (
    /^(08|53|57|40)|^E[A-Z]+$/.test(code) ||
    /timeout|Connection terminated|Client has encountered a connection error/i.test(message)
  );
}

/** Which database this is. The numbers of messages begin at 1 in a new one, and its epoch is another. */
export let epoch = '';

/**
 * Asks something at the start, when nobody is waiting for an answer yet: so the database may take its time. If it doesn't
 * work, that ends the process with a sentence.
 */
export async function askAtStart<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    ...options,
    connectionTimeoutMillis: 10_000,
    query_timeout: undefined,
    statement_timeout: undefined,
    idle_in_transaction_session_timeout: undefined,
  });
  client.on('error', () => {}); // the question fails as well
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    return giveUp(
      `the database does not work (${(error as Error).message || String(error)}). Check DATABASE_URL`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** Brings the tables up to date. When several servers start at once, one of them does it, and the others wait. */
export const migrate = (): Promise<void> =>
  askAtStart(async (client) => {
    const { rows } = await client.query('select current_setting($1)::int / 10000 as major', [
      'server_version_num',
    ]);
    if (rows[0].major < OLDEST)
      giveUp(`the database is PostgreSQL ${rows[0].major}, and it needs ${OLDEST} or newer`);
    await client.query('select pg_advisory_lock($1)', [MIGRATING]); // until the connection ends
    await client.query('create table if not exists migrations (name text primary key)');
    const done = await client.query('select name from migrations');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
    for (const name of names.filter((one) => !done.rows.some((row) => row.name === one))) {
      await client.query('begin');
      await client.query(await readFile(join(folder, name), 'utf8'));
      await client.query('insert into migrations values ($1)', [name]);
      await client.query('commit');
    }
    epoch = (await client.query('select id from epoch')).rows[0].id;
  });
