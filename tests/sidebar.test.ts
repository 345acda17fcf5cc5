// The sidebar: both columns do the same, and whatever one of them is sent, the other notices nothing.
import { once } from 'node:events';
import { type Socket, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { STACK_TRACE, send } from '../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../workshop/check/harness.ts';
import { type SidebarClient, columns, logIn, postJson } from './support/sidebar-clients.ts';

const folder = join(root, 'demo-sidebar');

interface Message {
  id: string;
  from: string;
  text: string;
  timestamp: string;
}
interface Ball {
  x: number;
  y: number;
  at: number;
}

let demo: Demo;
const staying: SidebarClient[] = [];
beforeAll(async () => {
  demo = await startDemo(folder);
});
afterAll(async () => {
  leave(staying);
  expect(demo.output(), 'nothing may appear in the terminal').not.toMatch(STACK_TRACE);
  expect(await demo.stop(), 'the process must have lived until here').toBe(0);
});

const leave = (clients: SidebarClient[]) => clients.forEach((client) => client.close());
const textsOf = (client: SidebarClient) =>
  (client.received('new_message') as Message[]).map(({ text }) => text);

/** Sends that many echoes in one burst, and resolves to their answers. */
const askAtOnce = async (client: SidebarClient, count: number) =>
  Promise.all(Array.from({ length: count }, () => client.ask('echo_message', { text: 'fast' })));

describe.each(columns)('$name', (column) => {
  let names = 0;
  /** So many who are in, each with a nickname and a token of their own. */
  async function come(count: number): Promise<SidebarClient[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        names += 1;
        return column.connect(demo.url, await logIn(demo.url, `guest${names}`));
      }),
    );
  }
  test('sends an echo to its sender alone, with the time of the server', async () => {
    const clients = await come(2);
    const [ann, bob] = clients as [SidebarClient, SidebarClient];
    expect(await ann.ask('echo_message', { text: '  only for me ' })).toMatchObject({ ok: true });
    const echo = (await ann.next('echo_response')) as { text: string; timestamp: string };
    expect(echo.text).toBe('only for me');
    expect(Math.abs(Date.parse(echo.timestamp) - Date.now())).toBeLessThan(10_000);
    await bob.ask('echo_message', { text: 'mine' });
    await bob.next('echo_response');
    expect(bob.received('echo_response')).toHaveLength(1);
    leave(clients);
  });

  test('sends a message to everybody in its room, the sender included, and once', async () => {
    const clients = await come(3);
    const others = await Promise.all(
      columns
        .filter(({ name }) => name.slice(0, 3) !== column.name.slice(0, 3))
        .map(async (other) => other.connect(demo.url, await logIn(demo.url, 'Other'))),
    );
    await clients[0]!.ask('send_message', { text: 'hello', from: 'The teacher', id: 'mine' });
    await clients[1]!.ask('send_message', { text: 'the end' });
    for (const client of clients) {
      while (((await client.next('new_message')) as Message).text !== 'the end');
      expect(textsOf(client)).toEqual(['hello', 'the end']);
      const [message] = client.received('new_message') as Message[];
      expect(message?.from).toMatch(/^guest/);
      expect(message?.id).not.toBe('mine');
    }
    for (const other of others) {
      await other.ask('echo_message', { text: 'settle' });
      expect(textsOf(other)).toEqual([]);
    }
    leave([...clients, ...others]);
  });

  test('gives the last 50 messages to anyone who comes later', async () => {
    const clients = await come(3);
    for (let i = 0; i < 60; i++) await clients[i % 3]!.ask('send_message', { text: `message ${i}` });
    const late = await column.connect(demo.url, await logIn(demo.url, 'Late'));
    const history = (late.received('message_history') as Message[][])[0]!;
    expect(history.map(({ text }) => text)).toEqual(
      Array.from({ length: 50 }, (_, i) => `message ${i + 10}`),
    );
    leave([...clients, late]);
  });

  test('shows the ball about 30 times a second to those who watch, and to nobody else', async () => {
    const clients = await come(2);
    const [ann, bob] = clients as [SidebarClient, SidebarClient];
    expect(await ann.ask('watch_ball', {})).toMatchObject({ ok: true });
    for (let i = 0; i < 45; i++) await ann.next('ball_moved');
    const balls = ann.received('ball_moved') as Ball[];
    const [first, last] = [balls[0]!, balls.at(-1)!];
    const perSecond = (1000 * (balls.length - 1)) / (last.at - first.at);
    expect(perSecond).toBeGreaterThan(15); // on a busy machine, too
    expect(perSecond).toBeLessThan(36);
    for (const { x, y } of balls) {
      for (const part of [x, y]) {
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
      }
    }
    expect(new Set(balls.map(({ x }) => x)).size).toBeGreaterThan(30);
    await bob.ask('echo_message', { text: 'settle' });
    expect(bob.received('ball_moved')).toEqual([]);

    // Twice is as good as once: one goodbye is enough.
    expect(await ann.ask('watch_ball', {})).toMatchObject({ ok: true });
    expect(await ann.ask('unwatch_ball', {})).toMatchObject({ ok: true });
    const seen = ann.received('ball_moved').length;
    await bob.ask('watch_ball', {});
    for (let i = 0; i < 5; i++) await bob.next('ball_moved');
    expect(ann.received('ball_moved')).toHaveLength(seen);
    leave(clients);
  });

  test('shows the ball where all other columns show it', async () => {
    const token = await logIn(demo.url, 'Watcher');
    const all = await Promise.all(columns.map((other) => other.connect(demo.url, token)));
    for (const client of all) await client.ask('watch_ball', {});
    for (const client of all) for (let i = 0; i < 10; i++) await client.next('ball_moved');
    const [first, ...others] = all.map(
      (client) => new Map((client.received('ball_moved') as Ball[]).map((ball) => [ball.at, ball])),
    );
    for (const other of others) {
      const shared = [...first!.values()].filter(({ at }) => other.has(at));
      expect(shared.length).toBeGreaterThan(3);
      for (const ball of shared) expect(other.get(ball.at)).toEqual(ball);
    }
    leave(all);
  });

  test.each([
    [undefined, 'The token is missing.'],
    [null, 'The token is missing.'],
    ['', 'The token is missing.'],
    ['wrong', 'This token is not valid.'],
    [7, 'This token is not valid.'],
    [['a'], 'This token is not valid.'],
    [{ a: 1 }, 'This token is not valid.'],
    ['__proto__', 'This token is not valid.'],
  ])('lets nobody in with %j for a token', async (token, reason) => {
    await expect(column.connect(demo.url, token)).rejects.toThrow(reason);
  });

  test('ends the connection after a logout, and no longer accepts the token', async () => {
    const token = await logIn(demo.url, 'Leaving');
    const [bystander] = (await come(1)) as [SidebarClient];
    const client = await column.connect(demo.url, token);
    expect((await postJson(demo.url, '/logout', { token })).status).toBe(200);
    expect(await client.ended).toMatch(/^(4401 You have logged out\.|io server disconnect)$/);
    await expect(column.connect(demo.url, token)).rejects.toThrow('This token is not valid.');
    expect(await bystander.ask('echo_message', { text: 'still here' })).toMatchObject({ ok: true });
    bystander.close();
  });

  test('rejects what is not in the contract with a sentence, and tells nobody', async () => {
    const clients = await come(2);
    const [ann, bob] = clients as [SidebarClient, SidebarClient];
    const wrong: [string, object, RegExp][] = [
      ['send_message', {}, /missing/],
      ['send_message', { text: ' ' }, /^Please write/],
      ['send_message', { text: 7 }, /missing/],
      ['echo_message', { text: ['a'] }, /missing/],
      ['send_message', { text: 'x'.repeat(501) }, /at most 500/],
      ['nonsense', {}, /does not know the event "nonsense"/],
      ['__proto__', {}, /does not know the event/],
      ['constructor', {}, /does not know the event/],
      ['toString', {}, /does not know the event/],
      ['new_message', { text: 'a' }, /does not know the event/],
    ];
    for (const [event, payload, sentence] of wrong) {
      expect(await ann.ask(event, payload)).toMatchObject({
        ok: false,
        error: expect.stringMatching(sentence),
      });
    }
    await bob.ask('send_message', { text: 'the end' });
    expect(textsOf(bob)).toEqual(['the end']);
    leave(clients);
  });

  test('warns anyone who sends too fast, and a new connection begins with the same count', async () => {
    const token = await logIn(demo.url, 'Hasty');
    const [bystander] = (await come(1)) as [SidebarClient];
    const start = performance.now();
    const first = await column.connect(demo.url, token);
    const answers = await askAtOnce(first, 60);
    expect(answers.at(-1)?.error).toMatch(/^You are sending too fast/);
    first.close();
    const second = await column.connect(demo.url, token);
    answers.push(...(await askAtOnce(second, 30)));
    const accepted = answers.filter(({ ok }) => ok).length;
    expect(accepted).toBeGreaterThan(20); // Socket.IO's are counted by seat, which somebody else has just left
    // 40 at once, and 20 more each second. With a count of its own, the second connection would have all 30.
    expect(accepted).toBeLessThanOrEqual(40 + ((performance.now() - start) / 1000) * 20);
    expect(await bystander.ask('echo_message', { text: 'still here' })).toMatchObject({ ok: true });
    staying.push(bystander, second); // or others would get a seat with this count
  });
});

describe('over HTTP', () => {
  test.each([
    [{}],
    [{ nickname: '' }],
    [{ nickname: '<b>' }],
    [{ nickname: ['Ann'] }],
    [[]],
    ['Ann'],
    [null],
  ])('a login with %j is refused with a sentence', async (body) => {
    const { status, body: answer } = await postJson(demo.url, '/login', body);
    expect(status).toBe(400);
    expect((JSON.parse(answer) as { error: string }).error).toMatch(/^\w.+\.$/);
  });

  test('a body that is not JSON, or too long, is rejected without a stack trace', async () => {
    for (const body of ['{', 'x'.repeat(5000)]) {
      for (const path of ['/login', '/logout']) {
        const headers = { 'content-type': 'application/json' };
        const answer = await send(demo.url, path, { method: 'POST', headers, body });
        expect([400, 413]).toContain(answer.status);
        expect(answer.body).not.toMatch(STACK_TRACE);
      }
    }
  });

  test('the source of the servers is not served, and that of the clients is', async () => {
    for (const path of [
      '/raw/server.ts',
      '/server.ts',
      '/tokens.ts',
      '/raw/../tokens.ts',
      '/public/../tokens.ts',
    ]) {
      expect((await send(demo.url, path)).status, path).toBe(404);
    }
    for (const path of ['/raw/client.js', '/socketio/client.js', '/public/page.js', '/base.css']) {
      expect((await send(demo.url, path)).status, path).toBe(200);
    }
  });
});

/** A TCP connection on which the handshake of a WebSocket has been done, and whatever it is sent. */
async function shakeHands(headers = ''): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port, host } = new URL(demo.url);
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => {});
  let heard = '';
  socket.on('data', (data) => (heard += data.toString('latin1')));
  socket.write(
    `GET /ws HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n${headers}` +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await once(socket, 'data');
  return { socket, heard: () => heard };
}

const ended = async (socket: Socket) => {
  if (!socket.closed) await once(socket, 'close');
};

/** A masked frame whose mask is zero; 0x81 is a whole text, 0x01 its first part, 0x00 another part. */
const frame = (first: number, payload: string | Buffer) => {
  const bytes = Buffer.from(payload);
  const length = bytes.length < 126 ? [0x80 | bytes.length] : [0xfe, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), bytes]);
};

describe('what is hostile to the raw column ends its own connection at most:', () => {
  let bystanders: SidebarClient[];
  // All stay to the end: who leaves leaves a seat in Socket.IO's column, and its count, to the next.
  const everybody: SidebarClient[] = [];
  beforeEach(async () => {
    bystanders = await Promise.all(
      columns.map(async (column) => column.connect(demo.url, await logIn(demo.url, 'Bystander'))),
    );
    everybody.push(...bystanders);
  });
  afterAll(() => leave(everybody));
  const expectBystandersServed = async () => {
    for (const bystander of bystanders) {
      expect(await bystander.ask('echo_message', { text: 'still here' })).toMatchObject({ ok: true });
      expect(bystander.received('new_message')).toEqual([]);
    }
  };

  const authenticate = async () =>
    frame(0x81, JSON.stringify({ type: 'authenticate', token: await logIn(demo.url, 'Hostile') }));

  const frames: [string, Buffer][] = [
    ['a frame that is not masked', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
    ['an opcode that does not exist', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ['a text that is no UTF-8', frame(0x81, Buffer.from([0xc3, 0x28]))],
    [
      'a frame that claims 9 exabytes',
      Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
    ],
    ['a part without a beginning', frame(0x80, 'x')],
    ['a ping that is too long', frame(0x89, 'x'.repeat(200))],
    ['a goodbye with a bad code', frame(0x88, Buffer.from([0, 1]))],
    ['a text of 17 KiB', frame(0x81, 'x'.repeat(17 * 1024))],
    [
      'parts without end',
      Buffer.concat([frame(0x01, 'x'), ...Array.from({ length: 40 }, () => frame(0x00, 'x'.repeat(1000)))]),
    ],
  ];
  test.each(frames)('%s, before and after the token', async (_what, bytes) => {
    for (const first of [undefined, await authenticate()]) {
      const { socket } = await shakeHands();
      if (first) socket.write(first);
      socket.write(bytes);
      socket.resume();
      await ended(socket);
      await expectBystandersServed();
    }
  });

  test.each([
    '',
    'x',
    '{',
    'null',
    '7',
    '[]',
    '"authenticate"',
    '{"type":"authenticate"}',
    '{"type":"send_message","text":"a"}',
    '{"__proto__":{"type":"authenticate"}}',
  ])('%j in place of the token closes with code 4401', async (text) => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    socket.send(text);
    socket.send('{"type":"send_message","id":1,"text":"sneaked in"}');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(4401);
    await expectBystandersServed();
  });

  test('a connection without a token for five seconds is closed with code 4401', async () => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const since = performance.now();
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4401, 'No token came in time.']);
    expect(performance.now() - since).toBeGreaterThan(4000);
  });

  test.each([
    '}',
    'null',
    '7',
    '"text"',
    '[]',
    '[{}]',
    '{}',
    '{"type":7}',
    '{"type":["send_message"]}',
    '{"type":{"a":1}}',
    '{"type":"__proto__"}',
    '{"type":"authenticate","token":"x"}',
    '['.repeat(5000),
  ])('nonsense such as %j is answered, and the connection goes on', async (text) => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws`);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'authenticate', token: await logIn(demo.url, 'Nonsense') }));
    await once(socket, 'message');
    socket.send(text);
    await once(socket, 'message');
    expect(heard.at(-1)).toMatch(/^\{"type":"answer",.*"ok":false,"error":"\w/);
    socket.send('{"type":"echo_message","id":2,"text":"sense"}');
    while (!heard.some((one) => one.includes('"id":2'))) await once(socket, 'message');
    socket.send(Buffer.from([1, 2, 3]));
    await once(socket, 'message');
    socket.close();
    await expectBystandersServed();
  });

  test('a connection that keeps flooding is closed with code 1008', async () => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'authenticate', token: await logIn(demo.url, 'Flood') }));
    for (let i = 0; i < 1000; i++) socket.send(`{"type":"echo_message","id":${i},"text":"flood"}`);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1008);
    await expectBystandersServed();
  });

  test('a connection that stays open after a logout can send nothing more', async () => {
    const token = await logIn(demo.url, 'Stays');
    const { socket, heard } = await shakeHands();
    socket.write(frame(0x81, JSON.stringify({ type: 'authenticate', token })));
    while (!heard().includes('message_history')) await once(socket, 'data');
    await postJson(demo.url, '/logout', { token });
    socket.write(frame(0x81, '{"type":"send_message","id":1,"text":"I am still here"}'));
    await expectBystandersServed();
    socket.destroy();
  });

  test('a connection that answers no ping is gone within 25 seconds', { timeout: 40_000 }, async () => {
    const { socket } = await shakeHands();
    socket.write(await authenticate());
    await ended(socket);
    await expectBystandersServed();
  });

  test.each(['http://evil.example', 'null', 'nonsense', '', 'http://localhost:1'])(
    'a page of "%s" may not connect',
    async (origin) => {
      const { socket, heard } = await shakeHands(`origin: ${origin}\r\n`);
      await ended(socket);
      expect(heard()).toMatch(/^HTTP\/1\.1 403 /);
      await expectBystandersServed();
    },
  );

  test('an upgrade at another path is not answered as a WebSocket, and does no harm', async () => {
    const { hostname, port, host } = new URL(demo.url);
    for (const path of ['/', '/wss', '//', '/ws/', '/%', '*']) {
      const socket = connectTcp(Number(port), hostname);
      socket.on('error', () => {});
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
      );
      await ended(socket);
      expect(heard).not.toContain('101');
    }
    await expectBystandersServed();
  });
});
