// The exercises of demo 3: a die that the server rolls, and a server that remembers.
import { gotNone, is, matches, must } from '../assert.ts';
import { enter } from '../behaviours/in-the-browser.ts';
import { refused, succeeded } from '../behaviours/inside.ts';
import { type Client, connect, withPeople } from '../client.ts';
import { onPages } from '../pages.ts';
import { brief } from '../words.ts';
import type { Exercise } from './exercises.ts';

async function roll(client: Client, sides: number): Promise<number> {
  succeeded(await client.ask('roll_dice', { sides }));
  const rolled = (await client.next('dice_rolled')) as { sides: number; number: number };
  is(rolled.sides, sides, '"dice_rolled" says how many sides the die has');
  const isSide = Number.isInteger(rolled.number) && rolled.number >= 1 && rolled.number <= sides;
  must(
    isSide,
    `a die of ${sides} sides shows a whole number from 1 to ${sides}, and not ${brief(rolled.number)}`,
  );
  return rolled.number;
}

export const rollADie: Exercise = {
  demo: 3,
  minutes: 30,
  fromBrowser: { roll_dice: ['sides'] },
  fromServer: { dice_rolled: ['sides', 'number'] },
  server: {
    'rolls a die with as many sides as you ask for': {
      ask: 'A die of two sides shows 1 or 2. Do both come?',
      check: withPeople(1, async (_demo, client) => {
        for (const sides of [6, 100]) await roll(client!, sides);
        const sides = new Set<number>();
        for (let i = 0; i < 30; i++) sides.add(await roll(client!, 2));
        is(sides.size, 2, 'of 30 rolls of a die with two sides, some show 1 and some show 2');
      }),
    },
    'tells nobody else what you have rolled': {
      ask: 'Which of `socket.emit` and `io.emit` speaks to one browser?',
      check: withPeople(2, async (_demo, one, two) => {
        await roll(one!, 6);
        await roll(two!, 6);
        is(one!.received('dice_rolled').length, 1, 'each client learns of its own roll alone');
      }),
    },
    'rejects a die with fewer than 2 or more than 100 sides, and half a side': {
      ask: 'The schema of roll_dice can say all of it: a whole number, the least, and the most.',
      check: withPeople(2, async (_demo, one, two) => {
        await roll(one!, 6);
        for (const sides of [1, 0, -6, 101, 2.5, '6', null]) {
          const { ok, error } = await two!.ask('roll_dice', { sides });
          is(ok, false, `a die with ${brief(sides)} sides must be rejected`);
          matches(error ?? '', /\w/, 'the answer must say why');
        }
        gotNone('dice_rolled', two!);
      }),
    },
  },
  page: {
    'shows a number after a click on the button': {
      ask: 'The button has the id roll, and the number is in the element with the id rolled.',
      check: onPages(1, async ({ url }, page) => {
        await enter(page!, url);
        await page!.click('#roll');
        const shown = `/\\b[1-6]\\b/.test(document.querySelector('#rolled')?.textContent)`;
        await page!.waitFor(shown, 'the page must show a number from 1 to 6 in #rolled', '#rolled');
      }),
    },
  },
};

export const remember: Exercise = {
  demo: 3,
  minutes: 45,
  fromServer: { echo_history: ['text', 'timestamp'] },
  server: {
    'sends everyone who connects the last twenty echoes, as one list': {
      ask: 'Is the array outside of the function for connection, and does it forget the oldest echo?',
      check: withPeople(1, async ({ url }, one) => {
        for (let i = 1; i <= 22; i++) succeeded(await one!.ask('echo_message', { text: `echo ${i}` }));
        const late = await connect(url);
        const echoes = one!.received('echo_response').slice(-20);
        is(
          await late.next('echo_history'),
          echoes,
          '"echo_history" has the last twenty echoes, the latest one last',
        );
        gotNone('echo_response', late);
        late.close();
      }),
    },
    'does not remember what it has rejected': {
      ask: 'What is rejected never reaches your handler. Where do you call push?',
      check: withPeople(1, async ({ url }, one) => {
        refused(await one!.ask('echo_message', { text: ' ' }), /^Please write something first\.$/);
        succeeded(await one!.ask('echo_message', { text: 'after the rejected one' }));
        const late = await connect(url);
        const [last] = ((await late.next('echo_history')) as { text: string }[]).slice(-1);
        is(last?.text, 'after the rejected one', 'the last echo is the last in "echo_history"');
        late.close();
      }),
    },
  },
  page: {
    'shows the echoes of others, once, also after the connection was cut': {
      ask: 'The list must replace what is shown.',
      check: onPages(2, async ({ url }, one, two) => {
        await enter(one!, url);
        await one!.submit('#echo-text', 'who remembers this');
        await one!.shows('#echo-log > *', 'who remembers this');
        await enter(two!, url);
        const because = 'Does the listener for echo_history replace the lines that are there?';
        await two!.shows('#echo-log > *', 'who remembers this', { because });
        await two!.reconnect();
        await two!.submit('#echo-text', 'and this');
        for (const text of ['who remembers this', 'and this'])
          await two!.shows('#echo-log > *', text, { because });
      }),
    },
  },
};
