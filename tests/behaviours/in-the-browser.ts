// What one sees in the browser: a server may do all that it should, and the page nothing of it.
import { type Page, withPages } from '../pages.ts';
import type { Layer } from './layers.ts';

/** Why something may stand on a page twice after a break of the connection. */
const because =
  "Each `.on(…)` adds a listener: one that is added inside `socket.on('connect', …)` is added again with each connection. " +
  'And a snapshot must replace what is shown, not be added to it.';

let people = 0;

/** Opens a page, and comes in with a new nickname where one is asked for; returns the nickname. */
async function enter(page: Page, url: string, room = ''): Promise<string> {
  people += 1;
  const nickname = `guest${people}`;
  await page.open(url + (room && `/#${room}`));
  const isAsked = await page.run(`document.querySelector('#nickname') !== null`);
  if (isAsked) await page.submit('#nickname', nickname);
  await page.shows('#status[data-state=connected]', 'Connected');
  return nickname;
}

const newRoom = () => {
  people += 1;
  return `page-${process.pid}-${people}`;
};

/** Layers that need a browser, like those that do not: see layers.ts. */
export const browserLayers: Layer[] = [
  {
    name: 'echo in the browser',
    from: 3,
    to: 3,
    behaviours: {
      'shows what came back, once, also after the connection was cut': async ({ url }) => {
        await withPages(1, async (page) => {
          await enter(page!, url);
          await page!.submit('#echo-text', 'the first echo');
          await page!.shows('#echo-log > *', 'the first echo');
          await page!.reconnect();
          await page!.submit('#echo-text', 'the second echo');
          await page!.shows('#echo-log > *', 'the second echo', { because });
        });
      },
    },
  },
  {
    name: 'chat in the browser',
    from: 4,
    to: 7,
    behaviours: {
      'shows what one writes on every page, once, also after the connection was cut': async ({ url }) => {
        await withPages(2, async (one, two) => {
          const room = newRoom();
          await enter(one!, url, room);
          await enter(two!, url, room);
          await one!.run('window.stayed = true');
          await one!.submit('#chat-text', 'hello from page 1');
          for (const page of [one!, two!]) await page.shows('#chat-log > *', 'hello from page 1');
          const reloads =
            'Page 1 must not be loaded anew when a form is sent: event.preventDefault() sees to that.';
          await one!.waitFor('window.stayed === true', reloads);
          await two!.reconnect();
          await one!.submit('#chat-text', 'hello again');
          for (const text of ['hello from page 1', 'hello again']) {
            await two!.shows('#chat-log > *', text, { because });
          }
        });
      },
    },
  },
  {
    name: 'presence in the browser',
    from: 5,
    to: 7,
    behaviours: {
      'lists on every page who is here, once, also after the connection was cut': async ({ url }) => {
        await withPages(2, async (one, two) => {
          const room = newRoom();
          const nicknames = [await enter(one!, url, room), await enter(two!, url, room)];
          await two!.reconnect();
          for (const page of [one!, two!]) {
            for (const nickname of nicknames) await page.shows('#people-list > *', nickname, { because });
          }
        });
      },
    },
  },
  {
    name: 'rooms in the browser',
    from: 6,
    to: 7,
    behaviours: {
      'shows a message in its own room alone, who types, and a whisper to the one it is for': async ({
        url,
      }) => {
        await withPages(3, async (here, there, alsoHere) => {
          const [tea, coffee] = [newRoom(), newRoom()];
          const nickname = await enter(here!, url, tea);
          const other = await enter(there!, url, coffee);
          await enter(alsoHere!, url, tea);
          await here!.type('#chat-text', 'in this');
          await alsoHere!.shows('#typing', nickname);
          await here!.submit('#chat-text', 'in this room');
          await alsoHere!.shows('#chat-log > *', 'in this room');
          await here!.submit('#chat-text', `/w ${other} for you alone`);
          await there!.shows('#chat-log > *', 'for you alone');
          await there!.shows('#chat-log > *', 'in this room', { times: 0 });
          await alsoHere!.shows('#chat-log > *', 'for you alone', { times: 0 });
        });
      },
    },
  },
  {
    name: 'polls in the browser',
    from: 7,
    to: 7,
    behaviours: {
      'shows a question and its votes on every page': async ({ url }) => {
        await withPages(2, async (one, two) => {
          const room = newRoom();
          await enter(one!, url, room);
          await enter(two!, url, room);
          await one!.click('#poll-new summary');
          for (const [i, option] of ['Soup', 'Pizza'].entries()) {
            await one!.type(`#poll-options input:nth-of-type(${i + 1})`, option);
          }
          await one!.submit('#poll-question', 'Lunch?');
          await two!.shows('.poll', 'Lunch?');
          await two!.click('.poll button:nth-of-type(2)');
          await one!.shows('.poll button', 'Pizza1 vote');
        });
      },
    },
  },
  {
    name: 'reactions in the browser',
    from: 7,
    to: 7,
    behaviours: {
      'shows on every page what one has reacted with': async ({ url }) => {
        await withPages(2, async (one, two) => {
          const room = newRoom();
          await enter(one!, url, room);
          await enter(two!, url, room);
          await one!.submit('#chat-text', 'react to this');
          await two!.shows('#chat-log > *', 'react to this');
          await two!.click('.reactions-add');
          await two!.click('#reactions-picker button');
          for (const page of [one!, two!]) await page.shows('.reaction', '👍 1');
        });
      },
    },
  },
  {
    name: 'canvas in the browser',
    from: 7,
    to: 7,
    behaviours: {
      'shows a stroke on every page': async ({ url }) => {
        await withPages(2, async (one, two) => {
          const room = newRoom();
          await enter(one!, url, room);
          await enter(two!, url, room);
          const picture = `document.querySelector('#canvas')?.toDataURL()`;
          const before = JSON.stringify(await two!.run(picture));
          await one!.drag('#canvas');
          await two!.waitFor(`${picture} !== ${before}`, 'Page 2 must show what was drawn on page 1.');
        });
      },
    },
  },
];
