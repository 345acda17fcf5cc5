// Polls: a question, some options, and one vote for each person. Everyone sees the counts, but not who voted for what.
import { type Query, query, transaction } from '../database.ts';
import type { AppServer, AppSocket, Poll, PollUpdate } from '../events.ts';
import { newest } from '../snapshot.ts';
import { arriveInTurn, on } from '../turns.ts';
import { addPoll, counted, pollOf, type PollRow } from './new-polls.ts';

const MAX_VOTES = 2000; // in a poll

const no = (error: string) => ({ ok: false, error }) as const;
const noSuchPoll = no('This poll is not in this room, or not any more.');
const isClosed = no('This poll is closed.');

export function registerPolls(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  const showPolls = async () => {
    const polls = await newest(socket, ['new_poll', 'poll_updated'], () =>
      query<PollRow & { vote: number | null }>(
        `select counted.*, (select option from votes where poll = counted.id and person = $2) as vote
         from (${counted}) as counted where room = $1 order by position`,
        [socket.data.room, user.id],
      ),
    );
    socket.emit(
      'poll_history',
      polls.map((row) => ({ ...pollOf(row), vote: row.vote ?? undefined, mine: row.creator === user.id })),
    );
  };
  arriveInTurn(socket, showPolls);
  facts.on('room_changed', showPolls);

  on(socket, 'create_poll', async ({ question, options }) => {
    const { room } = socket.data;
    const added = await addPoll(room, user, question, options);
    if (typeof added === 'string') return no(added);
    io.to(`room:${room}`).emit('new_poll', added);
    await facts.emit('poll_created');
    return { ok: true, id: added.id };
  });

  /** Does some work with a poll of this room, which nobody else can change in the meantime; and tells what has changed. */
  const change = async (
    id: string,
    work: (poll: PollRow, ask: Query) => Promise<ReturnType<typeof no> | boolean>,
  ) => {
    const { room } = socket.data;
    const result = await transaction(async (ask) => {
      const [poll] = await ask<PollRow>('select * from polls where room = $1 and id::text = $2 for update', [
        room,
        id,
      ]);
      if (!poll) return noSuchPoll;
      const hasChanged = await work(poll, ask);
      if (typeof hasChanged !== 'boolean' || !hasChanged) return hasChanged;
      await ask('update polls set version = version + 1 where id = $1', [poll.id]);
      const [changed] = await ask<PollRow>(`${counted} where id = $1`, [poll.id]);
      return changed && pollOf(changed);
    });
    if (typeof result === 'object' && 'id' in result) {
      // Only what can change goes out: the texts of a poll would be much for each vote.
      io.to(`room:${room}`).emit('poll_updated', updateOf(result));
    }
    return typeof result === 'object' && 'error' in result ? result : ({ ok: true } as const);
  };

  on(socket, 'vote_poll', ({ poll: id, option }) =>
    change(id, async (poll, ask) => {
      if (poll.closed) return isClosed;
      if (option >= poll.options.length) return no('There is no such option.');
      // The database keeps one vote for each person and poll, whatever happens: that is its primary key.
      const voted = await ask(
        `insert into votes (poll, person, option) select $1, $2, $3
         where (select count(*) from votes where poll = $1 and person <> $2) < $4
         on conflict (poll, person) do update set option = excluded.option returning 1`,
        [poll.id, user.id, option, MAX_VOTES],
      );
      return voted.length > 0 || no('This poll takes no more votes.');
    }),
  );

  on(socket, 'retract_vote', ({ poll: id }) =>
    change(id, async (poll, ask) => {
      if (poll.closed) return isClosed;
      const gone = await ask('delete from votes where poll = $1 and person = $2 returning 1', [
        poll.id,
        user.id,
      ]);
      return gone.length > 0;
    }),
  );

  on(socket, 'close_poll', ({ poll: id }) =>
    change(id, async (poll, ask) => {
      if (poll.creator !== user.id && !user.isHost)
        return no("Only the poll's creator or the host can close it.");
      await ask('update polls set closed = true where id = $1', [poll.id]);
      return !poll.closed;
    }),
  );
}

const updateOf = ({ id, options, closed, version }: Poll): PollUpdate => ({
  id,
  votes: options.map(({ votes }) => votes),
  closed,
  version,
});
