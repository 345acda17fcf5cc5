// Demo 7: a picture that everybody in a room draws on.
import assert from 'node:assert/strict';
import { type Client, connect } from '../client.ts';
import {
  comeBack,
  identityOf,
  lookAgain,
  newRoom,
  refused,
  settle,
  succeeded,
  withClientsIn,
} from './inside.ts';
import type { Behaviours } from './layers.ts';

const MAX_POINTS = 10_000;

interface Stroke {
  from: string;
  color: string;
  points: { x: number; y: number }[];
}
interface Cursor {
  nickname: string;
  x: number;
  y: number;
}

const line = { color: '#1d4ed8', points: [{ x: 0, y: 0.5 }, { x: 0.1234, y: 1 }] }; // prettier-ignore
const drawn = (client: Client) => (client.received('canvas_update') as Stroke[][]).flat();
const historyOf = (client: Client) => client.received('canvas_history').at(-1) as Stroke[];
const at = (x: unknown, y: unknown = 0.5) => ({ color: '#000000', points: [{ x, y }] });
const nicknameOf = async (client: Client) => (await identityOf(client)).user.nickname;

/** Waits until a client has seen as many strokes as that. */
async function sees(client: Client, count: number): Promise<void> {
  while (drawn(client).length < count) await client.next('canvas_update');
}

export const canvas: Behaviours = {
  'shows a stroke to everybody in the room, its author included, and to nobody elsewhere': async ({
    url,
  }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      succeeded(await ann!.ask('draw', { ...line, from: 'The teacher', room: there }));
      const expected = [{ from: await nicknameOf(ann!), ...line }];
      for (const client of [ann!, bob!]) {
        await sees(client, 1);
        assert.deepEqual(drawn(client), expected);
      }
      await settle(other!);
      assert.deepEqual(drawn(other!), []);
    });
  },

  'gives the whole picture to who comes later and to who comes back, each stroke once': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const identity = await identityOf(bob!);
      bob!.close();
      for (const y of [0.1, 0.2, 0.3]) {
        succeeded(await ann!.ask('draw', { color: '#000000', points: [{ x: 0, y }, { x: 1, y }] })); // prettier-ignore
        const late = await connect(url, { auth: { nickname: 'Late-painter', room: here } });
        await sees(ann!, Math.round(y * 10));
        // What the snapshot lacks has come since.
        while (historyOf(late).length + drawn(late).length < Math.round(y * 10))
          await late.next('canvas_update');
        assert.deepEqual([...historyOf(late), ...drawn(late)], drawn(ann!));
        late.close();
      }
      const back = await comeBack(url, identity, here);
      assert.deepEqual(await back.next('canvas_history'), drawn(ann!));
      back.close();
      await settle(other!);
      assert.deepEqual(historyOf(other!), []);
    });
  },

  'is cleared for all in the room, and says by whom': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const nickname = await nicknameOf(bob!);
      succeeded(await other!.ask('draw', line));
      await sees(other!, 1);
      succeeded(await ann!.ask('draw', line));
      await sees(bob!, 1);
      succeeded(await ann!.ask('draw', line));
      succeeded(await bob!.ask('clear_canvas', {}));
      for (const client of [ann!, bob!]) {
        assert.deepEqual(await client.next('canvas_cleared'), { nickname });
      }
      await lookAgain(other!, there);
      await settle(other!);
      assert.deepEqual(other!.received('canvas_cleared'), []);
      assert.equal(historyOf(other!).length, 1);
      succeeded(await bob!.ask('draw', { ...line, color: '#ffffff' }));
      await ann!.next('canvas_update'); // that of before the clearing
      const update = (await ann!.next('canvas_update')) as Stroke[];
      assert.deepEqual(
        update.map(({ color }) => color),
        ['#ffffff'],
        'what was on its way when it was cleared is gone as well',
      );
    });
  },

  'gathers what many draw into at most 20 messages a second': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(
      url,
      Array.from({ length: 10 }, () => here),
      async (...people) => {
        const start = performance.now();
        const answers = people.flatMap((person) =>
          Array.from({ length: 20 }, () => person.ask('draw', line)),
        );
        for (const answer of await Promise.all(answers)) succeeded(answer);
        for (const person of people) {
          await sees(person, 200);
          const seconds = (performance.now() - start) / 1000;
          assert.equal(drawn(person).length, 200);
          const messages = person.received('canvas_update').length;
          assert.ok(messages <= 1 + 20 * seconds, `${messages} messages in ${seconds.toFixed(2)} s`);
        }
      },
    );
  },

  'takes at most 20 strokes a second from one person, who can still chat': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (painter, other) => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => painter!.ask('draw', line)));
      const accepted = answers.filter(({ ok }) => ok).length;
      assert.ok(accepted > 0 && accepted <= 41, `${accepted} of 60`);
      refused(
        answers.find(({ ok }) => !ok)!,
        /^You are sending too fast/,
      );
      succeeded(await painter!.ask('send_message', { text: 'and still I chat' }));
      succeeded(await other!.ask('draw', line));
    });
  },

  'keeps at most 10,000 points, the latest ones': async ({ url }) => {
    const here = newRoom();
    const points = Array.from({ length: 200 }, (_, i) => ({ x: i / 200, y: 0.5 }));
    await withClientsIn(url, [here, here], async (ann, bob) => {
      for (let i = 0; i < 30; i++) {
        for (const [n, person] of [ann!, bob!].entries()) {
          succeeded(
            await person.ask('draw', { color: `#0000${(2 * i + n).toString(16).padStart(2, '0')}`, points }),
          );
        }
      }
      await sees(ann!, 60);
      const late = await connect(url, { auth: { nickname: 'Late-visitor', room: here } });
      const history = (await late.next('canvas_history')) as Stroke[];
      assert.equal(
        history.reduce((sum, stroke) => sum + stroke.points.length, 0),
        MAX_POINTS,
      );
      assert.deepEqual(history, drawn(ann!).slice(-50));
      late.close();
    });
  },

  'shows the room where the others’ cursors are, by name, and nobody elsewhere': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (ann, bob, other) => {
      const nickname = await nicknameOf(ann!);
      for (const x of [0.1, 0.2, 0.3]) succeeded(await ann!.ask('move_cursor', { x, y: 1, nickname: 'x' }));
      const cursors: Cursor[] = [];
      while (cursors.at(-1)?.x !== 0.3) cursors.push(...((await bob!.next('cursor_moved')) as Cursor[]));
      assert.deepEqual(cursors.at(-1), { nickname, x: 0.3, y: 1 });
      assert.ok(cursors.length < 3, 'only the latest place counts');
      await settle(other!);
      assert.deepEqual(other!.received('cursor_moved'), []);
    });
  },

  'shows no cursor where it was before its stroke': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
      succeeded(await ann!.ask('move_cursor', { x: 0, y: 0 }));
      succeeded(await ann!.ask('draw', line));
      succeeded(await bob!.ask('move_cursor', { x: 1, y: 1 }));
      const cursors = (await bob!.next('cursor_moved')) as Cursor[];
      assert.deepEqual(cursors, [{ nickname: await nicknameOf(bob!), x: 1, y: 1 }]);
    });
  },

  'refuses colours, coordinates and strokes that are none, and nobody sees them': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (ann, bob) => {
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
      assert.deepEqual(drawn(bob!).length, 1);
      assert.deepEqual(bob!.received('cursor_moved'), []);
    });
  },
};
