// Floods of valid events: whoever sends too much is told so, and nobody else is.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Client, connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { crowd } from '../support/crowd.ts';
import { attacked, ordinary } from './common.ts';

// The limits are the same bytes in all demos that have them, and in the encore.
for (const { title, number, run } of attacked(7)) {
  const example = ordinary[number]!;
  const { event, payload } = example;

  describe(`${title} under a flood`, () => {
    let demo: Demo;
    beforeEach(async () => {
      demo = await run();
    });
    afterEach(async () => {
      expect(await demo.stop()).toBe(0);
    });
    test('300 people behind one address send side by side', async () => {
      const people = await crowd(demo.url, 300);
      const answers = (await Promise.all(people.map((person) => sendMany(person, example, 2)))).flat();
      const done = answers.filter((answer) => answer?.ok).length;
      // 180,000 messages go out. On a slow computer, some have to wait too long for their turn, but nobody floods.
      const late = answers.filter((answer) => answer?.error?.startsWith('Too much is going on')).length;
      expect(done + late).toBe(600);
      expect(done).toBeGreaterThan(300);
      for (const person of people) person.close();
    });

    test('somebody who reconnects for a fresh allowance finds the old one', async () => {
      const start = performance.now();
      let delivered = 0;
      for (let i = 0; i < 12; i++) {
        const client = await connect(demo.url, { transports: ['websocket'] });
        delivered += (await sendMany(client, example, 40)).filter((answer) => answer?.ok).length;
        client.close();
      }
      const seconds = (performance.now() - start) / 1000;
      expect(delivered).toBeGreaterThanOrEqual(40);
      expect(delivered).toBeLessThanOrEqual(40 + 20 * seconds + 1);
    });

    test('two people who flood get under 400 messages through in 3 seconds between them', async () => {
      const bystander = await connect(demo.url, { transports: ['websocket'] });
      const end = performance.now() + 3000;
      let delivered = 0;
      let told = 0;
      const flood = async (count: number) => {
        while (performance.now() < end) {
          const client = await connect(demo.url, { transports: ['websocket'] }).catch(() => null);
          if (!client) continue;
          const answers = await sendMany(client, example, count);
          delivered += answers.filter((answer) => answer?.ok).length;
          told += answers.filter((answer) => answer && !answer.ok).length;
          client.close();
        }
      };
      const chatting = async () => {
        while (performance.now() < end) {
          expect(await bystander.ask(event, payload)).toMatchObject({ ok: true });
          await new Promise((done) => setTimeout(done, 100)); // the pace of a person
        }
      };
      await Promise.all([flood(5000), flood(40), chatting()]);
      expect(delivered).toBeGreaterThan(0);
      expect(delivered).toBeLessThan(400);
      expect(told).toBeGreaterThan(0);
      bystander.close();
    });

    test('somebody who sends without end is told so, then disconnected, and finds no new allowance', async () => {
      const bystander = await connect(demo.url, { transports: ['websocket'] });
      for (const attempt of [1, 2, 3]) {
        const flooder = await connect(demo.url, { transports: ['websocket'] });
        const answers = await sendMany(flooder, example, 2000);
        expect(flooder.socket.connected, `attempt ${attempt}`).toBe(false);
        expect(answers.filter((answer) => answer?.ok).length).toBeLessThanOrEqual(80);
        if (attempt === 1) {
          const told = answers.find((answer) => answer && !answer.ok);
          expect(told?.error).toBe('You are sending too fast. Wait a moment, then try again.');
        }
        expect(await bystander.ask(event, payload)).toMatchObject({ ok: true });
      }
      bystander.close();
    });
  });
}

/** Sends `count` valid events at once, and returns the answers; null for those that never came. */
async function sendMany(
  client: Client,
  { event, payload }: { event: string; payload: object },
  count: number,
) {
  const ended = new Promise<null>((done) => client.socket.on('disconnect', () => done(null)));
  const answers: Promise<Answer>[] = Array.from({ length: count }, () =>
    client.socket.emitWithAck(event, payload),
  );
  return Promise.all(answers.map((answer) => Promise.race([answer, ended])));
}
