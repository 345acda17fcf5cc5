// Attempts to log in or to sign up: so many for each account, and for each address, on all servers together.
import { query } from '../database.ts';
import { networkOf } from '../limits/addresses.ts';

const WITHIN = '15 minutes';
const MAX_OF_ACCOUNT = 10;
const MAX_OF_ADDRESS = 200; // a whole class may share it, behind a router

/** Notes an attempt. False when there were too many before. */
export async function mayTry(key: string, address: string): Promise<boolean> {
  const subjects = [`account ${key}`, `address ${networkOf(address)}`];
  // First the note, then the count: of many that come at the same time, each sees those before it.
  await query('insert into attempts (subject) select unnest($1::text[])', [subjects]);
  await query('delete from attempts where at < now() - $1::interval', [WITHIN]);
  // However many there are, no more are counted than matter.
  const few = 'select from attempts where subject = $1 and at > now() - $2::interval limit $3';
  const countOf = async (subject: string, most: number) => {
    const [found] = await query<{ count: number }>(`select count(*)::int as count from (${few}) as few`, [
      subject,
      WITHIN,
      most + 1,
    ]);
    return found?.count ?? 0;
  };
  const [ofAccount = '', ofAddress = ''] = subjects;
  return (
    (await countOf(ofAccount, MAX_OF_ACCOUNT)) <= MAX_OF_ACCOUNT &&
    (await countOf(ofAddress, MAX_OF_ADDRESS)) <= MAX_OF_ADDRESS
  );
}

/** Whoever is in has not guessed: neither at this account, nor for the others behind the same address. */
export async function forgetAttempts(key: string, address: string): Promise<void> {
  await query('delete from attempts where subject = $1', [`account ${key}`]);
  await query('delete from attempts where ctid = (select ctid from attempts where subject = $1 limit 1)', [
    `address ${networkOf(address)}`,
  ]);
}
