// The exercises of demo 6: an action instead of a message, and the last message of each room.
import { is, must } from '../assert.ts';
import { enter, newRoom as newPageRoom } from '../behaviours/in-the-browser.ts';
import { inRooms, lookAgain, refused, succeeded } from '../behaviours/inside.ts';
import { type Client, connect } from '../client.ts';
import { onPages } from '../pages.ts';
import type { Exercise } from './exercises.ts';

interface Message {
  text: string;
  action?: boolean;
}

/** Waits until the list of rooms has this last message for a room. */
async function listsLast(client: Client, room: string, last: string): Promise<void> {
  for (;;) {
    const list = (await client.next('room_list')) as { name: string; last?: unknown }[];
    if (list.find(({ name }) => name === room)?.last === last) return;
  }
}

export const meWaves: Exercise = {
  demo: 6,
  minutes: 30,
  server: {
    'broadcasts an action as a message, and keeps it in the history': {
      ask: 'The listener for send_message takes text out of the payload. What else does it have to take?',
      check: inRooms(['here', 'here'], async ({ here }, ann, bob) => {
        succeeded(await ann!.ask('send_message', { text: 'waves', action: true }));
        const { text, action } = (await bob!.next('new_message')) as Message;
        is(
          { text, action },
          { text: 'waves', action: true },
          'the others get the text, and that it is an action',
        );
        await lookAgain(bob!, here);
        let history: Message[] = [];
        while (history.length === 0) history = (await bob!.next('message_history')) as Message[];
        is(history.at(-1)?.action, true, 'the history knows that it was an action');
      }),
    },
    'leaves an ordinary message as it was, and rejects an action that is neither true nor false': {
      ask: 'With `.optional()`, a schema takes a payload that says nothing about it.',
      check: inRooms(['here'], async (_place, ann) => {
        refused(await ann!.ask('send_message', { text: 'waves', action: 'yes' }), /\w/);
        succeeded(await ann!.ask('send_message', { text: 'hello' }));
        const { text, action } = (await ann!.next('new_message')) as Message;
        is(text, 'hello', 'what was rejected is not sent');
        must(!action, 'an ordinary message is no action');
      }),
    },
  },
  page: {
    'shows an action in italics on every page, also after the connection was cut': {
      ask: 'The text of an action is in an <em>, without the /me.',
      check: onPages(2, async ({ url }, one, two) => {
        const room = newPageRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.submit('#chat-text', '/me waves to all');
        for (const page of [one!, two!]) await page.shows('#chat-log em', 'waves to all');
        await two!.shows('#chat-log > *', '/me', { times: 0 });
        await two!.reconnect();
        await two!.shows('#chat-log em', 'waves to all');
        await one!.submit('#chat-text', 'an ordinary message');
        await two!.shows('#chat-log > *', 'an ordinary message');
        await two!.shows('#chat-log em', 'an ordinary message', { times: 0 });
      }),
    },
  },
};

export const theLastMessage: Exercise = {
  demo: 6,
  minutes: 30,
  fromServer: { room_list: ['name', 'users', 'last'] },
  server: {
    'tells people in other rooms the last message of each room': {
      ask: 'Which fact says that there is a new message? And which function tells everybody about rooms?',
      check: inRooms(['here', 'there'], async ({ here }, ann, bob) => {
        succeeded(await ann!.ask('send_message', { text: 'the first' }));
        await listsLast(bob!, here, 'the first');
        succeeded(await ann!.ask('send_message', { text: 'the second' }));
        await listsLast(bob!, here, 'the second');
      }),
    },
    'sends at most 30 characters of it': {
      ask: 'What the page cuts off has travelled already. Who should cut it?',
      check: inRooms(['here', 'there'], async ({ here }, ann, bob) => {
        succeeded(await ann!.ask('send_message', { text: '123456789 123456789 123456789 and more' }));
        await listsLast(bob!, here, '123456789 123456789 123456789 ');
      }),
    },
    'tells it to anyone who comes in, and an empty text for a room in which nobody has written': {
      ask: 'Every room_list is made by listOf. Is the last message a part of it?',
      check: inRooms(['here', 'there'], async ({ url, here, there }, ann) => {
        succeeded(await ann!.ask('send_message', { text: 'before you came' }));
        const late = await connect(url);
        const list = (await late.next('room_list')) as { name: string; last: unknown }[];
        const lastOf = (room: string) => list.find(({ name }) => name === room)?.last;
        is(
          [lastOf(here), lastOf(there)],
          ['before you came', ''],
          'the first "room_list" has the last messages',
        );
        late.close();
      }),
    },
  },
  page: {
    'shows it in the list of rooms': {
      ask: 'In public/rooms.js, entryOf makes an entry of the list.',
      check: onPages(2, async ({ url }, one, two) => {
        await enter(one!, url, newPageRoom());
        await enter(two!, url, newPageRoom());
        await one!.submit('#chat-text', 'read me elsewhere');
        await two!.shows('#rooms-list > *', 'read me elsewhere');
      }),
    },
  },
};
