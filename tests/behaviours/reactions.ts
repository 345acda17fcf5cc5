// Demo 7: an emoji on a message, and off again.
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

const EMOJI = ['👍', '💜', '😂', '😮', '🤔', '🎉'];

interface Reaction {
  message: string;
  emoji: string;
  user: { id: string; nickname: string };
  added?: boolean;
}

const updates = (client: Client) => client.received('reaction_updated') as Reaction[];
const historyOf = (client: Client) => client.received('reaction_history').at(-1) as Reaction[];

async function say(client: Client, text = 'react to this'): Promise<string> {
  const { id } = await client.ask('send_message', { text });
  assert.ok(id, 'the answer must carry the id of the message');
  return id;
}

const toggle = (client: Client, message: unknown, emoji: unknown = '👍') =>
  client.ask('toggle_reaction', { message, emoji });

export const reactions: Behaviours = {
  'reach everybody in the room, on and off, and nobody elsewhere': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const { user } = await identityOf(bob!);
      const message = await say(ann!);
      succeeded(await toggle(bob!, message));
      succeeded(await toggle(bob!, message));
      await settle(ann!, other!);
      for (const client of [ann!, bob!]) {
        assert.deepEqual(
          updates(client).map(({ added }) => added),
          [true, false],
        );
        for (const update of updates(client)) {
          assert.deepEqual([update.message, update.emoji, update.user.id], [message, '👍', user.id]);
        }
      }
      assert.deepEqual(updates(other!), []);
    });
  },

  'are six, and one person can give several, and several people the same': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const message = await say(ann!);
      for (const emoji of EMOJI) succeeded(await toggle(ann!, message, emoji));
      succeeded(await toggle(bob!, message, EMOJI[0]));
      const late = await connect(url, { auth: { nickname: 'Late-counter2', room: here } });
      await settle(late);
      const names = [(await identityOf(ann!)).user.nickname, (await identityOf(bob!)).user.nickname];
      for (const [i, emoji] of EMOJI.entries()) {
        const given = historyOf(late).filter((reaction) => reaction.emoji === emoji);
        assert.deepEqual(
          given.map(({ user }) => user.nickname),
          i === 0 ? names : names.slice(0, 1),
        );
      }
      late.close();
    });
  },

  'belong to the person, also after a break, and are told with no secret': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const identity = await identityOf(bob!);
      const message = await say(ann!);
      succeeded(await toggle(bob!, message));
      bob!.close();
      const again = await comeBack(url, identity, here);
      await settle(again, ann!);
      assert.deepEqual(
        historyOf(again).map(({ user }) => user.id),
        [identity.user.id],
      );
      succeeded(await toggle(again, message));
      await settle(ann!);
      assert.equal(updates(ann!).at(-1)?.added, false);
      assert.ok(!JSON.stringify(updates(ann!)).includes(identity.session));
      again.close();
    });
  },

  'are refused on what is no message of this room, and nobody hears of it': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, snoop) => {
      const message = await say(ann!);
      refused(await toggle(snoop!, message), /not in this room/);
      const to = (await identityOf(bob!)).user.nickname;
      const { id: whisper } = await ann!.ask('send_whisper', { to, text: 'psst' });
      refused(await toggle(bob!, whisper), /not in this room/);
      for (const id of ['', 'x', '__proto__', 'constructor']) {
        refused(await toggle(ann!, id), /not in this room/);
      }
      for (const id of [null, 7, [message], {}, 'x'.repeat(41)]) {
        refused(await toggle(ann!, id), /^(An id has to be a string|That is not a valid id)/);
      }
      for (const emoji of [
        '',
        '👎',
        'x',
        '👍👍',
        '👍\u{1f3fb}',
        '<b>',
        '__proto__',
        null,
        7,
        ['👍'],
        undefined,
      ]) {
        refused(await ann!.ask('toggle_reaction', { message, emoji }), /^There is no such reaction/);
      }
      await settle(ann!, bob!, snoop!);
      for (const client of [ann!, bob!, snoop!]) assert.deepEqual(updates(client), []);
    });
  },

  'go with their message when it leaves the history': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here, here, here], async (...people) => {
      const [ann] = people;
      const message = await say(ann!);
      succeeded(await toggle(ann!, message));
      for (let i = 0; i < 100; i++) await say(people[i % 4]!, `message ${i}`);
      await lookAgain(ann!, here);
      await settle(people[1]!);
      assert.deepEqual(historyOf(ann!), []);
      refused(await toggle(people[2]!, message), /not any more/);
    });
  },
};
