// The exercises of demo 5: since when somebody is here, and who is typing.
import { gotNone, is, must } from '../assert.ts';
import { enter } from '../behaviours/in-the-browser.ts';
import { identityOf, succeeded } from '../behaviours/inside.ts';
import { type Client, connect, withPeople } from '../client.ts';
import { onPages } from '../pages.ts';
import { inTime } from '../patience.ts';
import type { Exercise } from './exercises.ts';

const nextUpdate = (client: Client) => client.next('typing_update');

/** Has a client begin to type, and the others notice it; returns the nickname. */
async function begin(typist: Client, ...others: Client[]): Promise<string> {
  const { nickname } = (await identityOf(typist)).user;
  succeeded(await typist.ask('typing_start', {}));
  for (const other of others)
    is(await nextUpdate(other), { nickname, typing: true }, 'the others learn who is typing');
  return nickname;
}

export const sinceWhen: Exercise = {
  demo: 5,
  minutes: 5,
  server: {},
  page: {
    'shows since when each person has been here': {
      ask: 'A user has joinedAt, and localTime makes a time of it that people can read.',
      check: onPages(1, async ({ url }, page) => {
        const guest = await connect(url);
        const { nickname, joinedAt } = (await identityOf(guest)).user;
        const own = await enter(page!, url);
        const joined = (await guest.next('user_joined')) as { joinedAt: string };
        for (const [who, since] of [
          [nickname, joinedAt],
          [own, joined.joinedAt],
        ] as const) {
          const time = String(await page!.run(`new Date('${since}').toLocaleTimeString()`));
          await page!.waitFor(
            `[...document.querySelectorAll('#people-list > *')].some(({ textContent: text }) =>
              text.includes('${who}') && text.includes('${time}'))`,
            `the page must show ${time} next to ${who} in #people-list`,
          );
        }
        guest.close();
      }),
    },
  },
};

export const annIsTyping: Exercise = {
  demo: 5,
  minutes: 30,
  fromBrowser: { typing_start: [] },
  fromServer: { typing_update: ['nickname', 'typing'] },
  server: {
    'tells the others who is typing, and not that person': {
      ask: '`socket.broadcast.emit` leaves out the one whose socket it is.',
      check: withPeople(3, async (_demo, typist, one, two) => {
        await begin(typist!, one!, two!);
        succeeded(await typist!.ask('send_message', { text: 'done' }));
        gotNone('typing_update', typist!);
      }),
    },
    'ends with the message': {
      ask: 'An event may have several listeners. Does send_message have one in handlers/typing.ts?',
      check: withPeople(2, async (_demo, typist, other) => {
        const nickname = await begin(typist!, other!);
        const begun = performance.now();
        succeeded(await typist!.ask('send_message', { text: 'done' }));
        is(await nextUpdate(other!), { nickname, typing: false }, 'the others learn that it is over');
        inTime(
          (performance.now() - begun) / 1000,
          2.5,
          'It must end with the message, and not three seconds later',
        );
      }),
    },
    'ends three seconds after the last key': {
      ask: 'Each typing_start has to clear the timer of the one before.',
      check: withPeople(2, async (_demo, typist, other) => {
        const begun = performance.now();
        const nickname = await begin(typist!, other!);
        is(await nextUpdate(other!), { nickname, typing: false }, 'the others learn that it is over');
        must(performance.now() - begun > 2000, 'it must last for three seconds');
      }),
    },
    'ends when somebody leaves in the middle of a word': {
      ask: 'What does the server hear of a tab that is closed?',
      check: withPeople(2, async (_demo, typist, other) => {
        const nickname = await begin(typist!, other!);
        const begun = performance.now();
        typist!.close();
        is(await nextUpdate(other!), { nickname, typing: false }, 'the others learn that it is over');
        inTime(
          (performance.now() - begun) / 1000,
          2.5,
          'It must end when they leave, and not three seconds later',
        );
      }),
    },
  },
  page: {
    'shows on the other pages who is typing': {
      ask: 'The line has the id typing.',
      check: onPages(2, async ({ url }, one, two) => {
        const nickname = await enter(one!, url);
        await enter(two!, url);
        await one!.type('#chat-text', 'a poem');
        await two!.shows('#typing', nickname);
        await one!.shows('#typing', nickname, { times: 0 });
        await two!.shows('#typing', nickname, { times: 0 });
      }),
    },
  },
};
