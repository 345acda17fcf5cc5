// Demo 7: polls with counts that everybody sees, and votes that nobody sees.
import { gotNone, is, isNot, isNow, must, staysSecret } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import { comeBack, identityOf, idsOf, inRooms, lookAgain, refused, settle, succeeded } from './inside.ts';
import { brief } from '../words.ts';
import type { Behaviours } from './layers.ts';

const MAX_POLLS = 20;

interface Poll {
  id: string;
  question: string;
  options: { text: string; votes: number }[];
  createdBy: string;
  closed: boolean;
  timestamp: string;
  vote?: number;
  mine?: boolean;
}

interface PollUpdate {
  id: string;
  votes: number[];
  closed: boolean;
}

const lunch = { question: 'Lunch?', options: ['Soup', 'Pizza', 'Salad'] };
const votesOf = (poll: Poll) => poll.options.map(({ votes }) => votes);
const updates = (client: Client) => client.received('poll_updated') as PollUpdate[];
const historyOf = (client: Client) => client.received('poll_history').at(-1) as Poll[];

/** Has a client ask, and returns the poll as it came to it. */
async function create(client: Client, poll: object = lunch): Promise<Poll> {
  const { ok, id, error } = await client.ask('create_poll', poll);
  is(ok, true, `it must be accepted, but the answer was: ${brief(error)}`);
  for (;;) {
    const created = (await client.next('new_poll')) as Poll;
    if (created.id === id) return created;
  }
}

const vote = (client: Client, { id }: Poll, option: unknown) => client.ask('vote_poll', { poll: id, option });

export const polls: Behaviours = {
  'reach everyone in the room, with every option at zero, and nobody elsewhere': {
    ask: 'Who must hear of a new poll? And what in it may come from the browser that asks?',
    look: 'In handlers/polls.ts, create_poll must make the poll (id, author, time, each option at 0, not closed) and send it to the room as new_poll, then ack with its id. In server.ts, each connection must call registerPolls.',
    line: ['handlers/polls.ts', "io.to(`room:${room}`).emit('new_poll', { ...poll,"],
    check: inRooms(['here', 'here', 'there'], async (_rooms, ann, bob, other) => {
      const poll = await create(ann!, { ...lunch, createdBy: 'The teacher', id: 'mine', closed: true });
      is(await bob!.next('new_poll'), poll, 'everybody in the room must get the same poll');
      is(poll.question, 'Lunch?', 'the poll must have the question that was asked');
      const options = lunch.options.map((text) => ({ text, votes: 0 }));
      is(poll.options, options, 'the poll must have the options in their order, each with 0 votes');
      is(poll.createdBy, (await identityOf(ann!)).user.nickname, 'the server knows who created it');
      isNot(poll.id, 'mine', 'the server must make the id of a poll itself');
      is(poll.closed, false, 'a new poll must be open');
      isNow(poll.timestamp);
      await settle(other!);
      gotNone('new_poll', other!);
    }),
  },

  'count one vote for each person, which can be changed': {
    ask: 'Changing your vote changes two numbers. What must the server remember of each person to know which?',
    look: 'In handlers/polls.ts, remember the vote of each person. Another vote takes the one before back, the same one again changes nothing. Then poll_updated goes to the room, with all the counts.',
    line: ['handlers/polls.ts', 'if (before !== undefined) poll.options[before]!.votes -= 1;'],
    check: inRooms(['here', 'here', 'there'], async (_rooms, ann, bob, other) => {
      const poll = await create(ann!);
      succeeded(await vote(ann!, poll, 0));
      succeeded(await vote(bob!, poll, 0));
      await settle(ann!);
      is(updates(ann!).at(-1)?.votes, [2, 0, 0], 'two people voted for the first option');
      succeeded(await vote(ann!, poll, 2));
      succeeded(await vote(ann!, poll, 2));
      await settle(bob!, other!);
      is(updates(bob!).at(-1)?.votes, [1, 0, 1], 'one vote moves from the first option to the third');
      gotNone('poll_updated', other!);
    }),
  },

  'let a person take a vote back, once, and vote again': {
    ask: 'To take a vote back is to change a number, and to forget something. What if somebody does it twice?',
    look: 'In handlers/polls.ts, retract_vote must look for the vote of this person. If there is one, its option counts one less, the vote is forgotten, and poll_updated goes to the room. A closed poll refuses it.',
    line: ['handlers/polls.ts', 'votes.delete(user.id);'],
    check: inRooms(['here', 'here', 'there'], async ({ here }, ann, bob, snoop) => {
      const poll = await create(ann!);
      const retract = (client: Client) => client.ask('retract_vote', { poll: poll.id });
      for (const client of [ann!, bob!]) succeeded(await vote(client, poll, 0));
      succeeded(await retract(ann!));
      succeeded(await retract(ann!));
      refused(await retract(snoop!), /not in this room/);
      await lookAgain(ann!, here);
      await settle(ann!);
      is(updates(bob!).at(-1)?.votes, [1, 0, 0], 'after one of two votes was taken back, one must be left');
      is(historyOf(ann!)[0]?.vote, undefined, 'a vote that was taken back is gone from the history');
      succeeded(await vote(ann!, poll, 2));
      await settle(bob!);
      is(updates(bob!).at(-1)?.votes, [1, 0, 1], 'the new vote must count for the third option');
      succeeded(await ann!.ask('close_poll', { poll: poll.id }));
      refused(await retract(bob!), /^This poll is closed/);
    }),
  },

  'show your vote only to you': {
    ask: 'Everybody sees the counts, nobody sees who voted for what, and still your page knows your vote after a reload. What must be different for each person?',
    look: 'In handlers/polls.ts, poll_history must be made for the one who gets it: each poll with this person’s own vote, and whether the poll is theirs. What goes to the room has the counts alone.',
    line: ['handlers/polls.ts', 'vote: votes.get(user.id),'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const [voter, reader] = [await identityOf(ann!), await identityOf(bob!)];
      const poll = await create(bob!);
      succeeded(await vote(ann!, poll, 1));
      await settle(bob!);
      await lookAgain(bob!, here);
      await settle(bob!);
      const known = JSON.stringify([updates(bob!), bob!.received('new_poll'), historyOf(bob!)]);
      for (const secret of [voter.session, voter.user.id, voter.user.nickname]) {
        must(!known.includes(secret), 'nobody may learn who has voted');
      }
      is(votesOf(historyOf(bob!)[0]!), [0, 1, 0], '"poll_history" must have the count of every option');
      is(historyOf(bob!)[0]?.vote, undefined, 'you have not voted, so there is no vote of yours');
      is(historyOf(bob!)[0]?.mine, true, '"poll_history" must say that your own poll is yours');

      ann!.close();
      const again = await comeBack(url, voter, here);
      await settle(again);
      is(historyOf(again)[0]?.vote, 1, '"poll_history" must show you your own vote after a break');
      is(historyOf(again)[0]?.mine, false, 'it is not the poll of this person');
      again.close();
      staysSecret(historyOf(again), reader.session);
    }),
  },

  'count one vote for a person who comes back, and again only for a new one': {
    ask: 'After a reload the socket is another one. What stays the same about a person?',
    look: 'In handlers/polls.ts, look at the key by which a vote is remembered. It must be the id of the user, which belongs to the session, and not the id of the socket.',
    line: ['handlers/polls.ts', 'votes.set(user.id, option);'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const identity = await identityOf(bob!);
      const poll = await create(ann!);
      succeeded(await vote(bob!, poll, 0));
      bob!.close();
      const again = await comeBack(url, identity, here);
      succeeded(await vote(again, poll, 1));
      is(updates(again).at(-1)?.votes, [0, 1, 0], 'the vote after the break replaces the one before');
      again.close();
    }),
  },

  'are there for anyone who joins late, with the current votes': {
    ask: 'Who comes in after the first votes has missed some events. What brings a page up to date at once?',
    look: 'In handlers/polls.ts, who connects or joins the room must get poll_history: all polls of the room, the oldest first, with their counts of now. Keep the polls outside registerPolls.',
    line: ['handlers/polls.ts', 'const all = polls.get(socket.data.room) ?? [];'],
    check: inRooms(['here'], async ({ url, here }, ann) => {
      const [first, second] = [
        await create(ann!),
        await create(ann!, { question: 'B?', options: ['a', 'b'] }),
      ];
      succeeded(await vote(ann!, second, 1));
      const late = await connect(url, { auth: { nickname: 'Late-voter', room: here } });
      const history = (await late.next('poll_history')) as Poll[];
      is(idsOf(history), idsOf([first, second]), 'the history has all, the oldest first');
      is(votesOf(history[1]!), [0, 1], '"poll_history" must have the votes of now');
      succeeded(await vote(late, second, 0));
      is(updates(late).at(-1)?.votes, [1, 1], 'the vote of somebody who came later must count too');
      late.close();
    }),
  },

  'are closed only by their creator, also after a break, and then take no vote': {
    ask: 'A page can hide a button, but anybody can send the event. Who has to check whose poll it is, and by what that a reload does not change?',
    look: 'In handlers/polls.ts, close_poll must compare the id of the user with that of the creator, close the poll and tell the room. vote_poll must refuse one that is closed. Each refusal is a sentence.',
    line: ['handlers/polls.ts', 'if (creator !== user.id && !user.isHost) {'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const identity = await identityOf(ann!);
      const poll = await create(ann!);
      succeeded(await vote(bob!, poll, 0));
      refused(await bob!.ask('close_poll', { poll: poll.id }), /^Only the poll's creator .*can close it/);
      ann!.close();
      const again = await comeBack(url, identity, here);
      succeeded(await again.ask('close_poll', { poll: poll.id }));
      await settle(bob!);
      is(updates(bob!).at(-1)?.closed, true, '"poll_updated" must say that the poll is closed');
      refused(await vote(bob!, poll, 1), /^This poll is closed/);
      is(updates(bob!).at(-1)?.votes, [1, 0, 0], 'a closed poll must keep its votes');
      again.close();
    }),
  },

  'of another room cannot be voted on or closed, and nobody hears of the attempt': {
    ask: 'Somebody may know the id of a poll in another room. Where should the server look for an id?',
    look: 'In handlers/polls.ts, a poll must be looked up among those of the room where the person is, for voting and for closing. If it is not there, ack answers with a sentence, and nothing goes out.',
    line: ['handlers/polls.ts', 'const find = (id: string) => polls.get(socket.data.room)?.find(({ poll })'],
    check: inRooms(['here', 'there'], async ({ here }, ann, snoop) => {
      const poll = await create(ann!);
      refused(await vote(snoop!, poll, 0), /not in this room/);
      refused(await snoop!.ask('vote_poll', { poll: poll.id, option: 0, room: here }), /not in this room/);
      refused(await snoop!.ask('close_poll', { poll: poll.id }), /not in this room/);
      for (const id of ['', 'x', '__proto__', 'constructor', '0']) {
        refused(await snoop!.ask('vote_poll', { poll: id, option: 0 }), /not in this room/);
      }
      await settle(ann!, snoop!);
      gotNone('poll_updated', ann!, snoop!);
    }),
  },

  'are rejected without a question or two to eight different options': {
    ask: 'Which polls make no sense? Think of how many options there are, of what each says, and of votes for one that is not there.',
    look: 'In events.ts, create_poll needs a question and two to eight options, different without regard to case; vote_poll a whole number from 0 on. In handlers/polls.ts, refuse a number that this poll has no option for.',
    line: ['events.ts', ".min(2, 'A poll needs at least two options.')"],
    check: inRooms(['here', 'here'], async (_rooms, ann, bob) => {
      const nine = Array.from({ length: 9 }, (_, i) => String(i));
      const wrong: [object, RegExp][] = [
        [{ options: lunch.options }, /missing/],
        [{ ...lunch, question: ' ' }, /^Please write/],
        [{ ...lunch, question: 'x'.repeat(501) }, /at most 500/],
        [{ question: 'A?' }, /^The options are missing/],
        [{ question: 'A?', options: 'ab' }, /^The options have to be an array/],
        [{ question: 'A?', options: { length: 2 } }, /^The options have to be an array/],
        [{ question: 'A?', options: [] }, /at least two/],
        [{ question: 'A?', options: ['a'] }, /at least two/],
        [{ question: 'A?', options: nine }, /at most eight/],
        [{ question: 'A?', options: ['a', ''] }, /^Please write/],
        [{ question: 'A?', options: ['a', 7] }, /has to be a string/],
        [{ question: 'A?', options: ['a', ' A '] }, /only once/],
        [{ question: 'A?', options: ['a', 'x'.repeat(501)] }, /at most 500/],
      ];
      for (const [poll, sentence] of wrong) refused(await ann!.ask('create_poll', poll), sentence);
      await settle(bob!);
      gotNone('new_poll', bob!);
      const eight = await create(ann!, { question: 'A?', options: nine.slice(1) });
      is(eight.options.length, 8, 'a poll may have eight options');
      for (const option of [-1, 8, 1e9, 1.5, '0', null, undefined, [0], '__proto__', 'length']) {
        refused(await vote(bob!, eight, option), /^(There is no such option|An option is a whole number)/);
      }
      gotNone('poll_updated', bob!);
    }),
  },

  'are kept to twenty, of which the oldest of yours goes and no open one of others who are here': {
    ask: 'Everything that the server keeps needs a limit. Which polls can go when a room has too many, so that nobody can push out those of others?',
    look: 'In handlers/polls.ts, a sixth open poll of one person replaces their first. When there are twenty, a closed one goes, or one of somebody who has left. If there is none, the new poll is refused.',
    line: [
      'handlers/polls.ts',
      'gone = all.find(({ poll, creator }) => poll.closed || !here.includes(creator));',
    ],
    check: inRooms(['here', 'here', 'here', 'here', 'here'], async ({ url, here }, ann, ...others) => {
      const all: Poll[] = [];
      for (let i = 0; i < 7; i++) all.push(await create(ann!));
      refused(await vote(others[0]!, all[0]!, 0), /not any more/);
      const [, , ...left] = all;
      is(left.length, 5, 'one person keeps five open polls');
      for (const asker of others.slice(0, 3)) for (let i = 0; i < 5; i++) left.push(await create(asker));
      const late = await connect(url, { auth: { nickname: 'Late-counter', room: here } });
      is(
        idsOf((await late.next('poll_history')) as Poll[]),
        idsOf(left),
        '"poll_history" must have twenty polls, the oldest first',
      );
      is(left.length, MAX_POLLS, 'four people with five polls each fill a room');
      refused(await late.ask('create_poll', lunch), /^There are 20 open polls here/);
      succeeded(await ann!.ask('close_poll', { poll: left[3]!.id }));
      const own = await create(late);
      refused(await vote(late, left[3]!, 0), /not any more/);
      others[1]!.close();
      await ann!.next('user_left');
      await create(late);
      refused(await vote(late, left[10]!, 0), /not any more/);
      for (const open of [left[0]!, left[19]!, own]) succeeded(await vote(late, open, 0));
      late.close();
    }),
  },
};
