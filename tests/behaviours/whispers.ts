// Demo 6 and all after it: from one person to another, and to nobody else.
import assert from 'node:assert/strict';
import { type Client, connect } from '../client.ts';
import { identityOf, newRoom, refused, settle, succeeded, withClientsIn } from './inside.ts';
import type { Behaviours } from './layers.ts';

interface Whisper {
  id: string;
  from: string;
  to: string;
  text: string;
  timestamp: string;
}

const heard = (client: Client) => client.received('private_message') as Whisper[];
const nicknameOf = async (client: Client) => (await identityOf(client)).user.nickname;

export const whispers: Behaviours = {
  'reach one person in whichever room, and their sender, and nobody else': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, there, here, there], async (ann, bob, here2, there2) => {
      const [from, to] = [await nicknameOf(ann!), await nicknameOf(bob!)];
      const before = Date.now();
      const { ok, id, error } = await ann!.ask('send_whisper', { to, text: 'psst' });
      assert.equal(ok, true, `it must be accepted, but the answer was: ${error}`);
      await settle(ann!, bob!, here2!, there2!);
      for (const client of [ann!, bob!]) {
        const [whisper, ...more] = heard(client);
        assert.deepEqual(more, []);
        assert.deepEqual([whisper?.id, whisper?.from, whisper?.to, whisper?.text], [id, from, to, 'psst']);
        const time = Date.parse(whisper?.timestamp ?? '');
        assert.ok(time >= before - 1000 && time <= Date.now() + 1000);
      }
      for (const client of [here2!, there2!]) assert.deepEqual(heard(client), []);
    });
  },

  'are in no history, and no message': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const secret = 'in no history';
      succeeded(await ann!.ask('send_whisper', { to: await nicknameOf(bob!), text: secret }));
      const late = await connect(url, { auth: { nickname: 'Late-reader', room: here } });
      await settle(ann!, bob!, late);
      for (const client of [ann!, bob!, late]) {
        for (const event of ['message_history', 'new_message']) {
          assert.ok(!JSON.stringify(client.received(event)).includes(secret), event);
        }
      }
      assert.deepEqual(heard(late), []);
      late.close();
    });
  },

  'find a person however the nickname is written': async ({ url }) => {
    const zoe = await connect(url, { auth: { nickname: 'Zoë-W' } });
    await withClientsIn(url, [newRoom()], async (ann) => {
      for (const to of ['zoë-w', 'ZOË-W', ' Zoë-W ', 'Zoe\u0308-W']) {
        succeeded(await ann!.ask('send_whisper', { to, text: 'you?' }));
        assert.equal(((await zoe.next('private_message')) as Whisper).to, 'Zoë-W');
      }
    });
    zoe.close();
  },

  'carry the sender that the server knows, whatever is claimed': async ({ url }) => {
    await withClientsIn(url, [newRoom(), newRoom()], async (ann, bob) => {
      const claims = { from: 'The teacher', id: 'mine', timestamp: '1999-12-31T23:59:59.000Z' };
      const to = await nicknameOf(bob!);
      succeeded(await ann!.ask('send_whisper', { to, text: 'psst', ...claims }));
      const whisper = (await bob!.next('private_message')) as Whisper;
      assert.equal(whisper.from, await nicknameOf(ann!));
      assert.notEqual(whisper.id, 'mine');
      assert.ok(!whisper.timestamp.startsWith('1999'));
    });
  },

  'are refused with a sentence when there is no such person, or it is oneself': async ({ url }) => {
    await withClientsIn(url, [newRoom(), newRoom()], async (ann, bob) => {
      const to = await nicknameOf(bob!);
      refused(
        await ann!.ask('send_whisper', { to: 'Nobody', text: 'hi' }),
        /^Nobody here is called "Nobody"/,
      );
      refused(await ann!.ask('send_whisper', { to: await nicknameOf(ann!), text: 'hi' }), /yourself/);
      bob!.close();
      await settle(ann!);
      refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^Nobody here is called/);
      assert.deepEqual(heard(ann!), []);
    });
  },

  'are refused when they go to a room, a socket, several people or none': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      const { session, user } = await identityOf(bob!);
      const nobody = [here, 'general', bob!.socket.id, user.id.slice(0, 20), session.slice(0, 20), '__proto__', 'constructor']; // prettier-ignore
      for (const to of nobody) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^Nobody here is called/);
      }
      refused(await ann!.ask('send_whisper', { text: 'hi' }), /^Please choose a nickname/);
      for (const to of [[], [user.nickname], [[]], {}, { nickname: user.nickname }, null, 7, true]) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^A nickname has to be a string/);
      }
      for (const to of ['', ' ', `room:${here}`, session, 'x'.repeat(21)]) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^A nickname has/);
      }
      await settle(ann!, bob!);
      for (const client of [ann!, bob!]) assert.deepEqual(heard(client), []);
    });
  },

  'need a text of at most 500 characters': async ({ url }) => {
    await withClientsIn(url, [newRoom(), newRoom()], async (ann, bob) => {
      const to = await nicknameOf(bob!);
      for (const text of ['', ' \n ', 'x'.repeat(501), undefined, 7, ['a']]) {
        refused(
          await ann!.ask('send_whisper', { to, text }),
          /^(Please write|The text is missing|The text has to be a string)/,
        );
      }
      succeeded(await ann!.ask('send_whisper', { to, text: ` ${'y'.repeat(500)} ` }));
      assert.equal(((await bob!.next('private_message')) as Whisper).text, 'y'.repeat(500));
    });
  },
};
