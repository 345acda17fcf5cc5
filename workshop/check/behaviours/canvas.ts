// Demo 7: a picture that everybody in a room draws on.
import { gotNone, is, must } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import {
  comeBack,
  identityOf,
  idsOf,
  inRooms,
  lookAgain,
  newRoom,
  nicknameOf,
  refused,
  settle,
  succeeded,
  withClientsIn,
} from './inside.ts';
import type { Behaviours } from './layers.ts';

const MAX_POINTS = 10_000;

interface Stroke {
  id: number;
  from: string;
  color: string;
  width: string;
  points: { x: number; y: number }[];
}
interface Cursor {
  nickname: string;
  x: number;
  y: number;
}

const medium = 'medium'; // the width of a line that names none
const line = { color: '#1d4ed8', points: [{ x: 0, y: 0.5 }, { x: 0.1234, y: 1 }] }; // prettier-ignore
const drawn = (client: Client) => (client.received('canvas_update') as Stroke[][]).flat();
const removed = (client: Client) => (client.received('strokes_removed') as number[][]).flat();
/** Strokes without the ids that the server has given them. */
const withoutIds = (strokes: Stroke[]) => strokes.map(({ id: _id, ...stroke }) => stroke);
const sum = (strokes: Stroke[]) => strokes.reduce((count, { points }) => count + points.length, 0);
const historyOf = (client: Client) => client.received('canvas_history').at(-1) as Stroke[];
const at = (x: unknown, y: unknown = 0.5) => ({ color: '#000000', points: [{ x, y }] });

/** Waits until a client has seen as many strokes as that, or parts of strokes. */
async function sees(client: Client, count: number): Promise<void> {
  while (drawn(client).length < count) await client.next('canvas_update');
}

let latecomers = 0;

/** Somebody who comes into a room now, under a nickname that nobody else has. */
function comeLate(url: string, room: string): Promise<Client> {
  latecomers += 1;
  return connect(url, { auth: { nickname: `late${process.pid}-${latecomers}`, room } });
}

/** The canvas as somebody gets it who comes now. */
async function pictureIn(url: string, room: string): Promise<Stroke[]> {
  const late = await comeLate(url, room);
  const picture = (await late.next('canvas_history')) as Stroke[];
  late.close();
  return picture;
}

const look = { color: '#dc2626', width: 'thick' };
/** A part of the line with this number. */
const part = (number: number, ...points: object[]) => ({ line: number, ...look, points });

/** As many points as that, on a line across the canvas. */
const across = (count: number, y = 0.5) => Array.from({ length: count }, (_, i) => ({ x: i / count, y }));

export const canvas: Behaviours = {
  'shows a stroke to everybody in the room, its author included, and to nobody elsewhere': {
    ask: 'All in the room should see the same strokes in the same order. Does the author need to get a stroke that is on the own screen already?',
    look: 'In handlers/canvas.ts, draw must bring the stroke to the whole room: canvas_update has a list of strokes, each with the nickname that the server knows. In server.ts, each connection must call registerCanvas.',
    line: ['handlers/canvas.ts', "if (parts.length > 0) io.to(`room:${room}`).emit('canvas_update', parts);"],
    check: inRooms(['here', 'here', 'there'], async ({ there }, ann, bob, other) => {
      succeeded(await ann!.ask('draw', { ...line, from: 'The teacher', room: there }));
      const expected = [{ from: await nicknameOf(ann!), ...line, width: medium }];
      for (const client of [ann!, bob!]) {
        await sees(client, 1);
        is(withoutIds(drawn(client)), expected, 'all in the room get the stroke once, by its author');
      }
      await settle(other!);
      gotNone('canvas_update', other!);
    }),
  },

  'gives the whole picture to anyone who joins late or comes back, each stroke once': {
    ask: 'Somebody comes in while a stroke is waiting to be sent. Will it come with the picture, with the next update, with both or with neither?',
    look: 'In handlers/canvas.ts, canvas_history must have the strokes that were sent to the room already, and no others. So a stroke becomes a part of the picture at the moment when it is sent.',
    line: ['handlers/canvas.ts', 'for (const { author, part } of pending) picture.add(author, part);'],
    check: inRooms(['here', 'here', 'there'], async ({ url, here }, ann, bob, other) => {
      const identity = await identityOf(bob!);
      bob!.close();
      for (const y of [0.1, 0.2, 0.3]) {
        succeeded(await ann!.ask('draw', { color: '#000000', points: [{ x: 0, y }, { x: 1, y }] })); // prettier-ignore
        const late = await comeLate(url, here);
        await late.next('canvas_history');
        await sees(ann!, Math.round(y * 10));
        // What the snapshot lacks has come since.
        while (historyOf(late).length + drawn(late).length < Math.round(y * 10))
          await late.next('canvas_update');
        const both = [...historyOf(late), ...drawn(late)];
        is(both, drawn(ann!), 'each stroke is there once, in the history or live');
        late.close();
      }
      const back = await comeBack(url, identity, here);
      is(await back.next('canvas_history'), drawn(ann!), 'coming back shows every stroke once');
      back.close();
      await settle(other!);
      is(historyOf(other!), [], '"canvas_history" of another room must be empty');
    }),
  },

  'is cleared for everyone in the room, and says by whom': {
    ask: 'Somebody clears the canvas while strokes are waiting to be sent. What should become of those?',
    look: 'In handlers/canvas.ts, clear_canvas must empty the picture of this room, with the strokes that are still waiting, and send canvas_cleared with the nickname to the room.',
    line: ['handlers/canvas.ts', 'Object.assign(canvas, { pending: [], latecomers: new Set<AppSocket>() });'],
    check: inRooms(['here', 'here', 'there'], async ({ there }, ann, bob, other) => {
      const nickname = await nicknameOf(bob!);
      succeeded(await other!.ask('draw', line));
      await sees(other!, 1);
      succeeded(await ann!.ask('draw', line));
      await sees(bob!, 1);
      let seen = 0; // by Ann, before it was cleared
      ann!.socket.on('canvas_cleared', () => (seen = drawn(ann!).length));
      // Sent together, so that the stroke is still waiting when the canvas is cleared.
      const answers = [bob!.ask('draw', line), bob!.ask('clear_canvas', {})];
      for (const answer of await Promise.all(answers)) succeeded(answer);
      for (const client of [ann!, bob!]) {
        is(await client.next('canvas_cleared'), { nickname }, 'it says who has cleared the canvas');
      }
      await lookAgain(other!, there);
      await settle(other!);
      gotNone('canvas_cleared', other!);
      is(historyOf(other!).length, 1, 'the picture of another room must still have its stroke');
      succeeded(await bob!.ask('draw', { ...line, color: '#ffffff' }));
      while (drawn(ann!).at(-1)?.color !== '#ffffff') await ann!.next('canvas_update');
      const since = drawn(ann!).slice(seen);
      is([since.length, since[0]?.color], [1, '#ffffff'], 'what was on its way is gone as well');
    }),
  },

  'gathers what many draw into at most 20 messages a second': {
    ask: 'Ten people draw at once, and each stroke goes to ten browsers. Must every stroke travel on its own?',
    look: 'In handlers/canvas.ts, the first stroke must start a timer, which ends 50 ms after the room was told last. All strokes until then wait in one list, and go out together as one canvas_update.',
    line: ['handlers/canvas.ts', 'canvas.timer ??= setTimeout(tell, wait, io, room, canvas);'],
    check: async ({ url }) => {
      const here = newRoom();
      const crowd = Array.from({ length: 10 }, () => here);
      await withClientsIn(url, crowd, async (...people) => {
        const start = performance.now();
        const strokes = Array.from({ length: 20 }, () => line);
        const answers = people.flatMap((person) => strokes.map((stroke) => person.ask('draw', stroke)));
        for (const answer of await Promise.all(answers)) succeeded(answer);
        for (const person of people) {
          await sees(person, 200);
          const seconds = (performance.now() - start) / 1000;
          is(drawn(person).length, 200, 'each person must see all 200 strokes');
          const messages = person.received('canvas_update').length;
          const most = Math.floor(1 + 20 * seconds);
          must(messages <= most, `at most ${most} messages may come in that time, not ${messages}`);
        }
      });
    },
  },

  'takes at most 20 strokes a second from one person, who can still chat': {
    ask: 'Drawing sends far more events than writing. What happens to the chat when both are counted together?',
    look: 'In server.ts, each socket must be given to limitEvents, after guard. Take limits.ts and limits/ as they are from the demo, and don’t change them: each kind of event has an allowance of its own.',
    line: ['server.ts', 'limitEvents(socket, () => reportFlood(socket));'],
    check: inRooms(['here', 'here'], async (_rooms, painter, other) => {
      const start = performance.now();
      const answers = await Promise.all(Array.from({ length: 60 }, () => painter!.ask('draw', line)));
      const accepted = answers.filter(({ ok }) => ok).length;
      const most = Math.ceil(41 + (20 * (performance.now() - start)) / 1000);
      must(accepted > 0 && accepted <= most, `at most ${most} of 60 strokes are accepted, not ${accepted}`);
      for (const answer of answers.filter(({ ok }) => !ok)) refused(answer, /^You are sending too fast/);
      succeeded(await painter!.ask('send_message', { text: 'and still I chat' }));
      succeeded(await other!.ask('draw', line));
    }),
  },

  'puts the parts of a line together, and shows its width': {
    ask: 'A long line comes in many parts. How do you know that two parts belong together, when several people draw at the same time?',
    look: 'In handlers/canvas.ts, each socket must remember the number of its latest line. A part with the same number gets the same id. In handlers/picture.ts, add must put points to the stroke that has this id.',
    line: ['handlers/picture.ts', 'if (known) known.stroke.points.push(...part.points);'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const [a, b, c] = [{ x: 0, y: 0 }, { x: 0.5, y: 0.5 }, { x: 1, y: 0 }] as const; // prettier-ignore
      succeeded(await ann!.ask('draw', part(1, a)));
      succeeded(await bob!.ask('draw', part(1, c)));
      succeeded(await ann!.ask('draw', part(1, b, c)));
      succeeded(await ann!.ask('draw', part(2, b)));
      await sees(bob!, 4);
      const picture = await pictureIn(url, here);
      is(new Set(idsOf(picture)).size, 3, 'each line has an id of its own');
      const anns = { from: await nicknameOf(ann!), ...look };
      const bobs = { from: await nicknameOf(bob!), ...look, points: [c] };
      const lines = [{ ...anns, points: [a, b, c] }, bobs, { ...anns, points: [b] }];
      is(withoutIds(picture), lines, 'parts with the same number by the same person are one line');
      refused(await ann!.ask('draw', { ...line, width: 'huge' }), /^A width is/);
      refused(await ann!.ask('draw', { ...line, line: 'x' }), /^The number of a line/);
    }),
  },

  'undoes your own latest stroke for everyone in the room, and nobody else’s': {
    ask: 'Nobody says which stroke to undo. How does the server know whose stroke is whose, and which one is the latest?',
    look: 'In handlers/canvas.ts, undo_stroke must find the latest stroke of the person who asks, by the id of the user. It may still be waiting to be sent. The room gets the ids of what is gone as strokes_removed.',
    line: ['handlers/canvas.ts', 'const id = pendingId ?? canvas.picture.latestOf(author);'],
    check: inRooms(['here', 'here', 'there'], async ({ url, here }, ann, bob, other) => {
      for (const number of [1, 2, 2]) succeeded(await ann!.ask('draw', { ...line, line: number }));
      await sees(bob!, 3);
      const [first, second] = [...new Set(idsOf(drawn(bob!)))];
      refused(await bob!.ask('undo_stroke', {}), /stroke of yours/);
      for (const id of [second, first]) {
        succeeded(await ann!.ask('undo_stroke', {}));
        for (const client of [ann!, bob!])
          is(await client.next('strokes_removed'), [id], 'the latest stroke of this person is gone');
      }
      is(await pictureIn(url, here), [], 'the picture must be empty when every stroke is undone');
      refused(await ann!.ask('undo_stroke', {}), /stroke of yours/);
      await settle(other!);
      gotNone('strokes_removed', other!);
    }),
  },

  'brings back what was cleared for the person who cleared it, and for nobody else': {
    ask: 'What was cleared should come back. Who still has it, and who has never seen it?',
    look: 'In handlers/picture.ts, clear must put the strokes aside, with the id of the person who did it. In handlers/canvas.ts, restore_canvas must send canvas_restored to the room, and canvas_history to those who came since.',
    line: [
      'handlers/picture.ts',
      'if (!this.#aside || (by !== undefined && by !== this.#aside.by)) return false;',
    ],
    check: inRooms(['here', 'here', 'there'], async ({ url, here }, ann, bob, other) => {
      succeeded(await ann!.ask('draw', line));
      await sees(bob!, 1);
      refused(await bob!.ask('restore_canvas', {}), /cleared yourself/);
      succeeded(await bob!.ask('clear_canvas', {}));
      succeeded(await ann!.ask('draw', { ...line, color: '#dc2626' }));
      await sees(bob!, 2);
      const late = await comeLate(url, here);
      is(((await late.next('canvas_history')) as Stroke[]).length, 1, 'only what was drawn since is there');
      refused(await ann!.ask('restore_canvas', {}), /cleared yourself/);
      succeeded(await bob!.ask('restore_canvas', {}));
      // Who was there at the clearing still has the strokes. Who came since gets the whole picture.
      const nickname = await nicknameOf(bob!);
      for (const client of [ann!, bob!]) {
        is(await client.next('canvas_restored'), { nickname }, 'it says who has restored the picture');
      }
      is(await late.next('canvas_history'), drawn(bob!), 'they get the whole picture instead');
      gotNone('canvas_restored', late);
      late.close();
      refused(await bob!.ask('restore_canvas', {}), /cleared yourself/);
      is(await pictureIn(url, here), drawn(bob!), 'the restored picture must have all the strokes');
      await settle(other!);
      gotNone('canvas_restored', other!);
    }),
  },

  'keeps at most 10,000 points, and tells which strokes had to go': {
    ask: 'A stroke can have one point or hundreds. What should you count to know how much memory a picture takes?',
    look: 'In handlers/picture.ts, count the points of all strokes. While there are more than 10,000, makeRoom must remove strokes. In handlers/canvas.ts, their ids must go to the room as strokes_removed.',
    line: ['handlers/picture.ts', 'while (this.#size > MAX_POINTS) {'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      for (let i = 0; i < 30; i++) {
        for (const person of [ann!, bob!])
          succeeded(await person.ask('draw', { color: '#000000', points: across(200) }));
      }
      await sees(ann!, 60);
      const picture = await pictureIn(url, here);
      must(sum(picture) <= MAX_POINTS, `${sum(picture)} points are kept`);
      must(sum(picture) > 0.9 * MAX_POINTS, `only ${sum(picture)} points are kept`);
      const gone = new Set(removed(ann!));
      const left = drawn(ann!).filter(({ id }) => !gone.has(id));
      is(idsOf(picture), idsOf(left), 'the picture has all strokes but those that came in "strokes_removed"');
    }),
  },

  'keeps a small drawing while many others fill the canvas': {
    ask: 'The canvas is full, and somebody must lose a stroke. Would it be fair if that were the person who has drawn the least?',
    look: 'In handlers/picture.ts, makeRoom must add up what each person has drawn. Whoever has the most points loses a stroke, and not whoever was there first.',
    line: ['handlers/picture.ts', 'shares.reduce((one, other) => (other.size > one.size ? other : one));'],
    check: async ({ url }) => {
      const here = newRoom();
      const crowd = Array.from({ length: 15 }, () => here);
      await withClientsIn(url, [here, ...crowd], async (ann, ...others) => {
        const house = [0.1, 0.2, 0.3, 0.4, 0.5].map((y) => ({ color: '#16a34a', points: across(10, y) }));
        for (const wall of house) succeeded(await ann!.ask('draw', wall));
        for (let i = 0; i < 20; i++) {
          const stroke = { color: '#000000', points: across(50) };
          const answers = others.map((person) => person.ask('draw', stroke));
          for (const answer of await Promise.all(answers)) succeeded(answer);
        }
        await sees(ann!, 5 + 20 * crowd.length);
        const picture = await pictureIn(url, here);
        must(sum(picture) > 0.9 * MAX_POINTS && removed(ann!).length > 0, 'the canvas must be full');
        is(picture.filter(({ color }) => color === '#16a34a').length, 5, 'the small drawing');
      });
    },
  },

  'shows the room where the others’ cursors are, by name, and nobody elsewhere': {
    ask: 'A cursor is in another place each moment. Which of these places still matters when the room is told?',
    look: 'In handlers/cursors.ts, move_cursor must note one place for each nickname, the latest. A few times a second the room gets them all as one list, cursor_moved.',
    line: ['handlers/cursors.ts', 'cursors.set(nickname, { nickname, x, y })'],
    check: inRooms(['here', 'here', 'there'], async (_rooms, ann, bob, other) => {
      const nickname = await nicknameOf(ann!);
      const moves = [0.1, 0.2, 0.3].map((x) => ann!.ask('move_cursor', { x, y: 1, nickname: 'x' }));
      for (const answer of await Promise.all(moves)) succeeded(answer);
      const cursors: Cursor[] = [];
      while (cursors.at(-1)?.x !== 0.3) cursors.push(...((await bob!.next('cursor_moved')) as Cursor[]));
      is(cursors.at(-1), { nickname, x: 0.3, y: 1 }, 'the latest place comes, with the nickname');
      must(cursors.length < 3, 'only the latest place counts');
      await settle(other!);
      gotNone('cursor_moved', other!);
    }),
  },

  'shows no cursor where it was before its stroke': {
    ask: 'Cursors are told less often than strokes. If somebody moves and then draws, what does the noted place of the cursor say?',
    look: 'In handlers/cursors.ts, the fact stroke_drawn must make the server forget the place that was noted for the cursor of this person: the end of the stroke is newer.',
    line: ['handlers/cursors.ts', "facts.on('stroke_drawn', forget);"],
    check: inRooms(['here', 'here'], async (_rooms, ann, bob) => {
      // One after the other, and so close that the place was not told in between.
      const both = [ann!.ask('move_cursor', { x: 0, y: 0 }), ann!.ask('draw', line)];
      for (const answer of await Promise.all(both)) succeeded(answer);
      succeeded(await bob!.ask('move_cursor', { x: 1, y: 1 }));
      const cursors = (await bob!.next('cursor_moved')) as Cursor[];
      is(cursors, [{ nickname: await nicknameOf(bob!), x: 1, y: 1 }], 'no earlier place of the cursor comes');
    }),
  },

  'rejects invalid colours, coordinates and strokes, and nobody sees them': {
    ask: 'Every screen has another size. From what to what should a coordinate go, and what else could be wrong with a stroke?',
    look: 'In events.ts, draw needs a colour of # and six hex digits, and 1 to 200 points. A point has x and y, both numbers from 0 to 1, as in move_cursor. Each rule has a sentence.',
    line: ['events.ts', ".max(1, 'A coordinate is at most 1.')"],
    check: inRooms(['here', 'here'], async (_rooms, ann, bob) => {
      const many = Array.from({ length: 201 }, () => ({ x: 0, y: 0 }));
      const wrong: [object, RegExp][] = [
        ...['red', '#fff', '#gggggg', '#0000000', 'url(x)', '#000000;', '', 7, null, ['#000000']].map(
          (color): [object, RegExp] => [{ ...line, color }, /colour/],
        ),
        ...[-0.1, 1.1, 1e300, null, '0.5', [0.5], {}, true].map((x): [object, RegExp] => [
          at(x),
          /^A coordinate is/,
        ]),
        [at(0.5, 2), /at most 1/],
        [{ color: '#000000', points: [] }, /needs a point/],
        [{ color: '#000000', points: many }, /at most 200 points/],
        [{ color: '#000000', points: 'x' }, /array of points/],
        [{ color: '#000000', points: [null] }, /x and a y/],
        [{ color: '#000000' }, /array of points/],
        [{ points: line.points }, /colour/],
      ];
      for (const [stroke, sentence] of wrong) refused(await ann!.ask('draw', stroke), sentence);
      for (const place of [{ x: 2, y: 0 }, { x: 0 }, { x: '0', y: 0 }]) {
        refused(await bob!.ask('move_cursor', place), /^A coordinate is/);
      }
      succeeded(await bob!.ask('draw', line));
      await sees(bob!, 1);
      is(drawn(bob!).length, 1, 'of all these strokes only the valid one may be shown');
      gotNone('cursor_moved', bob!);
    }),
  },
};
