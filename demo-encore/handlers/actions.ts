// The log of what the host has done, so that several people who are the host know of each other.
import { query } from '../database.ts';
import type { Action, User } from '../events.ts';

const MAX_ACTIONS = 1000;
const MAX_READ = 100;

/** Writes down what a host has done. */
export async function note(host: User, what: string): Promise<void> {
  await query(
    `with added as (insert into actions (host, what) values ($1, $2) returning id)
     delete from actions using added where actions.id <= added.id - $3`,
    [host.nickname, what, MAX_ACTIONS],
  );
}

/** The latest actions, the newest first. */
export async function readActions(): Promise<Action[]> {
  const rows = await query<{ at: Date; host: string; what: string }>(
    'select at, host, what from actions order by id desc limit $1',
    [MAX_READ],
  );
  return rows.map(({ at, host, what }) => ({ at: at.toISOString(), host, what }));
}
