// Demo 4 and all after it: what one person writes, everybody reads at once.
import assert from 'node:assert/strict';
import { type Client, connect, withClients } from '../client.ts';
import type { Behaviours } from './layers.ts';

const MAX_MESSAGES = 100;

interface Message {
  id: string;
  from: string;
  text: string;
  timestamp: string;
}

const say = (client: Client, text: string) => client.ask('send_message', { text });
const heard = (client: Client) => client.received('new_message') as Message[];
const textsOf = (messages: Message[]) => messages.map(({ text }) => text);
const historyOf = async (client: Client) => (await client.next('message_history')) as Message[];

/** Waits until a client has heard this text: whatever was sent before it has arrived then, too. */
async function hears(client: Client, text: string): Promise<Message> {
  for (;;) {
    const message = (await client.next('new_message')) as Message;
    if (message.text === text) return message;
  }
}

export const chat: Behaviours = {
  'broadcasts a message to everyone, the sender included, and once': async ({ url }) => {
    await withClients(url, 3, async (sender, ...others) => {
      const { ok, error } = await say(sender!, 'hello everybody');
      assert.equal(ok, true, `it must be accepted, but the answer was: ${error}`);
      await say(sender!, 'the end');
      for (const client of [sender!, ...others]) {
        await hears(client, 'the end');
        assert.deepEqual(textsOf(heard(client)), ['hello everybody', 'the end']);
      }
    });
  },

  'broadcasts a message before it answers, and answers with the message’s id': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      const { id } = await say(client!, 'first');
      const ids = heard(client!).map((message) => message.id);
      assert.deepEqual([id], ids, 'the answer must come after the message, and carry its id');
    });
  },

  'gives each message its own id, author and time, whatever the sender claims': async ({ url }) => {
    await withClients(url, 2, async (sender, other) => {
      const claims = { id: 'mine', from: 'The teacher', timestamp: '1999-12-31T23:59:59.000Z', room: 'x' };
      const before = Date.now();
      await sender!.ask('send_message', { text: 'one', ...claims });
      await sender!.ask('send_message', { text: 'two', ...claims });
      await say(other!, 'three');
      await hears(sender!, 'three');
      const [one, two, three] = heard(sender!) as [Message, Message, Message];
      assert.equal(new Set([one.id, two.id, three.id, 'mine']).size, 4);
      assert.equal(one.from, two.from);
      assert.notEqual(one.from, three.from);
      assert.notEqual(one.from, 'The teacher');
      const time = Date.parse(one.timestamp);
      assert.ok(time >= before - 1000 && time <= Date.now() + 1000, 'the time must be the server’s own');
    });
  },

  'sends each who connects the history, as one list that equals what was broadcast': async ({ url }) => {
    await withClients(url, 2, async (ann, bob) => {
      await historyOf(ann!);
      await say(ann!, 'for the history');
      await say(bob!, 'this too');
      await hears(ann!, 'this too');
      const late = await connect(url);
      assert.deepEqual((await historyOf(late)).slice(-2), heard(ann!));
      assert.equal(late.received('message_history').length, 1);
      assert.equal(
        ann!.received('message_history').length,
        1,
        'the history is for who connects, and for nobody else',
      );
      await say(ann!, 'and now live');
      await hears(late, 'and now live');
      assert.deepEqual(textsOf(heard(late)), ['and now live'], 'history must not come as live messages');
      late.close();
    });
  },

  'keeps messages in the same order for everybody': async ({ url }) => {
    await withClients(url, 3, async (...clients) => {
      await Promise.all(clients.flatMap((client, i) => [1, 2, 3, 4, 5].map((n) => say(client, `${i}:${n}`))));
      await say(clients[0]!, 'the end');
      await Promise.all(clients.map((client) => hears(client, 'the end')));
      const [first, ...others] = clients.map((client) => textsOf(heard(client)));
      assert.equal(first!.length, 16);
      for (const other of others) assert.deepEqual(other, first);
      assert.deepEqual(
        first!.filter((text) => text.startsWith('1:')),
        ['1:1', '1:2', '1:3', '1:4', '1:5'],
      );
    });
  },

  'refuses an empty message and one over 500 characters, and tells nobody': async ({ url }) => {
    await withClients(url, 2, async (sender, other) => {
      for (const text of ['', ' \n ', 'x'.repeat(501)]) {
        const { ok, error } = await say(sender!, text);
        assert.equal(ok, false);
        assert.match(error ?? '', /^Please .+\.$/);
      }
      await say(sender!, `  ${'y'.repeat(500)}  `);
      await say(other!, 'the end');
      await hears(other!, 'the end');
      assert.deepEqual(textsOf(heard(other!)), ['y'.repeat(500), 'the end']);
    });
  },

  'keeps the last 100 messages for who comes later': async ({ url }) => {
    // Ten people, so that nobody is told to slow down.
    await withClients(url, 10, async (...clients) => {
      for (let i = 1; i <= 11; i++) {
        const answers = await Promise.all(clients.map((client) => say(client, `message ${i}`)));
        assert.ok(
          answers.every(({ ok }) => ok),
          'each must be accepted',
        );
      }
      await say(clients[0]!, 'the very last');
      await hears(clients[1]!, 'the very last');
      const late = await connect(url);
      const history = await historyOf(late);
      assert.equal(history.length, MAX_MESSAGES);
      assert.deepEqual(history, heard(clients[1]!).slice(-MAX_MESSAGES));
      late.close();
    });
  },

  'forgets nothing and doubles nothing for who comes back': async ({ url }) => {
    await withClients(url, 2, async (stays, leaves) => {
      await historyOf(leaves!);
      leaves!.socket.disconnect();
      await say(stays!, 'while you were away');
      leaves!.socket.connect();
      assert.equal((await historyOf(leaves!)).at(-1)?.text, 'while you were away');
      await say(stays!, 'welcome back');
      await hears(leaves!, 'welcome back');
      assert.deepEqual(textsOf(heard(leaves!)), ['welcome back']);
    });
  },
};
