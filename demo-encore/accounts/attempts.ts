// Attempts to log in or to sign up: so many for each account, and for each address, on all servers together.
import { query } from '../database.ts';

const WITHIN = '15 minutes';
const MAX_OF_ACCOUNT = 10;
const MAX_OF_ADDRESS = 200; // a whole class may share it, behind a router

/** Notes an attempt. False when there were too many before. */
export async function mayTry(key: string, address: string): Promise<boolean> {
  const subjects = [`account ${key}`, `address ${address}`];
  // First the note, then the count: of many that come at the same time, each sees those before it.
  await query('insert into attempts (subject) select unnest($1::text[])', [subjects]);
  await query('delete from attempts where at < now() - $1::interval', [WITHIN]);
  const [count] = await query<{ account: number; address: number }>(
    `select (select count(*)::int from attempts where subject = $1 and at > now() - $3::interval) as account,
       (select count(*)::int from attempts where subject = $2 and at > now() - $3::interval) as address`,
    [...subjects, WITHIN],
  );
  return count !== undefined && count.account <= MAX_OF_ACCOUNT && count.address <= MAX_OF_ADDRESS;
}

/** Whoever is in has not guessed. */
export async function forgetAttempts(key: string): Promise<void> {
  await query('delete from attempts where subject = $1', [`account ${key}`]);
}
