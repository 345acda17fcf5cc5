// Demo 3: the server sends each message back to the person who wrote it.
import { is, isNow, matches, must } from '../assert.ts';
import { type Client, connect, withPeople } from '../client.ts';
import { brief } from '../words.ts';
import type { Behaviours } from './layers.ts';

interface Echo {
  text: string;
  timestamp: string;
}

/** The texts that came back. */
const echoed = (client: Client) => client.received('echo_response').map((one) => (one as Echo).text);

export const echo: Behaviours = {
  'greets each connection with a status, unasked': {
    ask: 'With HTTP the server waits until it is asked. At which moment does it get to know of a browser now, and what may it do there?',
    look: 'In server.ts, the function that runs for each connection must send the event status, with a text, to the one that has just connected. It waits for nothing before.',
    line: ['server.ts', "socket.emit('status', { text: 'Welcome! Nobody asked, and yet I can write to you.'"],
    check: withPeople(1, async (_demo, client) => {
      const { text } = (await client!.next('status')) as { text: string };
      must(text.length > 0, 'the text of "status" must not be empty');
    }),
  },

  'sends a message back to its sender, and to nobody else': {
    ask: 'The server has one way to speak to all browsers and another to speak to one of them. Which of them fits an echo?',
    look: 'In server.ts, inside the function for each connection, there must be a listener for echo_message. It sends echo_response by the socket of this connection, and then calls ack. Are the names those of events.ts?',
    line: ['server.ts', "socket.emit('echo_response', { text, timestamp: new Date().toISOString() });"],
    check: withPeople(2, async (_demo, sender, other) => {
      is(await sender!.ask('echo_message', { text: 'hello' }), { ok: true }, 'it is answered with ok');
      is(((await sender!.next('echo_response')) as Echo).text, 'hello', 'the text that was sent comes back');

      // Its own echo comes after anything that was sent to it before.
      await other!.ask('echo_message', { text: 'mine' });
      is(echoed(other!), ['mine'], 'it hears its own echo and no other');
    }),
  },

  'sends the echo before the answer, once, with the time of the server': {
    ask: 'What was sent first arrives first. And whose clock do you trust: that of the browser or your own?',
    look: 'In server.ts, the listener for echo_message must send one echo, with the text and the time of the server and nothing else. The ack comes after it.',
    line: ['server.ts', "socket.emit('echo_response', { text, timestamp: new Date().toISOString() });"],
    check: withPeople(1, async (_demo, client) => {
      await client!.ask('echo_message', { text: 'now', timestamp: '1999-12-31T23:59:59.000Z' });
      const echoes = client!.received('echo_response') as Echo[];
      is(echoes.length, 1, 'one message must lead to one "echo_response"');
      is(Object.keys(echoes[0]!).toSorted(), ['text', 'timestamp'], 'an echo has a text and a time');
      isNow(echoes[0]!.timestamp);
    }),
  },

  'keeps the order of the messages': {
    ask: 'One connection delivers everything in the order in which it was sent. What in your code could let a later message overtake an earlier one?',
    look: 'In server.ts, the listener for echo_message must do its work in one go: no timer, and nothing to wait for.',
    line: ['server.ts', "socket.on('echo_message', ({ text }, ack) => {"],
    check: withPeople(1, async (_demo, client) => {
      const texts = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      await Promise.all(texts.map((text) => client!.ask('echo_message', { text })));
      is(echoed(client!), texts, 'the order is that of the messages');
    }),
  },

  'trims the text, and rejects an empty one or one over 500 characters with a sentence': {
    ask: 'What a message may be is best said in one place, and checked before your code sees the message. Which place is that?',
    look: 'In events.ts, the schema of echo_message must trim the text, then ask for something visible and at most 500 characters. Each rule has a sentence. In server.ts, each socket must be given to guard, with these schemas.',
    line: ['events.ts', ".regex(visible, 'Please write something first.')"],
    check: withPeople(1, async (_demo, client) => {
      for (const text of ['', '   ', 'x'.repeat(501)]) {
        const { ok, error } = await client!.ask('echo_message', { text });
        is(ok, false, `the message ${brief(text, 20)} must be rejected`);
        matches(error ?? '', /^Please .+\.$/, `a sentence must say why ${brief(text, 20)} is rejected`);
      }
      for (const [text, sentence] of [
        [undefined, 'The text is missing.'],
        [5, 'The text has to be a string.'],
      ] as const) {
        is((await client!.ask('echo_message', { text })).error, sentence, `${brief(text)} is not accepted`);
      }
      for (const text of ['\u200b', '\u2800 \u2800', '\u3164\u00ad']) {
        const { error } = await client!.ask('echo_message', { text });
        matches(error ?? '', /^Please write something/, 'nobody can see such a text');
      }
      for (const payload of [42, 'x', null, undefined, []]) {
        const { error } = await client!.ask('echo_message', payload);
        matches(error ?? '', /^Invalid payload for this event\.$/, `${brief(payload)} is not accepted`);
      }
      const answer = await client!.ask('echo_message', { text: `  ${'y'.repeat(500)}  ` });
      is(answer, { ok: true }, 'a message of 500 characters must be accepted');
      is(echoed(client!), ['y'.repeat(500)], 'only the valid message must come back, trimmed');
    }),
  },

  'works by polling too': {
    ask: 'A message may come by a WebSocket or by a request. Does your code need to know which one it was?',
    look: 'In server.ts, neither the options nor the listeners may depend on the transport: what is sent with emit takes the one that there is. Take limits.ts as it is from the demo.',
    line: ['server.ts', "socket.on('echo_message', ({ text }, ack) => {"],
    check: async ({ url }) => {
      const client = await connect(url, { transports: ['polling'] });
      is(await client.ask('echo_message', { text: 'slowly' }), { ok: true }, 'it is answered with ok');
      is(((await client.next('echo_response')) as Echo).text, 'slowly', 'the text comes back');
      client.close();
    },
  },
};
