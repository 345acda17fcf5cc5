// Demo 7: polls with counts that everybody sees, and votes that nobody sees.
import assert from 'node:assert/strict';
import { type Client, connect } from '../client.ts';
import {
  comeBack,
  identityOf,
  lookAgain,
  newRoom,
  refused,
  settle,
  succeeded,
  withClientsIn,
} from './inside.ts';
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
  assert.equal(ok, true, `it must be accepted, but the answer was: ${error}`);
  for (;;) {
    const created = (await client.next('new_poll')) as Poll;
    if (created.id === id) return created;
  }
}

const vote = (client: Client, { id }: Poll, option: unknown) => client.ask('vote_poll', { poll: id, option });

export const polls: Behaviours = {
  'reach everybody in the room, with all at zero, and nobody elsewhere': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const poll = await create(ann!, { ...lunch, createdBy: 'The teacher', id: 'mine', closed: true });
      assert.deepEqual(await bob!.next('new_poll'), poll);
      assert.equal(poll.question, 'Lunch?');
      assert.deepEqual(
        poll.options,
        lunch.options.map((text) => ({ text, votes: 0 })),
      );
      assert.equal(poll.createdBy, (await identityOf(ann!)).user.nickname);
      assert.notEqual(poll.id, 'mine');
      assert.equal(poll.closed, false);
      assert.ok(Math.abs(Date.parse(poll.timestamp) - Date.now()) < 10_000);
      await settle(other!);
      assert.deepEqual(other!.received('new_poll'), []);
    });
  },

  'count one vote for each person, which can be changed': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const poll = await create(ann!);
      succeeded(await vote(ann!, poll, 0));
      succeeded(await vote(bob!, poll, 0));
      await settle(ann!);
      assert.deepEqual(updates(ann!).at(-1)?.votes, [2, 0, 0]);
      succeeded(await vote(ann!, poll, 2));
      succeeded(await vote(ann!, poll, 2));
      await settle(bob!, other!);
      assert.deepEqual(updates(bob!).at(-1)?.votes, [1, 0, 1]);
      assert.deepEqual(updates(other!), []);
    });
  },

  'show what one has voted to oneself alone': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const [voter, reader] = [await identityOf(ann!), await identityOf(bob!)];
      const poll = await create(bob!);
      succeeded(await vote(ann!, poll, 1));
      await settle(bob!);
      await lookAgain(bob!, here);
      await settle(bob!);
      const known = JSON.stringify([updates(bob!), bob!.received('new_poll'), historyOf(bob!)]);
      for (const secret of [voter.session, voter.user.id, voter.user.nickname]) {
        assert.ok(!known.includes(secret), 'nobody may learn who has voted');
      }
      assert.deepEqual(votesOf(historyOf(bob!)[0]!), [0, 1, 0]);
      assert.equal(historyOf(bob!)[0]?.vote, undefined);
      assert.equal(historyOf(bob!)[0]?.mine, true);

      ann!.close();
      const again = await comeBack(url, voter, here);
      await settle(again);
      assert.equal(historyOf(again)[0]?.vote, 1);
      assert.equal(historyOf(again)[0]?.mine, false);
      again.close();
      assert.ok(!JSON.stringify(historyOf(again)).includes(reader.session));
    });
  },

  'count one vote for a person who comes back, and again only for a new one': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const identity = await identityOf(bob!);
      const poll = await create(ann!);
      succeeded(await vote(bob!, poll, 0));
      bob!.close();
      const again = await comeBack(url, identity, here);
      succeeded(await vote(again, poll, 1));
      assert.deepEqual(updates(again).at(-1)?.votes, [0, 1, 0]);
      again.close();
    });
  },

  'are there for who comes later, as they stand': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here], async (ann) => {
      const [first, second] = [
        await create(ann!),
        await create(ann!, { question: 'B?', options: ['a', 'b'] }),
      ];
      succeeded(await vote(ann!, second, 1));
      const late = await connect(url, { auth: { nickname: 'Late-voter', room: here } });
      const history = (await late.next('poll_history')) as Poll[];
      assert.deepEqual(
        history.map(({ id }) => id),
        [first.id, second.id],
      );
      assert.deepEqual(votesOf(history[1]!), [0, 1]);
      succeeded(await vote(late, second, 0));
      assert.deepEqual(updates(late).at(-1)?.votes, [1, 1]);
      late.close();
    });
  },

  'are closed by who created them alone, also after a break, and take no vote then': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const identity = await identityOf(ann!);
      const poll = await create(ann!);
      succeeded(await vote(bob!, poll, 0));
      refused(await bob!.ask('close_poll', { poll: poll.id }), /^Only the poll's creator can close it/);
      ann!.close();
      const again = await comeBack(url, identity, here);
      succeeded(await again.ask('close_poll', { poll: poll.id }));
      await settle(bob!);
      assert.equal(updates(bob!).at(-1)?.closed, true);
      refused(await vote(bob!, poll, 1), /^This poll is closed/);
      assert.deepEqual(updates(bob!).at(-1)?.votes, [1, 0, 0]);
      again.close();
    });
  },

  'of another room cannot be voted on or closed, and nobody hears of the attempt': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, there], async (ann, snoop) => {
      const poll = await create(ann!);
      refused(await vote(snoop!, poll, 0), /not in this room/);
      refused(await snoop!.ask('vote_poll', { poll: poll.id, option: 0, room: here }), /not in this room/);
      refused(await snoop!.ask('close_poll', { poll: poll.id }), /not in this room/);
      for (const id of ['', 'x', '__proto__', 'constructor', '0']) {
        refused(await snoop!.ask('vote_poll', { poll: id, option: 0 }), /not in this room/);
      }
      await settle(ann!, snoop!);
      assert.deepEqual([updates(ann!), updates(snoop!)], [[], []]);
    });
  },

  'are refused without a question or two to eight different options': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
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
      assert.deepEqual(bob!.received('new_poll'), []);
      const eight = await create(ann!, { question: 'A?', options: nine.slice(1) });
      assert.equal(eight.options.length, 8);
      for (const option of [-1, 8, 1e9, 1.5, '0', null, undefined, [0], '__proto__', 'length']) {
        refused(await vote(bob!, eight, option), /^(There is no such option|An option is a whole number)/);
      }
      assert.deepEqual(updates(bob!), []);
    });
  },

  'are kept to the last twenty': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here], async (ann) => {
      const all: Poll[] = [];
      for (let i = 0; i < MAX_POLLS + 3; i++) all.push(await create(ann!));
      const late = await connect(url, { auth: { nickname: 'Late-counter', room: here } });
      const history = (await late.next('poll_history')) as Poll[];
      assert.deepEqual(
        history.map(({ id }) => id),
        all.slice(-MAX_POLLS).map(({ id }) => id),
      );
      refused(await vote(late, all[0]!, 0), /not any more/);
      late.close();
    });
  },
};
