// Demo 7: the figures of a room.
import assert from 'node:assert/strict';
import type { Client } from '../client.ts';
import { enter, newRoom, succeeded, withClientsIn } from './inside.ts';
import type { Behaviours } from './layers.ts';

interface Stats {
  messages: number;
  polls: number;
  users: number;
}

/** Waits until the figures are these. */
async function become(client: Client, expected: Stats): Promise<void> {
  for (;;) {
    const { messages, polls, users } = (await client.next('stats')) as Stats;
    if (messages === expected.messages && polls === expected.polls && users === expected.users) return;
  }
}

export const stats: Behaviours = {
  'count the messages, the polls and the people of the room, live': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      await become(ann!, { messages: 0, polls: 0, users: 2 });
      succeeded(await ann!.ask('send_message', { text: 'one' }));
      succeeded(await bob!.ask('send_message', { text: 'two' }));
      succeeded(await ann!.ask('create_poll', { question: 'Three?', options: ['yes', 'no'] }));
      await become(bob!, { messages: 2, polls: 1, users: 2 });
      ann!.close();
      await become(bob!, { messages: 2, polls: 1, users: 1 });
    });
  },

  'are those of one’s own room, in both rooms when somebody moves': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (mover, stays, other) => {
      const before = other!.received('stats').length; // those of general, where one comes in
      succeeded(await mover!.ask('send_message', { text: 'one' }));
      await become(mover!, { messages: 1, polls: 0, users: 2 });
      await enter(mover!, there);
      await become(mover!, { messages: 0, polls: 0, users: 2 });
      await become(stays!, { messages: 1, polls: 0, users: 1 });
      await become(other!, { messages: 0, polls: 0, users: 2 });
      const seen = (other!.received('stats').slice(before) as Stats[]).map(({ messages }) => messages);
      assert.ok(!seen.includes(1), 'the figures of another room must not come here');
    });
  },

  'do not count what is refused': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here], async (ann) => {
      await ann!.ask('send_message', { text: '' });
      await ann!.ask('create_poll', { question: 'One?', options: ['a'] });
      succeeded(await ann!.ask('send_message', { text: 'counts' }));
      await become(ann!, { messages: 1, polls: 0, users: 1 });
    });
  },
};
