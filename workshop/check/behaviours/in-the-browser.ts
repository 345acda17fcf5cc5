// What one sees in the browser: a server may do all that it should, and the page nothing of it.
import { type Page, onPages } from '../pages.ts';
import type { Behaviours, Layer } from './layers.ts';

/** Why something may stand on a page twice after a break of the connection. */
const because =
  "Each `.on(…)` adds a listener: one that is added inside `socket.on('connect', …)` is added again with each connection. " +
  'And a snapshot must replace what is shown, not be added to it.';

let people = 0;

/** Opens a page, and comes in with a new nickname where the page asks for it; returns the nickname. */
export async function enter(page: Page, url: string, room = ''): Promise<string> {
  people += 1;
  const nickname = `guest${people}`;
  await page.open(url + (room && `/#${room}`));
  const isAsked = await page.run(`document.querySelector('#nickname') !== null`);
  if (isAsked) await page.submit('#nickname', nickname);
  await page.shows('#status[data-state=connected]', 'Connected');
  return nickname;
}

export const newRoom = () => {
  people += 1;
  return `page-${process.pid}-${people}`;
};

const inTheBrowser = (name: string, from: number, to: number, behaviours: Behaviours): Layer => ({
  name: `${name} in the browser`,
  from,
  to,
  behaviours,
});

/** Layers that need a browser, like those that do not: see layers.ts. */
export const browserLayers: Layer[] = [
  inTheBrowser('echo', 3, 3, {
    'shows what came back, once, also after the connection was cut': {
      ask: 'A listener that was added stays, also when the connection is lost and comes back. How often is yours added?',
      look: 'In public/echo.js, the listener for echo_response must be added once, when the page is loaded, and not at each connection. In public/main.js, the page must call it before the socket connects.',
      line: ['public/echo.js', "socket.on('echo_response', ({ text, timestamp }) => {"],
      check: onPages(1, async ({ url }, page) => {
        await enter(page!, url);
        await page!.submit('#echo-text', 'the first echo');
        await page!.shows('#echo-log > *', 'the first echo');
        await page!.reconnect();
        await page!.submit('#echo-text', 'the second echo');
        await page!.shows('#echo-log > *', 'the second echo', { because });
      }),
    },
  }),
  inTheBrowser('chat', 4, 7, {
    'shows a message on every page, once, also after the connection was cut': {
      ask: 'After a break the page gets the whole history once more. What must happen to the messages that it shows already?',
      look: 'In public/chat.js, message_history must replace what is shown, and new_message add to it. Both listeners are added once, when the page is loaded. In public/main.js, the page must call setupChat.',
      line: ['public/chat.js', "socket.on('new_message', (message) => {"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.run('window.stayed = true');
        await one!.submit('#chat-text', 'hello from page 1');
        for (const page of [one!, two!]) await page.shows('#chat-log > *', 'hello from page 1');
        const reloads =
          'Page 1 must not be loaded again when a form is sent: event.preventDefault() sees to that.';
        await one!.waitFor('window.stayed === true', reloads);
        await two!.reconnect();
        await one!.submit('#chat-text', 'hello again');
        for (const text of ['hello from page 1', 'hello again']) {
          await two!.shows('#chat-log > *', text, { because });
        }
      }),
    },
  }),
  inTheBrowser('presence', 5, 7, {
    'lists on every page who is here, once, also after the connection was cut': {
      ask: 'One event brings the whole list, two others bring changes. Which of them empties the list first?',
      look: 'In public/presence.js, user_list must replace the list, user_joined and user_left change it. The nickname and the session must be in the handshake before the socket connects.',
      line: ['public/presence.js', "socket.on('user_list', (all) => {"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        const nicknames = [await enter(one!, url, room), await enter(two!, url, room)];
        await two!.reconnect();
        for (const page of [one!, two!]) {
          for (const nickname of nicknames) await page.shows('#people-list > *', nickname, { because });
        }
      }),
    },
  }),
  inTheBrowser('rooms', 6, 7, {
    'shows a message in its own room alone': {
      ask: 'The page knows its room from its address. When must the server learn of it?',
      look: 'In public/rooms.js, the room of the address must go into join_room, and in public/presence.js into the handshake. In public/main.js, the page must call setupRooms.',
      line: ['public/rooms.js', "socket.on('room_joined', ({ room }) => {"],
      check: onPages(3, async ({ url }, here, there, alsoHere) => {
        const [tea, coffee] = [newRoom(), newRoom()];
        await enter(here!, url, tea);
        await enter(there!, url, coffee);
        await enter(alsoHere!, url, tea);
        await here!.submit('#chat-text', 'in this room');
        await alsoHere!.shows('#chat-log > *', 'in this room');
        await there!.submit('#chat-text', 'in that room');
        await there!.shows('#chat-log > *', 'in that room');
        const elsewhere = 'Which room does each page join? It must be in socket.auth and in join_room.';
        await there!.shows('#chat-log > *', 'in this room', { times: 0, because: elsewhere });
        await alsoHere!.shows('#chat-log > *', 'in that room', { times: 0, because: elsewhere });
      }),
    },
  }),
  inTheBrowser('typing', 6, 7, {
    'shows who types': {
      ask: 'A key is pressed on one page. Which two events does it take until another page shows it?',
      look: 'In public/typing.js, the listener for input must send typing_start, and that for typing_update show the nickname. In public/main.js, the page must call setupTyping.',
      line: ['public/typing.js', "socket.on('typing_update', ({ nickname, typing: isTyping }) => {"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        const nickname = await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.type('#chat-text', 'a poem');
        await two!.shows('#typing', nickname);
      }),
    },
  }),
  inTheBrowser('whispers', 6, 7, {
    'shows a whisper to its recipient, and to nobody else': {
      ask: 'A whisper is typed like a message. What makes the page send another event?',
      look: 'In public/whispers.js, a text that begins with /w must be sent as send_whisper, and private_message must be shown. In public/main.js, the page must call setupWhispers.',
      line: ['public/whispers.js', "socket.on('private_message', (whisper) => {"],
      check: onPages(3, async ({ url }, here, there, alsoHere) => {
        const room = newRoom();
        await enter(here!, url, room);
        const other = await enter(there!, url, newRoom());
        await enter(alsoHere!, url, room);
        await here!.submit('#chat-text', `/w ${other} for you alone`);
        await there!.shows('#chat-log > *', 'for you alone');
        await alsoHere!.shows('#chat-log > *', 'for you alone', { times: 0 });
      }),
    },
  }),
  inTheBrowser('polls', 7, 7, {
    'shows a question and its votes on every page': {
      ask: 'A new poll and a new count are two events. Which of them does each page need to show a vote of somebody else?',
      look: 'In public/polls.js, poll_history must replace what is shown, new_poll add to it, and poll_updated change the counts of a poll that is shown. In public/main.js, the page must call setupPolls.',
      line: ['public/polls.js', "socket.on('poll_updated', ({ id, votes, closed }) => shown.get(id)?.upda"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        for (const page of [one!, two!]) await page.click('#tabs [value=polls]');
        await one!.click('#poll-new summary');
        for (const [i, option] of ['Soup', 'Pizza'].entries()) {
          await one!.type(`#poll-options input:nth-of-type(${i + 1})`, option);
        }
        await one!.submit('#poll-question', 'Lunch?');
        await two!.shows('.poll', 'Lunch?');
        await two!.click('.poll button:nth-of-type(2)');
        await one!.shows('.poll button', 'Pizza1 vote', { times: 0 }); // not before one votes, or asks
        await one!.click('.poll-tools button');
        await one!.shows('.poll button', 'Pizza1 vote');
      }),
    },
  }),
  inTheBrowser('reactions', 7, 7, {
    'shows a reaction on every page': {
      ask: 'A reaction belongs to a message that is shown already. How does the page find it again?',
      look: 'In public/reactions.js, reaction_updated must change the bar of its message. In public/chat.js, lineOf must put a bar into each line, made by reactionsBar(). In public/main.js, the page must call setupReactions.',
      line: ['public/reactions.js', "socket.on('reaction_updated',"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.submit('#chat-text', 'react to this');
        await two!.shows('#chat-log > *', 'react to this');
        await two!.click('.reactions-add');
        await two!.click('#reactions-picker button');
        for (const page of [one!, two!]) await page.shows('.reaction', '👍 1');
      }),
    },
  }),
  inTheBrowser('canvas', 7, 7, {
    'shows a stroke on every page': {
      ask: 'A stroke is a list of points between 0 and 1, because the pages are not all of one size. Who turns them into pixels?',
      look: 'In public/canvas.js, canvas_history must replace the picture, and canvas_update add its strokes to it. In public/main.js, the page must call setupCanvas.',
      line: ['public/canvas.js', "socket.on('canvas_update', picture.add);"],
      check: onPages(2, async ({ url }, one, two) => {
        const room = newRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        const picture = `document.querySelector('#canvas')?.toDataURL()`;
        const before = JSON.stringify(await two!.run(picture));
        await one!.drag('#canvas');
        await two!.waitFor(`${picture} !== ${before}`, 'Page 2 must show what was drawn on page 1.');
      }),
    },
  }),
];
