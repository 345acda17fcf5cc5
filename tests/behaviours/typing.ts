// Demo 6 and all after it: who is typing.
import assert from 'node:assert/strict';
import type { Client } from '../client.ts';
import { enter, identityOf, newRoom, settle, succeeded, withClientsIn } from './inside.ts';
import type { Behaviours } from './layers.ts';

interface TypingUpdate {
  nickname: string;
  typing: boolean;
}

const heard = (client: Client) => client.received('typing_update') as TypingUpdate[];
const nextUpdate = async (client: Client) => (await client.next('typing_update')) as TypingUpdate;

/** Has a client begin to type, and another of the room notice it; returns the nickname. */
async function begin(typist: Client, reader: Client): Promise<string> {
  const { user } = await identityOf(typist);
  succeeded(await typist.ask('typing_start', {}));
  assert.deepEqual(await nextUpdate(reader), { nickname: user.nickname, typing: true });
  return user.nickname;
}

export const typing: Behaviours = {
  'tells the others in the room that one is typing, and neither oneself nor another room': async ({
    url,
  }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, here, there], async (typist, one, two, other) => {
      const nickname = await begin(typist!, one!);
      assert.deepEqual(await nextUpdate(two!), { nickname, typing: true });
      await settle(typist!, other!);
      assert.deepEqual(heard(typist!), []);
      assert.deepEqual(heard(other!), []);
    });
  },

  'says who types by the nickname of the socket, whatever it claims': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (typist, reader) => {
      await typist!.ask('typing_start', { nickname: 'The teacher', room: 'general' });
      assert.notEqual((await nextUpdate(reader!)).nickname, 'The teacher');
    });
  },

  'is over when one stops, sends, goes to another room, or leaves': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    const ends: ((typist: Client) => Promise<unknown> | void)[] = [
      (typist) => typist.ask('typing_stop', {}),
      (typist) => typist.ask('send_message', { text: 'there it is' }),
      (typist) => enter(typist, there),
      (typist) => typist.close(),
    ];
    for (const end of ends) {
      await withClientsIn(url, [here, here, there], async (typist, reader, other) => {
        const nickname = await begin(typist!, reader!);
        const ended = performance.now();
        await end(typist!);
        assert.deepEqual(await nextUpdate(reader!), { nickname, typing: false });
        assert.ok(performance.now() - ended < 2500, 'it must not need the time limit for that');
        await settle(reader!, other!);
        assert.equal(heard(reader!).length, 2, 'once');
        assert.deepEqual(heard(other!), []);
      });
    }
  },

  'is over after three seconds without news': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (typist, reader) => {
      const nickname = await begin(typist!, reader!);
      const since = performance.now();
      succeeded(await typist!.ask('typing_start', {}));
      assert.deepEqual(await nextUpdate(reader!), { nickname, typing: true });
      assert.deepEqual(await nextUpdate(reader!), { nickname, typing: false });
      const seconds = (performance.now() - since) / 1000;
      assert.ok(seconds > 2.5 && seconds < 4.5, `${seconds.toFixed(1)} s`);
    });
  },

  'says nothing when who has not typed stops': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (one, reader) => {
      succeeded(await one!.ask('typing_stop', {}));
      await one!.ask('send_message', { text: 'pasted' });
      await enter(one!, newRoom());
      await settle(reader!);
      assert.deepEqual(heard(reader!), []);
    });
  },
};
