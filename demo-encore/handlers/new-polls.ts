// New polls: which one goes when a room has too many, and how a poll is read from the database.
import { transaction } from '../database.ts';
import type { Poll, User } from '../events.ts';

const MAX_POLLS = 20; // in a room
const MAX_OWN = 5; // open ones of one person in a room

export interface PollRow {
  id: string;
  question: string;
  options: string[];
  votes: number[]; // for each option, in their order
  creator: string;
  nickname: string;
  closed: boolean;
  version: number;
  created_at: Date;
}

// The votes are counted each time. So the counts can't differ from what people have voted for.
export const counted = `select polls.*, array(
    select (select count(*)::int from votes where poll = polls.id and option = place)
    from generate_series(0, cardinality(options) - 1) as place order by place
  ) as votes from polls`;

export const pollOf = ({
  id,
  question,
  options,
  votes,
  nickname,
  closed,
  version,
  created_at,
}: PollRow): Poll => ({
  id,
  question,
  options: options.map((text, option) => ({ text, votes: votes[option] ?? 0 })),
  createdBy: nickname,
  closed,
  version,
  timestamp: created_at.toISOString(),
});

/** The new poll, perhaps in the place of another. A sentence when there is no place. */
export function addPoll(room: string, user: User, question: string, options: string[]) {
  return transaction(async (ask): Promise<(Poll & { replaces?: string | undefined }) | string> => {
    await ask('update rooms set polls = polls + 1 where name = $1', [room]); // and nobody else adds one until the end
    const all = await ask<{ id: string; creator: string; closed: boolean; here: boolean }>(
      `select id, creator, closed, exists (
         select from online where person = creator and (socket is not null or kept_until > now())
       ) as here
       from polls where room = $1 order by position`,
      [room],
    );
    const own = all.filter(({ creator, closed }) => creator === user.id && !closed);
    // When there are too many, one goes: yours, a closed one, or that of somebody who has left. So nobody can push out
    // the open polls of others who are here.
    let gone: { id: string } | undefined;
    if (own.length >= MAX_OWN) gone = own[0];
    else if (all.length >= MAX_POLLS) {
      gone = all.find(({ closed, creator, here }) => closed || (creator !== user.id && !here));
      if (!gone) throw new NoPlace();
    }
    if (gone) await ask('delete from polls where id = $1', [gone.id]);
    const [poll] = await ask<PollRow>(
      `insert into polls (room, question, options, creator, nickname) values ($1, $2, $3, $4, $5)
       returning *, array_fill(0, array[cardinality(options)]) as votes`,
      [room, question, options, user.id, user.nickname],
    );
    return { ...pollOf(poll!), replaces: gone?.id };
  }).catch((error: unknown) => {
    if (error instanceof NoPlace)
      return `There are ${MAX_POLLS} open polls here. Try again when there are fewer.`;
    throw error;
  });
}

/** Thrown to undo what the transaction has done so far. */
class NoPlace extends Error {}
