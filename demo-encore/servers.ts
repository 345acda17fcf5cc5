// The servers that run: each says that it is alive, and removes those that have died without a word, with their people.
import { setTimeout as delay } from 'node:timers/promises';
import { query, transaction } from './database.ts';
import type { AppServer } from './events.ts';
import { hashOf } from './handlers/sessions.ts';
import { hostKey } from './handlers/host.ts';
import { peopleChanged } from './handlers/people.ts';
import { self } from './identity.ts';
import { report } from './report.ts';

const BEAT_EVERY = 2000; // milliseconds
const TRY_AGAIN = 500;
const GRACE = 5000; // after a failure
const DEAD_AFTER = '15 seconds';
const BACK_IN = '5 seconds';
const BURYING = 5033; // the number of the lock: one server buries another

interface Gone {
  room: string;
}

/** Keeps this server on the list. */
export async function keepBeating(io: AppServer): Promise<never> {
  let failedAt = performance.now();
  for (;;) {
    try {
      const known = await query('update servers set seen_at = now() where id = $1 returning 1', [self.id]);
      // After a break of the database, all servers seem dead. The others need some time to say that they are not.
      const isSure = performance.now() - failedAt > GRACE;
      if (known.length === 0) await riseAgain(io);
      else if (isSure) await bury(io);
      await tidyUp(io);
      await delay(BEAT_EVERY);
    } catch (error) {
      report(error);
      failedAt = performance.now();
      await delay(TRY_AGAIN);
    }
  }
}

/** Enters this server into the list. */
export const enlist = () =>
  query('insert into servers (id, name, key_hash) values ($1, $2, $3) on conflict do nothing', [
    self.id,
    self.name,
    hashOf(hostKey),
  ]);

/** Takes a server off the list. Its people have a moment to come to another one, so nobody sees them leave. */
export const retire = (server: string) =>
  query('update servers set seen_at = now() - $2::interval + $3::interval where id = $1', [
    server,
    DEAD_AFTER,
    BACK_IN,
  ]);

/** The others have buried this server alive: it was stopped for a while. Its pages come again, so that all is right. */
async function riseAgain(io: AppServer): Promise<void> {
  await enlist();
  for (const socket of io.of('/').sockets.values()) socket.conn.close();
}

/** Removes servers that have not been heard of, and tells everyone who has gone with them. */
async function bury(io: AppServer): Promise<void> {
  const gone = await transaction(async (ask) => {
    const [lock] = await ask<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [BURYING]);
    if (!lock?.mine) return [];
    await ask('delete from servers where seen_at < now() - $1::interval', [DEAD_AFTER]);
    return ask<Gone>(
      `update online set socket = null, kept_until = now() + interval '30 seconds'
       where socket is not null and not exists (select from servers where id = server) returning room`,
    );
  });
  await tellOthers(io, gone);
}

/**
 * Removes people who seem to be here and are not: they left while the database was away. And ends connections of people
 * who are not here any more: they were removed, or have moved, while this server could hear nothing of it.
 */
async function tidyUp(io: AppServer): Promise<void> {
  const connected = [...io.of('/').sockets]; // all of these are in the list by now
  const here = await query<{ socket: string }>(
    'select socket from online where server = $1 and socket is not null',
    [self.id],
  );
  const known = new Set(here.map(({ socket }) => socket));
  for (const [id, socket] of connected) if (!known.has(id)) socket.conn.close();
  const gone = await query<Gone>(
    `update online set socket = null, kept_until = now() + interval '30 seconds'
     where server = $1 and socket <> all($2) and here_since < now() - interval '10 seconds' returning room`,
    [self.id, [...io.of('/').sockets.keys()]],
  );
  await tellOthers(io, gone);
}

const tellOthers = (io: AppServer, gone: Gone[]) =>
  gone.length > 0 && peopleChanged(io, [...new Set(gone.map(({ room }) => room))]);
