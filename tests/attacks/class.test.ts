// A class that is attacked: by other websites, by students who want the board, and by floods. A bystander doesn't notice.
import { hostname } from 'node:os';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../../workshop/check/behaviours/http.ts';
import { type Client, connect } from '../../workshop/check/client.ts';
import type { Tile } from '../../workshop/class/events.ts';
import { type Class, connected, instruct, join, startClass, tileOf } from '../support/class.ts';
import { connectRaw } from '../support/raw.ts';

const polling = '/socket.io/?EIO=4&transport=polling';
const progress = { step: 'demo4', held: 3, of: 12 } as const;
let sessions = 0;
const newSession = () => `attacker-${String((sessions += 1)).padStart(20, '0')}`;

const closed = (socket: Socket) => new Promise((done) => socket.once('disconnect', done));

describe('a class', () => {
  let it: Class;
  let port: string;
  let board: Client;
  let clients: Client[] = [];
  beforeAll(async () => {
    it = await startClass();
    ({ port } = new URL(it.url));
    board = await instruct(it);
  });
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(async () => {
    board.close();
    expect(await it.running.end()).toBe(0);
    expect(it.running.output()).not.toMatch(/Error|\n\s+at /); // nothing has thrown
  });
  const enter = async (alias: string, session = newSession()) => {
    const auth = { role: 'member', alias, session };
    const client = await connect(it.url, { auth, transports: ['websocket'] });
    clients.push(client);
    return client;
  };
  const tiles = async () => {
    const other = await instruct(it);
    const all = (await other.next('tile_list')) as Tile[];
    other.close();
    return all;
  };

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    'does not answer to the name "%s" (DNS rebinding)',
    async (name) => {
      const headers = { host: `${name}:${port}` };
      for (const path of ['/', '/board', '/projector', '/board.js', '/lessons/demo4/README.md', polling]) {
        const { status, body } = await send(it.url, path, { headers });
        expect(status, path).toBeGreaterThanOrEqual(400);
        expect(body).not.toMatch(/<main|"sid"|import /);
      }
      const origin = { ...headers, origin: `http://${name}:${port}` };
      await expect(connectRaw(it.url, { join: false, headers: origin })).rejects.toThrow('Closed');
    },
  );

  test('answers to its addresses and to the names of this computer', async () => {
    for (const name of ['localhost', '127.0.0.1', '192.168.1.20', '[::1]', 'teacher.local', hostname()]) {
      expect((await send(it.url, '/', { headers: { host: `${name}:${port}` } })).status, name).toBe(200);
    }
  });

  test.each([
    { origin: 'http://evil.example' },
    { origin: 'http://localhost:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[])('takes nothing from a page of another site: %o', async (headers) => {
    expect((await send(it.url, polling, { headers })).status).toBe(403);
    expect((await send(it.url, `${polling}&j=0`)).status).toBe(403);
    expect((await send(it.url, '/board', { method: 'POST', headers })).status).toBe(403);
    await expect(connectRaw(it.url, { join: false, headers })).rejects.toThrow('Closed');
  });

  test('may be shown in a frame by pages of this computer only, and runs no script of others', async () => {
    for (const path of ['/', '/board', '/nothing']) {
      const policy = (await send(it.url, path)).headers['content-security-policy'];
      expect(policy).toMatch(/^default-src 'self';.*frame-ancestors 'self' http:\/\/localhost/);
    }
  });

  test('lets nobody in without the right key, however often they try, and the instructor still can', async () => {
    const keys = [
      '',
      'x',
      it.key.slice(0, -1),
      `${it.key}0`,
      ` ${it.key}`,
      7,
      null,
      { key: it.key },
      'k'.repeat(101),
    ];
    for (const key of keys) {
      const attempt = connect(it.url, { auth: { role: 'instructor', key } });
      await expect(attempt, String(key)).rejects.toThrow(/key/i);
    }
    const many = Array.from({ length: 50 }, (_, i) =>
      connect(it.url, { auth: { role: 'instructor', key: String(i) } }),
    );
    expect((await Promise.allSettled(many)).every(({ status }) => status === 'rejected')).toBe(true);
    for (const auth of [
      {},
      { role: 'admin', key: it.key },
      { role: '__proto__' },
      { role: ['instructor'], key: it.key },
    ])
      await expect(connect(it.url, { auth })).rejects.toThrow('Join as a member, or as the instructor.');
    (await instruct(it)).close();
  });

  test('does nothing for a member that only the instructor may, and shows them nothing of the board', async () => {
    const eve = await enter('Eve');
    const { id } = await tileOf(board, 'Eve');
    for (const [event, payload] of [
      ['lead_class', { step: 'demo7' }],
      ['ask_question', { text: 'Mine?', options: ['a', 'b'] }],
      ['close_question', {}],
      ['hide_results', {}],
      ['post_message', { text: 'Go home' }],
      ['clear_message', {}],
      ['start_timer', { plan: 0, part: 0 }],
      ['lower_hand', { member: id }],
      ['remove_member', { member: id }],
      ['tile_list', {}],
      ['constructor', {}],
      ['__proto__', {}],
    ] as const)
      expect(await eve.ask(event, payload)).toEqual({
        ok: false,
        error: `This server does not know the event "${event}".`,
      });
    for (const event of [
      'tile_list',
      'tiles_updated',
      'plan',
      'timer_changed',
      'results_updated',
      'lead_changed',
    ])
      expect(eve.received(event), event).toEqual([]);
    expect(await eve.next('welcome')).toEqual({
      lead: null,
      question: null,
      message: null,
      alias: 'Eve',
      received: 0,
      told: {},
      demos: [],
    });
  });

  test('takes a report for the member who sends it, whoever it names', async () => {
    const ann = await enter('Ann');
    await ann.ask('send_report', { number: 1, progress });
    const { id } = await tileOf(board, 'Ann', (one) => one.progress !== undefined);
    const eve = await enter('Eve2');
    const forged = {
      number: 99,
      id,
      member: id,
      alias: 'Ann',
      session: 'x',
      progress: { ...progress, held: 0 },
    };
    expect(
      await eve.ask('send_report', { ...forged, hand: { sentence: 'I give up', alias: 'Ann' } }),
    ).toEqual({ ok: true });
    await tileOf(board, 'Eve2', ({ hand }) => hand?.sentence === 'I give up');
    // Neither the alias nor the id of somebody is a session.
    const other = await enter('Ann');
    await expect(enter('Ann', id.slice(0, 20))).rejects.toThrow('That session is not valid.');
    const twin = await enter('Ann', id);
    for (const client of [other, twin])
      await client.ask('send_report', { number: 50, progress: { ...progress, held: 0 } });
    const all = await tiles();
    expect(all.filter(({ id: one }) => one === id)).toMatchObject([{ alias: 'Ann', progress }]);
    expect(all.filter(({ alias }) => alias.startsWith('Ann')).map(({ alias }) => alias)).toEqual([
      'Ann',
      'Ann 2',
      'Ann 3',
    ]);
    expect(JSON.stringify(all)).not.toContain('attacker-'); // a session
  });

  test('rejects reports that are none, in a sentence', async () => {
    const eve = await enter('Eve3');
    const bad = [
      undefined,
      null,
      [],
      'report',
      {},
      { number: -1 },
      { number: 1.5 },
      { number: 2 ** 60 },
      { number: 1, progress: { ...progress, held: 13 } },
      { number: 1, progress: { ...progress, step: 'demo8' } },
      { number: 1, progress: { ...progress, stage: -1 } },
      { number: 1, progress: { ...progress, failing: '' } },
      { number: 1, progress: { ...progress, failing: '\u200b' } },
      { number: 1, progress: { ...progress, failing: 'x'.repeat(301) } },
      { number: 1, progress: { ...progress, failing: `a${'\u0301'.repeat(50)}` } },
      { number: 1, hand: 'up' },
      { number: 1, hand: { sentence: { toString: 1 } } },
      { number: { length: { toString: 0 } } },
    ];
    for (const payload of bad) {
      const answer = await eve.ask('send_report', payload);
      expect(answer, JSON.stringify(payload)).toMatchObject({
        ok: false,
        error: expect.stringMatching(/\.$/),
      });
    }
    expect(await eve.ask('answer_question', { question: 'x', option: 0 })).toMatchObject({ ok: false });
    expect((await tiles()).find(({ alias }) => alias === 'Eve3')).not.toHaveProperty('progress');
    // Without an ack there is nobody to tell, and nothing happens.
    eve.socket.emit('send_report');
    eve.socket.emit('leave_class');
    eve.socket.emit('send_report', { number: 1, progress: { ...progress, failing: 'two\nlines\u001b[31m' } });
    const tile = await tileOf(board, 'Eve3', (one) => one.progress !== undefined);
    expect(tile.progress?.failing).toBe('two lines [31m');
  });

  test('takes names of letters, and no others', async () => {
    for (const alias of [
      '<img>',
      'a b',
      'Ann\u200b',
      '\u202ennA',
      'a\nb',
      '',
      ' ',
      'x'.repeat(21),
      7,
      null,
      ['Ann'],
      {},
    ])
      await expect(enter(alias as string), String(alias)).rejects.toThrow(/alias/);
    for (const alias of ['__proto__', 'constructor', 'Nguyễn', '李雷']) await enter(alias);
    const aliases = (await tiles()).map(({ alias }) => alias);
    expect(aliases).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'Nguyễn', '李雷']));
  });

  test('ends a connection that sends too much at once', async () => {
    const eve = await enter('Eve4');
    const ended = closed(eve.socket);
    eve.socket.emit('send_report', { number: 1, hand: { sentence: 'x'.repeat(50_000) } });
    expect(await ended).toMatch(/transport/);
    const { status } = await send(it.url, '/', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(status).toBe(404); // nothing takes it
  });

  test('refuses floods, and a bystander’s report reaches the board all the same', async () => {
    const bystander = join(it.url, 'Bystander');
    await bystander.told('state', connected);
    const flooders = await Promise.all([1, 2, 3, 4, 5].map((number) => enter(`Flooder${number}`)));
    const ends = flooders.map(({ socket }) => closed(socket));
    const refused = flooders.map(({ socket }) => {
      let sentences = 0;
      const count = ({ ok }: { ok: boolean }) => (sentences += ok ? 0 : 1);
      for (let number = 1; number <= 400; number++) {
        socket.emit('send_report', { number, progress, hand: { sentence: `flood ${number}` } }, count);
      }
      return () => sentences;
    });
    expect(await bystander.report({ ...progress, held: 9 })).toEqual({ ok: true });
    await tileOf(board, 'Bystander', (tile) => tile.progress?.held === 9);
    await Promise.all(ends); // whoever insists is disconnected
    expect(refused.every((count) => count() > 0)).toBe(true);
    await bystander.leave();
  });

  test('tells the board of a flood in a few packets', async () => {
    const eve = await enter('Eve5');
    await tileOf(board, 'Eve5');
    const before = board.received('tiles_updated').length;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        eve.ask('send_report', { number: i + 1, progress: { ...progress, held: i % 12 } }),
      ),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    await tileOf(board, 'Eve5', (tile) => tile.progress?.held === 39 % 12);
    expect(board.received('tiles_updated').length - before).toBeLessThan(10);
  });

  test('keeps somebody with ever new sessions from filling the board, and forgets those who told nothing', async () => {
    let [count, told] = [0, 0];
    const visit = async (report: boolean) => {
      const client = await enter('Crowd').catch((error: Error) => error);
      if (client instanceof Error) return expect(client.message).toContain('Too many have joined from here.');
      count += 1;
      // It may have a seat from which others have flooded just before.
      if (report && (await client.ask('send_report', { number: 1, progress })).ok) told += 1;
      const ended = closed(client.socket);
      client.close();
      await ended;
    };
    for (let i = 0; i < 5; i++) await visit(false);
    for (let i = 0; i < 30; i++) await visit(true);
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(35);
    const crowd = (await tiles()).filter(({ alias }) => alias.startsWith('Crowd'));
    expect(crowd).toHaveLength(told);
    expect(crowd.every(({ isHere }) => !isHere)).toBe(true);
  });

  test('shows files of the lessons, and no others', async () => {
    for (const path of [
      '../package.json',
      '..%2Fpackage.json',
      '%2e%2e/%2e%2e/etc/passwd',
      'demo4/../../.git/config',
      'demo4%5C..%5C.git',
      'package.json',
      '.git/config',
      'workshop/class/class.ts',
      'demo-encore/data/password',
      'node_modules/express/package.json',
      '/etc/passwd',
      '%00',
      '__proto__',
      'constructor',
    ]) {
      const { status, body } = await send(it.url, `/lessons/${path}`);
      expect(status, path).toBeGreaterThanOrEqual(300);
      expect(status, path).toBeLessThan(500);
      expect(body).not.toMatch(/"dependencies"|root:|repositoryformatversion|registerBoard/);
    }
  });
});
