// Polls: a question, some options, and one vote for each person. Everyone sees the counts, but not who voted for what.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Poll } from '../events.ts';
import { onRoomClosed } from './rooms.ts';
import { othersThan } from './sessions.ts';

const MAX_POLLS = 20; // in a room
const MAX_OWN = 5; // open ones of one person in a room
const MAX_VOTES = 2000; // in a poll

/** `creator` and the keys of `votes` are the ids of people; a vote is the index of an option. */
interface PollState {
  poll: Poll;
  creator: string;
  votes: Map<string, number>;
}

const polls = new Map<string, PollState[]>(); // by room
onRoomClosed((room) => polls.delete(room));

export function registerPolls(io: AppServer, socket: AppSocket): void {
  const { session, user, facts } = socket.data;
  const find = (id: string) => polls.get(socket.data.room)?.find(({ poll }) => poll.id === id);
  const noSuchPoll = { ok: false, error: 'This poll is not in this room, or not any more.' } as const;

  /** Only what can change goes out: the texts of a poll would be much for each vote. */
  const tell = ({ id, options, closed }: Poll) => {
    const votes = options.map((option) => option.votes);
    io.to(`room:${socket.data.room}`).emit('poll_updated', { id, votes, closed });
  };

  const showPolls = () => {
    const all = polls.get(socket.data.room) ?? [];
    socket.emit(
      'poll_history',
      all.map(({ poll, creator, votes }) => ({
        ...poll,
        vote: votes.get(user.id),
        mine: creator === user.id,
      })),
    );
  };
  showPolls();
  facts.on('room_changed', showPolls);

  socket.on('create_poll', ({ question, options }, ack) => {
    const { room } = socket.data;
    const all = polls.get(room) ?? [];
    const own = all.filter(({ poll, creator }) => creator === user.id && !poll.closed);
    // When there are too many, one goes: yours, a closed one, or that of somebody who has left. So nobody can push out
    // the open polls of others who are here.
    let gone: PollState | undefined;
    if (own.length >= MAX_OWN) gone = own[0];
    else if (all.length >= MAX_POLLS) {
      const here = othersThan(session).map(({ id }) => id);
      gone = all.find(({ poll, creator }) => poll.closed || !here.includes(creator));
      const error = `There are ${MAX_POLLS} open polls here. Try again when there are fewer.`;
      if (!gone) return ack({ ok: false, error });
    }
    const poll: Poll = {
      id: randomUUID(),
      question,
      options: options.map((text) => ({ text, votes: 0 })),
      createdBy: user.nickname,
      closed: false,
      timestamp: new Date().toISOString(),
    };
    polls.set(room, [...all.filter((one) => one !== gone), { poll, creator: user.id, votes: new Map() }]);
    io.to(`room:${room}`).emit('new_poll', { ...poll, replaces: gone?.poll.id });
    facts.emit('poll_created');
    ack({ ok: true, id: poll.id });
  });

  socket.on('vote_poll', ({ poll: id, option }, ack) => {
    const { poll, votes } = find(id) ?? {};
    if (!poll || !votes) return ack(noSuchPoll);
    const chosen = poll.options[option];
    if (poll.closed) return ack({ ok: false, error: 'This poll is closed.' });
    if (!chosen) return ack({ ok: false, error: 'There is no such option.' });

    const before = votes.get(user.id);
    if (before === option) return ack({ ok: true });
    if (before === undefined && votes.size >= MAX_VOTES) {
      return ack({ ok: false, error: 'This poll takes no more votes.' });
    }
    if (before !== undefined) poll.options[before]!.votes -= 1;
    chosen.votes += 1;
    votes.set(user.id, option);
    tell(poll);
    ack({ ok: true });
  });

  socket.on('retract_vote', ({ poll: id }, ack) => {
    const { poll, votes } = find(id) ?? {};
    if (!poll || !votes) return ack(noSuchPoll);
    if (poll.closed) return ack({ ok: false, error: 'This poll is closed.' });

    const before = votes.get(user.id);
    if (before !== undefined) {
      poll.options[before]!.votes -= 1;
      votes.delete(user.id);
      tell(poll);
    }
    ack({ ok: true });
  });

  socket.on('close_poll', ({ poll: id }, ack) => {
    const { poll, creator } = find(id) ?? {};
    if (!poll) return ack(noSuchPoll);
    if (creator !== user.id && !user.isHost) {
      return ack({ ok: false, error: "Only the poll's creator or the host can close it." });
    }
    if (!poll.closed) {
      poll.closed = true;
      tell(poll);
    }
    ack({ ok: true });
  });
}
