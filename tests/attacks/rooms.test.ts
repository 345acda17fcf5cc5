// Tricks with rooms, the canvas and timers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { attacked } from './common.ts';

const line = { color: '#000000', points: [{ x: 0.1, y: 0.1 }] };

describe.each(attacked(6, 7))('$title', ({ run }) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await run();
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
  });
  const enter = async (nickname: string, room: string) => connect(demo.url, { auth: { nickname, room } });

  test('keeps a room that was just left while somebody opens 120 others', { timeout: 60_000 }, async () => {
    const quiet = await enter('Quiet', 'quiet');
    await quiet.ask('send_message', { text: 'remember me' });
    const hopper = await enter('Hopper', 'r0');
    for (let i = 1; i <= 60; i++) await join(hopper, `r${i}`);
    quiet.close();
    for (let i = 61; i <= 120; i++) await join(hopper, `r${i}`);
    const back = await enter('Back', 'quiet');
    expect(await back.next('message_history')).toMatchObject([{ text: 'remember me' }]);
    hopper.close();
    back.close();
  });

  test('sends nothing to somebody who joins the room they are in', async () => {
    const guest = await enter('Guest', 'tea');
    await guest.next('message_history');
    const events = () =>
      ['message_history', 'room_joined', 'user_list'].map((event) => guest.received(event).length);
    const before = events();
    for (const room of ['tea', 'TEA', ' tea '])
      expect(await guest.ask('join_room', { room })).toEqual({ ok: true });
    expect(events()).toEqual(before);
    guest.close();
  });

  test('disturbs nobody more often because many rooms talk at once', { timeout: 60_000 }, async () => {
    const bystander = await enter('Bystander', 'general');
    const talkers = await Promise.all(Array.from({ length: 30 }, (_, i) => enter(`Talker${i}`, `loud${i}`)));
    const start = performance.now();
    for (let round = 1; round <= 3; round++) {
      await Promise.all(talkers.map((talker) => talker.ask('send_message', { text: `round ${round}` })));
    }
    while (!JSON.stringify(bystander.received('counts_updated')).includes('"loud29","messages":3')) {
      await bystander.next('counts_updated');
    }
    const seconds = (performance.now() - start) / 1000;
    // The encore tells them twice a second, the demos once.
    expect(bystander.received('counts_updated').length).toBeLessThanOrEqual(2 * seconds + 1);
    for (const talker of talkers) talker.close();
    bystander.close();
  });

  test('tells nobody the counts of rooms that have closed since', { timeout: 60_000 }, async () => {
    const bystander = await enter('Listener', 'general');
    const opener = await enter('Opener', 'brief0');
    for (let i = 0; i <= 8; i++) {
      await join(opener, `brief${i}`);
      await opener.ask('send_message', { text: 'hello' });
    }
    // All in the same second: nobody keeps more than five empty rooms, so brief0 is closed.
    while (!JSON.stringify(bystander.received('counts_updated')).includes('"brief8"')) {
      await bystander.next('counts_updated');
    }
    expect(JSON.stringify(bystander.received('counts_updated').at(-1))).not.toContain('"messages":0');
    opener.close();
    bystander.close();
  });
});

describe.each(attacked(7))('the canvas of $title', ({ run }) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await run();
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
  });

  test('shows no cursor of somebody who has left', async () => {
    const [ann, bob] = [await connect(demo.url), await connect(demo.url)];
    const gone = ((await bob.next('session')) as { user: { nickname: string } }).user.nickname;
    await bob.ask('move_cursor', { x: 0.5, y: 0.5 });
    bob.close();
    while (((await ann.next('user_left')) as { nickname: string }).nickname !== gone);
    const before = ann.received('cursor_moved').length; // told while he was still here
    await ann.ask('move_cursor', { x: 0.1, y: 0.1 });
    // All that are noted are told together.
    while (ann.received('cursor_moved').length === before) await ann.next('cursor_moved');
    expect(JSON.stringify(ann.received('cursor_moved').slice(before))).not.toContain(gone);
    ann.close();
  });

  test('has one timer for strokes, however often it is cleared', async () => {
    const ann = await connect(demo.url, { auth: { nickname: 'Clearer', room: 'clear' } });
    const start = performance.now();
    for (let i = 0; i < 30; i++) {
      await ann.ask('draw', line);
      await ann.ask('clear_canvas', {});
    }
    await ann.ask('draw', line);
    await ann.next('canvas_update');
    const updates = ann.received('canvas_update').length;
    expect(updates).toBeLessThanOrEqual(1 + (performance.now() - start) / 50);
    ann.close();
  });
});

async function join(client: Client, room: string): Promise<void> {
  for (;;) {
    const { ok } = await client.ask('join_room', { room });
    if (ok) return;
    await new Promise((done) => setTimeout(done, 200)); // the pace that the limits allow
  }
}
