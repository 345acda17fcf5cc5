// The encore: a message is there once, has a number, and can be read again.
import { is, matches, must } from '../assert.ts';
import type { Answer, Client } from '../client.ts';
import type { Checks } from './accounts.ts';
import { keyOf } from './host.ts';
import { inRooms, refused, settle, succeeded } from './inside.ts';

interface Message {
  id: string;
  number: number;
  text: string;
}
interface Page {
  messages: Message[];
  through: number;
}

const heard = (client: Client) => client.received('new_message') as Message[];
const read = async (client: Client, after: number) =>
  (await client.ask('read_messages', { after })) as unknown as Page;
const numberOf = (answer: Answer) => (answer as unknown as Message).number;
const key = 'x'.repeat(20);

export const durable: Checks = {
  'numbers the messages of a room from 1, without a gap': inRooms(
    ['here', 'here', 'here', 'there'],
    async (_rooms, ...clients) => {
      const [ann, , , other] = clients as [Client, Client, Client, Client];
      succeeded(await other.ask('send_message', { text: 'elsewhere' }));
      const sent = clients
        .slice(0, 3)
        .flatMap((client) =>
          Array.from({ length: 5 }, (_, i) => client.ask('send_message', { text: `${i}` })),
        );
      const numbers = (await Promise.all(sent)).map(numberOf).toSorted((one, next) => one - next);
      is(numbers, Array.from({ length: 15 }, (_, i) => i + 1), 'each has a number of its own'); // prettier-ignore
      await settle(ann);
      is(heard(ann).map(({ number }) => number), [...numbers, 16], 'everybody hears them in their order'); // prettier-ignore
    },
  ),

  'stores a message once, however often it is sent, and broadcasts it again': inRooms(
    ['here', 'here'],
    async (_rooms, ann, bob) => {
      const first = await ann!.ask('send_message', { id: key, text: 'once' });
      const second = await ann!.ask('send_message', { id: key, text: 'once' });
      is([second.id, numberOf(second)], [first.id, numberOf(first)], 'it gets the same id and number');
      await settle(bob!);
      is(heard(bob!).map(({ number }) => number), [1, 1, 2], 'a page can tell by the number'); // prettier-ignore
      const other = await bob!.ask('send_message', { id: key, text: 'mine' });
      is(numberOf(other), 3, 'the id of another person’s message makes no difference');
    },
  ),

  'rejects what the database cannot keep, and nothing else with it': inRooms(
    ['here', 'here'],
    async (_rooms, ann, bob) => {
      const texts = ['a\0b', 'half a pair: \ud800'];
      const rejected = texts.map((text) => ann!.ask('send_message', { text }));
      const kept = [1, 2, 3].map((i) => bob!.ask('send_message', { text: `valid ${i}` }));
      for (const answer of await Promise.all(kept)) succeeded(answer);
      for (const answer of await Promise.all(rejected)) refused(answer, /not valid/);
    },
  ),

  'keeps what was meant for another room out of this one': inRooms(
    ['here', 'here'],
    async (_rooms, ann, bob) => {
      const answer = await ann!.ask('send_message', { writtenIn: 'random', text: 'from the outbox' });
      refused(answer, /^You are not in #random any more\./);
      is((answer as { retry?: boolean }).retry, true, 'it waits until its author is there again');
      await settle(bob!);
      is(heard(bob!).map(({ text }) => text), ['settle'], 'nobody here reads it'); // prettier-ignore
    },
  ),

  'reads again what came after a number, and nothing of another room': inRooms(
    ['here', 'there'],
    async (_rooms, ann, snoop) => {
      for (const text of ['one', 'two', 'three']) succeeded(await ann!.ask('send_message', { text }));
      await settle(snoop!);
      const { messages, through } = await read(ann!, 1);
      is(messages.map(({ text }) => text), ['two', 'three'], 'those after the number, and no others'); // prettier-ignore
      is(messages, heard(ann!).slice(1), 'they are as they were broadcast');
      is(through, 3, 'it says up to where');
      is((await read(ann!, 3)).messages, [], 'nothing comes after the last one');
      is((await read(snoop!, 0)).messages.length, 1, 'another room has others');
      for (const after of [-1, 1.5, '1', null, 1e300]) {
        const { ok, error } = await ann!.ask('read_messages', { after });
        must(!ok, 'it must be refused');
        matches(error ?? '', /\.$/, 'a sentence says why');
      }
    },
  ),

  'does not bring back what the host has deleted when it is sent again': (demo) =>
    inRooms(['here', 'here'], async (_rooms, host, bob) => {
      succeeded(await host!.ask('become_host', { key: keyOf(demo) }));
      const { id } = await bob!.ask('send_message', { id: key, text: 'rude' });
      succeeded(await bob!.ask('send_message', { text: 'polite' }));
      succeeded(await host!.ask('delete_message', { message: id }));
      const again = await bob!.ask('send_message', { id: key, text: 'rude' });
      is([again.ok, again.id, numberOf(again)], [true, id, 1], 'it leaves the outbox of its author');
      await settle(bob!);
      for (const text of ['rude', 'polite', 'settle'])
        is(((await host!.next('new_message')) as Message).text, text, 'nobody hears it again');
      const { messages, through } = await read(host!, 0);
      is([messages.map(({ number }) => number), through], [[2, 3], 3], 'the other numbers stay');
      succeeded(await host!.ask('toggle_reaction', { message: messages[0]!.id, emoji: '👍' }));
      must(
        !(await host!.ask('toggle_reaction', { message: id, emoji: '👍' })).ok,
        'it is gone for all layers',
      );
    })(demo),
};
