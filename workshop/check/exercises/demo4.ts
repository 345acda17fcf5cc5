// The exercises of demo 4: how many are here, and a message that is taken back.
import { is, matches } from '../assert.ts';
import { enter } from '../behaviours/in-the-browser.ts';
import { settle, succeeded } from '../behaviours/inside.ts';
import { type Client, connect, withPeople } from '../client.ts';
import { onPages } from '../pages.ts';
import type { Exercise } from './exercises.ts';

const countOf = async (client: Client, expected: number) =>
  ((await client.next('guest_count', `with the count ${expected}`)) as { count: number }).count;

/** Says something; returns the id of the message. */
async function say(client: Client, text: string): Promise<string> {
  const answer = await client.ask('send_message', { text });
  succeeded(answer);
  return String(answer.id);
}

/** The texts in the history that somebody gets who connects now. */
async function historyOf(url: string): Promise<string[]> {
  const late = await connect(url);
  const history = (await late.next('message_history')) as { text: string }[];
  late.close();
  return history.map(({ text }) => text);
}

export const howManyAreHere: Exercise = {
  demo: 4,
  minutes: 25,
  fromServer: { guest_count: ['count'] },
  server: {
    'tells everyone how many are here, whenever somebody comes or goes': {
      ask: 'The number changes on two occasions. Who needs to know it each time?',
      check: withPeople(1, async ({ url }, one) => {
        while ((await countOf(one!, 1)) !== 1); // somebody of another check may still be leaving
        const two = await connect(url);
        is([await countOf(one!, 2), await countOf(two, 2)], [2, 2], 'both learn that two are here');
        const three = await connect(url);
        const counts = [await countOf(one!, 3), await countOf(two, 3), await countOf(three, 3)];
        is(counts, [3, 3, 3], 'all three learn that three are here');
        three.close();
        is(
          [await countOf(one!, 2), await countOf(two, 2)],
          [2, 2],
          'the others learn that somebody has left',
        );
        two.close();
      }),
    },
  },
  page: {
    'shows the number next to the heading, and changes it when a page is closed': {
      ask: 'The number is in the element with the id guest-count.',
      check: onPages(2, async ({ url }, one, two) => {
        await enter(one!, url);
        await one!.shows('#guest-count', '1');
        await enter(two!, url);
        for (const page of [one!, two!]) await page.shows('#guest-count', '2');
        await two!.shows('#status', 'Connected by WebSocket'); // by polling, the server may not notice at once
        await two!.open('about:blank');
        await one!.shows('#guest-count', '1');
      }),
    },
  },
};

export const takeItBack: Exercise = {
  demo: 4,
  minutes: 45,
  fromBrowser: { delete_message: ['id'] },
  fromServer: { message_deleted: ['id'] },
  server: {
    'deletes your message for everyone, and from the history': {
      ask: 'Everyone who shows the message must learn that it is gone. And what does somebody get who comes later?',
      check: withPeople(2, async ({ url }, one, two) => {
        await say(one!, 'this stays');
        const id = await say(one!, 'this goes');
        succeeded(await one!.ask('delete_message', { id }));
        for (const client of [one!, two!])
          is(await client.next('message_deleted'), { id }, 'everyone learns which message is gone');
        is((await historyOf(url)).at(-1), 'this stays', 'the history does not have it any more');
        const again = await one!.ask('delete_message', { id });
        is(again.ok, false, 'a message that is gone cannot be deleted again');
      }),
    },
    'does not delete the message of somebody else': {
      ask: 'Each message has an author. What does the server know of the author of a request?',
      check: withPeople(2, async ({ url }, one, two) => {
        succeeded(await one!.ask('delete_message', { id: await say(one!, 'my own') }));
        const id = await say(one!, 'not yours');
        await settle(two!);
        const { ok, error } = await two!.ask('delete_message', { id });
        is(ok, false, 'the server refuses to delete the message of somebody else');
        matches(error ?? '', /\w/, 'the answer must say why');
        is((await historyOf(url)).at(-2), 'not yours', 'the history still has it');
        is(one!.received('message_deleted').length, 1, 'nobody is told that the second message is gone');
      }),
    },
    'rejects an id that is not a text': {
      ask: 'The schema in clientEvents says what an id is.',
      check: withPeople(2, async (_demo, one, two) => {
        succeeded(await one!.ask('delete_message', { id: await say(one!, 'my own') }));
        for (const id of [undefined, 7, {}]) {
          const { ok } = await two!.ask('delete_message', { id });
          is(ok, false, 'an id must be a text');
        }
        await settle(one!, two!);
        is(one!.received('message_deleted').length, 1, 'one message was deleted');
      }),
    },
  },
  page: {
    'takes your last message from every page at a click': {
      ask: 'The button has the id take-back. Which of your messages is the last one?',
      check: onPages(2, async ({ url }, one, two) => {
        await enter(one!, url);
        await enter(two!, url);
        await one!.submit('#chat-text', 'a good sentence');
        await one!.shows('#chat-log > *', 'a good sentence');
        await one!.submit('#chat-text', 'a bad sentence');
        await two!.submit('#chat-text', 'not mine');
        for (const page of [one!, two!]) {
          await page.shows('#chat-log > *', 'a bad sentence');
          await page.shows('#chat-log > *', 'not mine');
        }
        await one!.waitFor(
          `document.querySelectorAll('#chat-log .own').length === 2`,
          'page 1 must know its own messages by the class own',
        );
        await one!.click('#take-back');
        for (const page of [one!, two!]) {
          await page.shows('#chat-log > *', 'a bad sentence', { times: 0 });
          await page.shows('#chat-log > *', 'a good sentence');
          await page.shows('#chat-log > *', 'not mine');
        }
      }),
    },
  },
};
