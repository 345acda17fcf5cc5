// The host's rights: nobody gets them without the key of this server, and whoever was removed stays out.
// cspell:ignore Cosma Cósma Cosrna Kosmas tsoh
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../../workshop/check/client.ts';
import { type Demo, demos, startDemo } from '../../workshop/check/harness.ts';
import { connectRaw } from '../support/raw.ts';
import { attacked } from './common.ts';

interface Session {
  session: string;
  user: { id: string; nickname: string; isHost?: boolean };
}

const { folder } = demos.find(({ number }) => number === 7)!;
const keyOf = (demo: Demo) => /key: (\S+)/.exec(demo.output())![1]!;
const sessionOf = async (client: Client) => (await client.next('session')) as Session;

describe.each(attacked(7))('$title', ({ run }) => {
  let demo: Demo;
  let clients: Client[] = [];
  beforeAll(async () => {
    demo = await run();
  });
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
  });

  async function enter(nickname: string, auth: object = {}): Promise<Client> {
    const client = await connect(demo.url, { auth: { nickname, ...auth } });
    clients.push(client);
    return client;
  }
  async function enterAsHost(nickname: string, auth: object = {}): Promise<Client> {
    const host = await enter(nickname, auth);
    expect(await host.ask('become_host', { key: keyOf(demo) })).toEqual({ ok: true });
    return host;
  }

  test('refuses guesses of every kind, and many of them even without looking', async () => {
    const own = await run(); // whoever comes next may get a seat that has guessed too often
    const join = (nickname: string) => connect(own.url, { auth: { nickname } });
    const [other, eve] = [await join('Other'), await join('Eve')];
    const error = 'That is not the key.';
    for (const key of ['', keyOf(own).toUpperCase() + ' ', '0'.repeat(16), `${keyOf(own)}0`])
      expect(await eve.ask('become_host', { key })).toEqual({ ok: false, error });
    for (const payload of [{}, { key: null }, { key: { length: 16 } }, { key: [keyOf(own)] }, keyOf(own), []])
      expect(await eve.ask('become_host', payload)).toMatchObject({ ok: false });
    expect(await eve.ask('become_host', { key: 'fifth' })).toEqual({ ok: false, error });
    const tooMany = { ok: false, error: 'Too many guesses. Try again in 20 seconds.' };
    for (let i = 0; i < 20; i++) expect(await eve.ask('become_host', { key: 'guess' })).toEqual(tooMany);
    // Now not even the right one is looked at. A fresh connection finds the seat as it was.
    expect(await eve.ask('become_host', { key: keyOf(own) })).toEqual(tooMany);
    eve.socket.io.engine.close();
    while (((await other.next('user_left')) as { nickname: string }).nickname !== 'Eve');
    const again = await join('Eve-again');
    expect(await again.ask('become_host', { key: keyOf(own) })).toEqual(tooMany);
    // It counts by seat, so nobody can lock out the host.
    expect(await other.ask('become_host', { key: keyOf(own) })).toEqual({ ok: true });
    for (const client of [other, again]) client.close();
    expect(await own.stop()).toBe(0);
  });

  test('lets nobody claim to be the host, by the handshake, a payload or the nickname', async () => {
    const watcher = await enter('Watcher');
    const eve = await enter('host', { isHost: true, user: { isHost: true } });
    expect((await sessionOf(eve)).user.isHost).toBeUndefined();
    await eve.ask('send_message', { text: '\u001b[7m host \u001b[0m', isHost: true, from: 'Watcher host' });
    expect(await watcher.next('new_message')).not.toHaveProperty('isHost');
    for (const [event, payload] of [
      ['delete_message', { message: 'x', isHost: true }],
      ['remove_person', { user: 'x', key: keyOf(demo) }],
      ['set_room_mode', { frozen: true, seconds: 0 }],
    ] as const)
      expect(await eve.ask(event, payload)).toEqual({ ok: false, error: 'Only the host can do that.' });
    for (const nickname of ['Eve host', 'Eve\u00a0host', 'Eve\u3164host', 'host\u200b', '\u202etsoh'])
      await expect(enter(nickname)).rejects.toThrow('A nickname has');
  });

  test('takes a host’s message ids of this room only, and a room’s mode stays in it', async () => {
    const room = 'elsewhere';
    const ann = await enter('Ann', { room });
    const { id: message } = await ann.ask('send_message', { text: 'in another room' });
    const host = await enterAsHost('Host-1');
    for (const payload of [
      { message },
      { message, room },
      { message: '__proto__' },
      { message: 'constructor' },
    ])
      expect(await host.ask('delete_message', payload)).toMatchObject({ ok: false });
    expect(await host.ask('set_room_mode', { frozen: true, seconds: 0, room })).toEqual({ ok: true });
    expect(await ann.ask('send_message', { text: 'still free' })).toMatchObject({ ok: true });
    expect(await host.ask('set_room_mode', { frozen: false, seconds: 0 })).toEqual({ ok: true });
    // Being host is not of one room: after a change it holds there, too.
    expect(await host.ask('join_room', { room })).toEqual({ ok: true });
    expect(await host.ask('delete_message', { message })).toEqual({ ok: true });
    expect(await ann.next('message_deleted')).toEqual({ message });
  });

  test('keeps somebody out who was removed, whatever they come back with', async () => {
    const host = await enterAsHost('Host-2');
    const bad = await enter('Bad');
    const { session, user } = await sessionOf(bad);
    const kept = /^Could not connect to \S+: The host has removed "Bad"\. You can come back in 10 min\.$/;
    const ended = new Promise((done) => bad.socket.once('disconnect', done));
    bad.socket.emit('send_message', { text: 'one' });
    expect(await host.ask('remove_person', { user: user.id })).toEqual({ ok: true });
    expect(await ended).toBe('io server disconnect');
    await expect(enter('Bad', { session })).rejects.toThrow(kept);
    await expect(enter('Good', { session })).rejects.toThrow(kept);
    await expect(enter('bad', { session })).rejects.toThrow(kept);
    await expect(enter('BAD')).rejects.toThrow(/The host has removed|is taken/);
    // By hand, over a connection that stays: nothing answers before a handshake, and there is no second one.
    const raw = await connectRaw(demo.url, { join: false });
    raw.send(`40${JSON.stringify({ nickname: 'Bad', session })}`);
    expect(await raw.packet(/^44\{/)).toContain('The host has removed');
    raw.send('420["send_message",{"text":"I am back"}]');
    raw.send(`40${JSON.stringify({ nickname: 'Fresh' })}`);
    await raw.closed;
    expect(JSON.stringify(host.received('new_message'))).not.toContain('I am back');
    // A host who is removed is a host no more: that is how to get rid of somebody who has seen the key.
    const other = await enterAsHost('Host-3');
    expect(await host.ask('remove_person', { user: (await sessionOf(other)).user.id })).toEqual({ ok: true });
    expect(await host.ask('remove_person', { user: (await sessionOf(host)).user.id })).toMatchObject({
      ok: false,
    });
  });

  test('refuses twins of the host’s nickname, also while the host’s connection is broken', async () => {
    const secret = 'h'.repeat(32);
    const host = await enterAsHost('Cosma', { session: secret });
    for (const twin of ['Соѕма', 'СОЅМА', 'Cósma', 'Cosrna', 'C0sma'])
      await expect(enter(twin), twin).rejects.toThrow(/looks like the host's|letters of one script/);
    const watcher = await enter('Onlooker');
    host.socket.io.engine.close();
    while (((await watcher.next('user_left')) as { nickname: string }).nickname !== 'Cosma');
    await expect(enter('C0sma')).rejects.toThrow("looks like the host's");
    const back = await enter('Cosma', { session: secret });
    expect((await sessionOf(back)).user.isHost).toBe(true);
    await enter('Kosmas');
    back.close();
    while (((await watcher.next('user_left')) as { nickname: string }).nickname !== 'Cosma');
    await enter('C0sma'); // the host has gone for good, so the name is free
  });

  test('counts messages in slow mode although many come in one packet', async () => {
    const room = 'slow';
    const host = await enterAsHost('Host-4', { room });
    expect(await host.ask('set_room_mode', { frozen: false, seconds: 60 })).toEqual({ ok: true });
    // By polling, one request can carry all of them. So the server sees the second one before it has dealt with the first.
    const polling = `${demo.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(polling)).text()).slice(1)) as { sid: string };
    const post = async (packets: string[]) =>
      expect(
        await (await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: packets.join('\x1e') })).text(),
      ).toBe('ok');
    await post([`40${JSON.stringify({ nickname: 'Fast', room })}`]);
    await fetch(`${polling}&sid=${sid}`); // the answer to it
    await post(Array.from({ length: 10 }, (_, i) => `42${i}["send_message",{"text":"fast ${i}"}]`));
    let answers = '';
    while (answers.split('error').length < 10) answers += await (await fetch(`${polling}&sid=${sid}`)).text();
    await host.ask('send_message', { text: 'the end' });
    const texts = host.received('new_message').map((message) => (message as { text: string }).text);
    expect(texts).toEqual(['fast 0', 'the end']);
  });

  test('tells the terminal who floods, in one line, and nothing that a visitor could have styled', async () => {
    const eve = await enter('Ève-', { room: 'flooded' });
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => eve.ask('send_message', { text: '\u001b[31m red\u0007' })),
    );
    expect(answers.filter(({ ok }) => !ok).length).toBeGreaterThan(20);
    await expect.poll(() => demo.output()).toContain('flooding');
    const said = demo
      .output()
      .split('\n')
      .filter((line) => line.includes('flooding'));
    expect(said).toEqual([
      expect.stringMatching(/^Refused for flooding: Ève- \((::ffff:127\.0\.0\.1|127\.0\.0\.1|::1)\)$/),
    ]);
    expect(demo.output().replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

test('demo7 has another key after a restart, and knows no host any more', async () => {
  const first = await startDemo(folder);
  const port = Number(new URL(first.url).port);
  const stale = keyOf(first);
  const host = await connect(first.url, { auth: { nickname: 'Prof' } });
  expect(await host.ask('become_host', { key: stale })).toEqual({ ok: true });
  const { session } = await sessionOf(host);
  await first.stop();
  const second = await startDemo(folder, { port });
  const back = await connect(second.url, { auth: { nickname: 'Prof', session } });
  expect((await sessionOf(back)).user.isHost).toBeUndefined();
  expect(await back.ask('become_host', { key: stale })).toMatchObject({ ok: false });
  expect(await back.ask('become_host', { key: keyOf(second) })).toEqual({ ok: true });
  for (const client of [host, back]) client.close();
  expect(await second.stop()).toBe(0);
});
