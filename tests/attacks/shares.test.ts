// Fair shares: one person who asks for too much loses their own messages and polls, and not those of others.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { attacked } from './common.ts';

const PACE = 55; // milliseconds between two requests: as fast as the rate limit allows

/** Asks for the same thing again and again, until it was accepted that many times. */
async function insist(client: Client, times: number, event: string, payload: object) {
  for (let accepted = 0; accepted < times;) {
    const { ok } = await client.ask(event, payload);
    if (ok) accepted += 1;
    else await delay(PACE);
  }
}

describe.each(attacked(5, 7))('$title', ({ number, run }) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await run();
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
  });

  /** What somebody who comes in now is shown. */
  async function shownTo(nickname: string, event: string) {
    const late = await connect(demo.url, { auth: { nickname } });
    const list = (await late.next(event)) as { from: string; createdBy: string; closed: boolean }[];
    late.close();
    return list;
  }

  test('keeps what the others have written when one person floods the chat', async () => {
    const others = await Promise.all(
      ['Ann', 'Bob', 'Cat'].map((nickname) => connect(demo.url, { auth: { nickname } })),
    );
    for (const other of others)
      for (const text of ['one', 'two', 'three']) await other.ask('send_message', { text });
    const eve = await connect(demo.url, { auth: { nickname: 'Eve' } });
    await insist(eve, 150, 'send_message', { text: 'flood' });
    await others[0]!.ask('send_message', { text: 'four' });
    const history = await shownTo('Late', 'message_history');
    expect(history).toHaveLength(100);
    expect(history.filter(({ from }) => from !== 'Eve')).toHaveLength(10);
    for (const client of [eve, ...others]) client.close();
  });

  test.runIf(number === 7)('keeps the open polls of others when one person asks for many', async () => {
    const ann = await connect(demo.url, { auth: { nickname: 'Ann' } });
    const eve = await connect(demo.url, { auth: { nickname: 'Eve' } });
    const poll = { question: 'Lunch?', options: ['Soup', 'Pizza'] };
    for (let i = 0; i < 3; i++) await ann.ask('create_poll', poll);
    await insist(eve, 50, 'create_poll', poll);
    // Polls that are closed at once fill the room, too, but only with polls that may go.
    for (let i = 0; i < 20; i++) {
      const { id } = await eve.ask('create_poll', poll);
      if (id === undefined) await delay(PACE);
      else await eve.ask('close_poll', { poll: id });
    }
    const polls = await shownTo('Later', 'poll_history');
    expect(polls.filter(({ createdBy, closed }) => createdBy === 'Ann' && !closed)).toHaveLength(3);
    expect(polls.filter(({ createdBy, closed }) => createdBy === 'Eve' && !closed).length).toBeLessThan(6);
    expect(polls.length).toBeLessThanOrEqual(20);
    expect(await ann.ask('create_poll', poll)).toMatchObject({ ok: true });
    for (const client of [ann, eve]) client.close();
  });
});
