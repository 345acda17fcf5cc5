// Accounts: a nickname that is its owner's alone, with a password.
import { randomUUID } from 'node:crypto';
import { query, transaction } from '../database.ts';
import type { User } from '../events.ts';
import { columns, keyOf, userOf } from '../handlers/sessions.ts';
import { hashPassword, isRight } from './passwords.ts';

const MAX_ACCOUNTS = 100_000;

/** The person of an account. Undefined when there is none with this nickname. */
export async function ownerOf(nickname: string): Promise<User | undefined> {
  const [row] = await query<Parameters<typeof userOf>[0]>(
    `select ${columns} from accounts join people on people.id = person where nickname_key = $1`,
    [keyOf(nickname)],
  );
  return row && userOf(row);
}

/** Makes an account. Returns why not, in a sentence. */
export async function signUp(nickname: string, password: string): Promise<string | undefined> {
  const { salt, hash } = await hashPassword(password);
  return transaction(async (ask) => {
    const [taken] = await ask(
      `select 1 from accounts where nickname_key = $1
       union select 1 from online where nickname_key = $1 and kept_until > now()`,
      [keyOf(nickname)],
    );
    if (taken) return `The nickname "${nickname}" is taken. Please choose another.`;
    const [count] = await ask<{ accounts: number }>('select count(*)::int as accounts from accounts');
    if ((count?.accounts ?? 0) >= MAX_ACCOUNTS) return 'This server takes no more accounts.';
    const person = randomUUID();
    await ask('insert into people (id, nickname) values ($1, $2)', [person, nickname]);
    const added = await ask(
      `insert into accounts (nickname_key, nickname, person, salt, password_hash) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning 1`,
      [keyOf(nickname), nickname, person, salt, hash],
    );
    return added.length > 0 ? undefined : `The nickname "${nickname}" is taken. Please choose another.`;
  });
}

const nobody = hashPassword(randomUUID());

/** Whether this is the password of this account. */
export async function isOwner(nickname: string, password: string): Promise<boolean> {
  const [account] = await query<{ salt: Buffer; hash: Buffer }>(
    'select salt, password_hash as hash from accounts where nickname_key = $1',
    [keyOf(nickname)],
  );
  // Where there is no account, it takes as long to find out: so the time doesn't tell whether there is one.
  const isSame = await isRight(password, account ?? (await nobody));
  return account !== undefined && isSame;
}

/** Until when the host has banned somebody, in minutes from now. Undefined when they may come in. */
export async function bannedFor(nickname: string): Promise<number | undefined> {
  const [ban] = await query<{ minutes: number }>(
    `select ceil(extract(epoch from max(until) - now()) / 60)::int as minutes from removals
     where nickname_key = $1 and until > now() having count(*) > 0`,
    [keyOf(nickname)],
  );
  return ban?.minutes;
}
