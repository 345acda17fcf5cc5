// Nicknames and sessions: nobody takes another's, and nobody is locked out of their own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { connectRaw } from '../support/raw.ts';
import { attacked } from './common.ts';

interface Session {
  session: string;
  user: { id: string; nickname: string };
}

let secrets = 0;
const newSecret = () => {
  secrets += 1;
  return String(secrets).padStart(32, '0');
};

describe.each(attacked(5, 7))('$title', ({ number, run }) => {
  let demo: Demo;
  let watcher: Client;
  beforeAll(async () => {
    demo = await run();
    watcher = await connect(demo.url);
  });
  afterAll(async () => {
    watcher.close();
    expect(await demo.stop()).toBe(0);
  });
  const enter = async (nickname: string, session = newSecret()) => {
    const client = await connect(demo.url, { auth: { nickname, session } });
    await client.next('user_list'); // whoever goes before that was never seen by the others
    return client;
  };
  const hasLeft = async (nickname: string) => {
    while (((await watcher.next('user_left')) as { nickname: string }).nickname !== nickname);
  };

  test('keeps a nickname for somebody whose connection was lost', async () => {
    const secret = newSecret();
    const owner = await enter('Owner', secret);
    owner.socket.io.engine.close();
    await hasLeft('Owner');
    await expect(enter('owner')).rejects.toThrow('is taken');
    const back = await enter('Owner', secret);
    expect(((await back.next('session')) as Session).session).toBe(secret);
    if (number >= 6) {
      await watcher.ask('send_whisper', { to: 'Owner', text: 'only you' });
      expect(await back.next('private_message')).toMatchObject({ text: 'only you' });
    }
    back.close();
  });

  test('gives the nickname away after a goodbye', async () => {
    const owner = await enter('Polite');
    owner.close();
    await hasLeft('Polite');
    const next = await enter('polite');
    next.close();
  });

  test('lets somebody in again whose first answer was lost', async () => {
    const session = newSecret();
    const lost = await connectRaw(demo.url, { join: false });
    lost.send(`40${JSON.stringify({ nickname: 'Unlucky', session })}`);
    await lost.packet(/^40\{/); // the server has let them in; what follows is not read
    const back = await enter('Unlucky', session);
    expect(((await back.next('session')) as Session).user.nickname).toBe('Unlucky');
    await lost.closed;
    back.close();
  });

  test('leaves no ghost when many take the same nickname at the same moment', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 50 }, () => enter('Same')));
    const inside = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(inside).toHaveLength(1);
    for (const client of inside) client.close();
    await hasLeft('Same');
    const next = await enter('Same');
    next.close();
  });

  test('lets people write their names and texts in Hindi, Thai and Vietnamese, but pile up no marks', async () => {
    for (const nickname of ['हिन्दी', 'ปิ่น', 'Nguyễn', 'Nguye\u0302\u0303n', 'שָׁלוֹם']) {
      const client = await enter(nickname);
      expect(await client.ask('send_message', { text: `${nickname} ก็ที่ ☺️ 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿` })).toMatchObject({
        ok: true,
      });
      client.close();
    }
    await expect(enter(`a${'\u0301'.repeat(6)}`)).rejects.toThrow('A nickname has');
    for (const pile of [`a${'\u0301'.repeat(5)}`, `a${'\u0301\u200d'.repeat(5)}`]) {
      expect(await watcher.ask('send_message', { text: pile })).toEqual({
        ok: false,
        error: 'Please put at most four marks on a letter.',
      });
    }
  });
});
