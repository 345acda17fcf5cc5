// Demo 6 and all after it: how many messages a room has had, for those who are in another one.
import { is, must } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import { newRoom, refused, succeeded, withClientsIn } from './inside.ts';
import type { Behaviours } from './layers.ts';

interface MessageCount {
  room: string;
  messages: number;
}

const say = async (client: Client, text: string) => succeeded(await client.ask('send_message', { text }));

/** Waits until a client has heard of that many messages in a room. */
async function hears(client: Client, name: string, count: number): Promise<void> {
  for (;;) {
    const counts = (await client.next('counts_updated')) as MessageCount[];
    if (counts.some(({ room, messages }) => room === name && messages === count)) return;
  }
}

export const unread: Behaviours = {
  'are told to everyone, those of several messages and rooms together': {
    ask: 'Whoever is in another room gets none of the messages, and should know that there are some. Must each message be told to everybody at once?',
    look: 'In handlers/unread.ts, count the messages of each room on the fact message_accepted. A second later, tell everyone the new numbers in one counts_updated. In server.ts, each connection must call registerUnread.',
    line: ['handlers/unread.ts', "io.emit('counts_updated', countsOf(changed));"],
    check: async ({ url }) => {
      const [here, there] = [newRoom(), newRoom()];
      await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
        const start = performance.now();
        for (let i = 1; i <= 10; i++) await say(ann!, `message ${i}`);
        refused(await ann!.ask('send_message', { text: '' }), /^Please write/);
        await say(other!, 'elsewhere');
        await say(bob!, 'one more');
        await hears(other!, here, 11);
        const most = 2 + Math.ceil((performance.now() - start) / 1000);
        must(other!.received('counts_updated').length <= most, 'twelve messages must be told together');
      });
    },
  },

  'are counted from the first one on for anyone who joins': {
    ask: 'A page that has just come in has missed the news of all rooms. What does it need to be up to date?',
    look: 'In handlers/unread.ts, whoever connects or changes the room must get message_counts: a list of all rooms that have had messages, each with their number. Keep the numbers outside registerUnread.',
    line: [
      'handlers/unread.ts',
      "const showCounts = () => socket.emit('message_counts', countsOf(counts.keys()));",
    ],
    check: async ({ url }) => {
      const [here, there] = [newRoom(), newRoom()];
      await withClientsIn(url, [here, there], async (ann, other) => {
        for (const text of ['one', 'two', 'three']) await say(ann!, text);
        const late = await connect(url, { auth: { nickname: 'Late-reader', room: there } });
        const counts = (await late.next('message_counts')) as MessageCount[];
        const own = counts.filter(({ room }) => room === here || room === there);
        is(own, [{ room: here, messages: 3 }], '"message_counts" must have each room that has messages');
        await hears(other!, here, 3);
        late.close();
      });
    },
  },
};
