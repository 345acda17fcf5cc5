// The exercises of demo 7: a marker, and hands that are raised.
import { gotNone, is, must } from '../assert.ts';
import { enter, newRoom as newPageRoom } from '../behaviours/in-the-browser.ts';
import { identityOf, inRooms, lookAgain, newRoom, refused, settle, succeeded } from '../behaviours/inside.ts';
import { type Client, connect } from '../client.ts';
import { onPages } from '../pages.ts';
import type { Exercise } from './exercises.ts';

interface Stroke {
  marker?: boolean;
}

const line = { color: '#1d4ed8', points: [{ x: 0, y: 0.5 }, { x: 1, y: 0.5 }] }; // prettier-ignore

/** The nickname of a client; with `raised`, after it has raised its hand. */
async function nicknameOf(client: Client, raised = false): Promise<string> {
  if (raised) succeeded(await client.ask('toggle_hand', {}));
  return (await identityOf(client)).user.nickname;
}

/** The hands as somebody gets them who comes into a room now. */
async function handsIn(url: string, room: string): Promise<unknown> {
  const late = await connect(url, { auth: { nickname: newRoom().slice(-20), room } });
  const hands = await late.next('hand_list');
  late.close();
  return hands;
}

export const aMarker: Exercise = {
  demo: 7,
  minutes: 30,
  server: {
    'passes on that a line is a marker’s, and keeps it in the picture': {
      ask: 'In handlers/canvas.ts, a part is made of what came with draw. Is marker in it?',
      check: inRooms(['here', 'here', 'there'], async ({ here }, ann, bob, late) => {
        succeeded(await ann!.ask('draw', { ...line, marker: true }));
        const [stroke] = (await bob!.next('canvas_update')) as [Stroke];
        is(stroke.marker, true, 'the others learn that it is a marker');
        await lookAgain(late!, here);
        let picture: Stroke[] = [];
        while (picture.length === 0) picture = (await late!.next('canvas_history')) as Stroke[];
        is(picture[0]?.marker, true, 'the picture keeps that it is a marker');
      }),
    },
    'takes a pen as before, and rejects a marker that is neither true nor false': {
      ask: 'With `.optional()`, a schema takes a payload that says nothing about it.',
      check: inRooms(['here'], async (_place, ann) => {
        refused(await ann!.ask('draw', { ...line, marker: 'yes' }), /\w/);
        succeeded(await ann!.ask('draw', line));
        const [stroke] = (await ann!.next('canvas_update')) as [Stroke];
        must(!stroke.marker, 'a line that says nothing about it is no marker’s');
      }),
    },
  },
  page: {
    'draws lines that you can see through, on every page, when the box is checked': {
      ask: 'public/pen.js sends it, and public/line.js paints with it.',
      check: onPages(2, async ({ url }, one, two) => {
        const room = newPageRoom();
        await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.click('#canvas-tools [name=marker]');
        await one!.drag('#canvas');
        // The largest opacity of a pixel: 255 is a pen, 0 is paper.
        const opacity = `(() => {
          const canvas = document.querySelector('#canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((most, value, i) => (i % 4 === 3 ? Math.max(most, value) : most), 0);
        })()`;
        await two!.waitFor(`${opacity} > 0`, 'page 2 must show the line');
        await two!.waitFor(`${opacity} < 230`, 'the line on page 2 must let the paper shine through');
      }),
    },
  },
};

export const aLayerOfYourOwn: Exercise = {
  demo: 7,
  minutes: 60,
  fromBrowser: { toggle_hand: [] },
  fromServer: { hand_list: [], hand_updated: ['nickname', 'raised'] },
  server: {
    'tells the room whose hand goes up, and whose goes down': {
      ask: 'A second toggle_hand takes the first one back. Who needs to know?',
      check: inRooms(['here', 'here', 'there'], async (_place, ann, bob, other) => {
        const nickname = await nicknameOf(ann!, true);
        for (const client of [ann!, bob!])
          is(
            await client.next('hand_updated'),
            { nickname, raised: true },
            'the room learns that a hand is up',
          );
        succeeded(await ann!.ask('toggle_hand', {}));
        for (const client of [ann!, bob!])
          is(
            await client.next('hand_updated'),
            { nickname, raised: false },
            'the room learns that it is down',
          );
        await settle(ann!, other!);
        gotNone('hand_updated', other!);
      }),
    },
    'sends anyone who comes in the hands that are up, the first one first': {
      ask: 'The list is a snapshot, as the history of the chat is. When is it due?',
      check: inRooms(['here', 'here', 'there'], async ({ url, here }, ann, bob, cleo) => {
        const raised = [await nicknameOf(bob!, true), await nicknameOf(ann!, true)];
        is(await handsIn(url, here), raised, 'somebody who connects gets the nicknames, in their order');
        const before = cleo!.received('hand_list').length;
        succeeded(await cleo!.ask('join_room', { room: here }));
        while (cleo!.received('hand_list').length === before) await cleo!.next('hand_list');
        is(cleo!.received('hand_list').at(-1), raised, 'somebody who changes rooms gets them, too');
      }),
    },
    'lowers your hand when you leave, or go to another room': {
      ask: 'On the fact room_changed, the socket is already in the new room. Which room has to be told?',
      check: inRooms(['here', 'here', 'here'], async ({ url, here }, ann, bob, cleo) => {
        const nicknames = [await nicknameOf(ann!, true), await nicknameOf(bob!, true)];
        for (const nickname of nicknames)
          is(
            await cleo!.next('hand_updated'),
            { nickname, raised: true },
            'the room learns that a hand is up',
          );
        succeeded(await ann!.ask('join_room', { room: newRoom() }));
        const down = { nickname: nicknames[0], raised: false };
        is(await cleo!.next('hand_updated'), down, 'the room learns that somebody has gone to another room');
        bob!.close();
        const gone = { nickname: nicknames[1], raised: false };
        is(await cleo!.next('hand_updated'), gone, 'the room learns that somebody has left');
        is(await handsIn(url, here), [], 'no hand is up any more');
      }),
    },
  },
  page: {
    'shows on every page whose hands are up, also after the connection was cut': {
      ask: 'The button has the id hand, and the list the id hand-list.',
      check: onPages(2, async ({ url }, one, two) => {
        const room = newPageRoom();
        const nickname = await enter(one!, url, room);
        await enter(two!, url, room);
        await one!.click('#hand');
        for (const page of [one!, two!]) await page.shows('#hand-list > *', nickname);
        await two!.reconnect();
        await two!.shows('#hand-list > *', nickname);
        await one!.click('#hand');
        for (const page of [one!, two!]) await page.shows('#hand-list > *', nickname, { times: 0 });
      }),
    },
  },
};
