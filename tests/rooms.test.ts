// A room that is empty is kept for half a minute, counted from when the last one left.
import { expect, test } from 'vitest';
import { connect } from '../workshop/check/client.ts';
import { demos, startDemo } from '../workshop/check/harness.ts';

const KEPT = 30_000; // milliseconds

const wait = (time: number) => new Promise((done) => setTimeout(done, time));

test.concurrent.each(demos.filter(({ number }) => number >= 6))(
  'demo$number forgets a room half a minute after the last one has left it, and not before',
  { timeout: 240_000 },
  async ({ folder }) => {
    const demo = await startDemo(folder);
    /** Somebody who looks in: how many messages there are. */
    const lookIn = async (nickname: string) => {
      const guest = await connect(demo.url, { auth: { nickname, room: 'quiet' } });
      const messages = (await guest.next('message_history')) as unknown[];
      guest.close();
      return messages.length;
    };

    const first = await connect(demo.url, { auth: { nickname: 'first', room: 'quiet' } });
    await first.ask('send_message', { text: 'anybody?' });
    first.close();
    await wait(KEPT - 5000);
    expect(await lookIn('second')).toBe(1);
    await wait(KEPT - 5000); // longer than that after the first has left, but not after the second
    expect(await lookIn('third')).toBe(1);
    await wait(KEPT + 2000);
    expect(await lookIn('fourth')).toBe(0);
    expect(await demo.stop()).toBe(0);
  },
);
