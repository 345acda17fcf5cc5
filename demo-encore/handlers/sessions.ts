// Sessions: who is here, and who was here lately. Anyone who comes back with their session is the same person as before.
import { createHash } from 'node:crypto';
import { type Query, query } from '../database.ts';
import type { User } from '../events.ts';

const MAX_PEOPLE = 2000;
const NICKNAME_KEPT = '30 seconds'; // after a connection was lost

interface Row {
  id: string;
  nickname: string;
  joined_at: Date;
  is_host: boolean;
}

export const columns = 'people.id, people.nickname, people.joined_at, people.is_host';

/** A row of the table `people`, as everybody gets it. */
export const userOf = ({ id, nickname, joined_at, is_host }: Row): User => ({
  id,
  nickname,
  joinedAt: joined_at.toISOString(),
  ...(is_host && { isHost: true }),
});

/** What the database keeps of a session. It is enough to recognize it, and not enough to use it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Nicknames are compared without case. */
export const keyOf = (nickname: string): string => nickname.toLowerCase();

export async function findPerson(session: string): Promise<User | undefined> {
  const [row] = await query<Row>(`select ${columns} from people where session_hash = $1`, [hashOf(session)]);
  return row && userOf(row);
}

/** Where somebody is. */
interface Place {
  room: string;
  socket: string;
  server: string;
}

/**
 * Takes a nickname for somebody: undefined when another person has it. The database decides in one step, so that only one
 * of many can get it, on whichever servers they are. `before` is where the same person was, if they still seem to be there.
 */
export async function takeNickname(ask: Query, { id, nickname }: User, { room, socket, server }: Place) {
  const [taken] = await ask<{ before: { room: string; socket: string } | null }>(
    `with before as (select room, socket from online where nickname_key = $1 and person = $2 and socket is not null)
     insert into online as holder (nickname_key, person, room, socket, server, kept_until)
     values ($1, $2, $3, $4, $5, 'infinity')
     on conflict (nickname_key) do update set person = $2, room = $3, socket = $4, server = $5,
       kept_until = 'infinity', here_since = now()
     where holder.person = $2 or holder.kept_until < now()
     returning (select to_jsonb(before) from before) as before`,
    [keyOf(nickname), id, room, socket, server],
  );
  return taken && { before: taken.before ?? undefined };
}

/** Remembers somebody, if they aren't known yet. False when everyone who is remembered is here. */
export async function addPerson(ask: Query, session: string, user: User, address: string): Promise<boolean> {
  const [known] = await ask('update people set left_at = null where id = $1 returning 1', [user.id]);
  if (known) return true;
  const [guests] = await ask<{ count: number }>(
    'select count(*)::int as count from people where session_hash is not null',
  );
  if (guests && guests.count >= MAX_PEOPLE) {
    const gone = await ask(
      `with gone as (
         select id, address, left_at - arrived_at as stayed from people
         where session_hash is not null
           and not exists (select from online where person = people.id and kept_until > now())
       ), same as (select count(*) as count from gone where address = $1)
       -- Many short visits from one address push out each other, and nobody else.
       delete from people where id = (
         select id from gone, same where same.count <= $2::int / 4 or address = $1 order by stayed limit 1
       ) returning 1`,
      [address, MAX_PEOPLE],
    );
    if (gone.length === 0) return false;
  }
  await ask(
    'insert into people (id, session_hash, nickname, joined_at, address) values ($1, $2, $3, $4, $5)',
    [user.id, hashOf(session), user.nickname, user.joinedAt, address],
  );
  return true;
}

/** Takes somebody out of the list, wherever they are, and frees the nickname. Returns the rooms that they were in. */
export async function takeOut(person: string): Promise<string[]> {
  const left = await query<{ room: string }>(
    'update online set socket = null, kept_until = now() where person = $1 and socket is not null returning room',
    [person],
  );
  await query('update people set left_at = now() where id = $1', [person]);
  return left.map(({ room }) => room);
}

/**
 * Returns the room that somebody has left. Undefined when a newer connection of theirs has taken over.
 *
 * @param isGoodbye whether the nickname is free from now on
 */
export async function leave(person: string, socket: string, isGoodbye: boolean): Promise<string | undefined> {
  const [left] = await query<{ room: string }>(
    `update online set socket = null, kept_until = now() + $3::interval where person = $1 and socket = $2
     returning room`,
    [person, socket, isGoodbye ? '0 seconds' : NICKNAME_KEPT],
  );
  if (!left) return undefined;
  await query('update people set left_at = now() where id = $1', [person]);
  await query('update rooms set left_at = now() where name = $1', [left.room]);
  return left.room;
}
