// Demo 3: the server sends each message back to who wrote it.
import assert from 'node:assert/strict';
import { connect, withClients } from '../client.ts';
import type { Behaviours } from './layers.ts';

interface Echo {
  text: string;
  timestamp: string;
}

export const echo: Behaviours = {
  'greets each connection with a status, unasked': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      const { text } = (await client!.next('status')) as { text: string };
      assert.ok(text.length > 0);
    });
  },

  'sends a message back to its sender, and to nobody else': async ({ url }) => {
    await withClients(url, 2, async (sender, other) => {
      assert.deepEqual(await sender!.ask('echo_message', { text: 'hello' }), { ok: true });
      assert.equal(((await sender!.next('echo_response')) as Echo).text, 'hello');

      // Its own echo comes after anything that was sent to it before.
      await other!.ask('echo_message', { text: 'mine' });
      assert.deepEqual(
        other!.received('echo_response').map((one) => (one as Echo).text),
        ['mine'],
        'client 2 must hear its own echo, and no other',
      );
    });
  },

  'sends the echo before the answer, once, with the time of the server': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      const before = Date.now();
      await client!.ask('echo_message', { text: 'now', timestamp: '1999-12-31T23:59:59.000Z' });
      const echoes = client!.received('echo_response') as Echo[];
      assert.equal(echoes.length, 1);
      assert.deepEqual(Object.keys(echoes[0]!).toSorted(), ['text', 'timestamp']);
      const time = Date.parse(echoes[0]!.timestamp);
      assert.ok(time >= before - 1000 && time <= Date.now() + 1000, 'the time must be the server’s own');
    });
  },

  'keeps the order of the messages': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      const texts = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      await Promise.all(texts.map((text) => client!.ask('echo_message', { text })));
      assert.deepEqual(
        client!.received('echo_response').map((one) => (one as Echo).text),
        texts,
      );
    });
  },

  'trims the text and refuses an empty one or one over 500 characters, with a sentence': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      for (const text of ['', '   ', 'x'.repeat(501)]) {
        const { ok, error } = await client!.ask('echo_message', { text });
        assert.equal(ok, false);
        assert.match(error ?? '', /^Please .+\.$/);
      }
      for (const [text, sentence] of [
        [undefined, 'The text is missing.'],
        [5, 'The text has to be a string.'],
      ] as const) {
        assert.equal((await client!.ask('echo_message', { text })).error, sentence);
      }
      for (const text of ['\u200b', '\u2800 \u2800', '\u3164\u00ad']) {
        assert.match((await client!.ask('echo_message', { text })).error ?? '', /^Please write something/);
      }
      for (const payload of [42, 'x', null, undefined, []]) {
        const { error } = await client!.ask('echo_message', payload);
        assert.match(error ?? '', /^Invalid payload for this event\.$/);
      }
      assert.deepEqual(await client!.ask('echo_message', { text: `  ${'y'.repeat(500)}  ` }), { ok: true });
      assert.deepEqual(
        client!.received('echo_response').map((one) => (one as Echo).text),
        ['y'.repeat(500)],
      );
    });
  },

  'works by polling too': async ({ url }) => {
    const client = await connect(url, { transports: ['polling'] });
    assert.deepEqual(await client.ask('echo_message', { text: 'slowly' }), { ok: true });
    assert.equal(((await client.next('echo_response')) as Echo).text, 'slowly');
    client.close();
  },
};
