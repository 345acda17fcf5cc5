// Removals: whom the host has removed for a while, and who may not come in because their nickname looks like the host's.
import { query } from '../database.ts';
import type { AckResponse, AppServer, User } from '../events.ts';
import { note } from './actions.ts';
import { peopleChanged } from './people.ts';
import { letIn, Refusal } from './refusals.ts';
import { hashOf, keyOf, takeOut } from './sessions.ts';
import { looksLike } from './twins.ts';

const MAX_REMOVED = 5000; // people

export async function isHere(person: string): Promise<boolean> {
  const [here] = await query('select 1 from online where person::text = $1 and socket is not null', [person]);
  return here !== undefined;
}

/** Removes somebody, on whichever server they are. They are logged out as well. */
export async function remove(
  io: AppServer,
  host: User,
  person: string,
  minutes: number,
): Promise<AckResponse> {
  const [removed] = await query<{ id: string; nickname: string; session_hash: Buffer | null }>(
    'update people set is_host = false where id::text = $1 returning id, nickname, session_hash',
    [person],
  );
  if (!removed) return { ok: false, error: 'This person is not known.' };
  const { id, nickname, session_hash } = removed;
  await query(
    `with former as (delete from removals where id < (select max(id) from removals) - $6 or until < now()),
       sessions as (delete from session where sess->>'account' = $4 and exists (
         select from accounts where nickname_key = $4 and person = $1
       ))
     insert into removals (person, session_hash, nickname, nickname_key, until)
     values ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
    [id, session_hash, nickname, keyOf(nickname), minutes, MAX_REMOVED],
  );
  io.to(`person:${id}`).emit('person_removed', { minutes });
  io.in(`person:${id}`).disconnectSockets(true);
  await peopleChanged(io, await takeOut(id));
  await note(host, `removed ${nickname} for ${minutes} minutes`);
  return { ok: true };
}

/** Runs before somebody is let in, after `authenticate`. */
export const keepOut = letIn(async (socket) => {
  const { session, user } = socket.data;
  // With another nickname, authenticate has made a new session. The handshake still has the old one.
  const sessions = [session, String(socket.handshake.auth.session)].map(hashOf);
  const [removal] = await query<{ nickname: string; minutes: number }>(
    `select nickname, ceil(extract(epoch from until - now()) / 60)::int as minutes from removals
     where until > now() and (session_hash = any($1) or nickname_key = $2) order by until desc limit 1`,
    [sessions, keyOf(user.nickname)],
  );
  if (removal) {
    const { nickname, minutes } = removal;
    throw new Refusal(`The host has removed "${nickname}". You can come back in ${minutes} min.`);
  }
  const hosts = await query<{ nickname: string }>(
    `select nickname from people join online on online.person = people.id
     where is_host and people.id <> $1 and kept_until > now()`,
    [user.id],
  );
  if (hosts.some(({ nickname }) => looksLike(nickname, user.nickname))) {
    throw new Refusal(`The nickname "${user.nickname}" looks like the host's. Please choose another.`);
  }
});
