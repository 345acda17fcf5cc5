// What may go wrong between a message and those who read it: each time, it is there once, with its number.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../workshop/check/client.ts';
import { newRoom, settle } from '../workshop/check/behaviours/inside.ts';
import { type Demo, startDemo } from '../workshop/check/harness.ts';
import { encore } from './support/encore.ts';
import { type Database, startDatabase } from './support/faults.ts';
import { startProxy } from './support/proxy.ts';

interface Message {
  id: string;
  number: number;
  text: string;
}
interface Identity {
  session: string;
  user: { id: string; nickname: string };
}

const LONG = 60_000;
let database: Database;
let names = 0;

const start = (env: NodeJS.ProcessEnv = {}) =>
  startDemo(encore, { env: { DATABASE_URL: database.url, ...env } });

const enter = (url: string, room: string, identity?: Identity) => {
  names += 1;
  const nickname = identity?.user.nickname ?? `person${process.pid}-${names}`;
  return connect(url, { auth: { nickname, session: identity?.session, room } });
};
const identityOf = async (client: Client) => (await client.next('session')) as Identity;
const textsOf = (messages: unknown[]) => (messages as Message[]).map(({ text }) => text);
const numbersOf = (messages: unknown[]) => (messages as Message[]).map(({ number }) => number);
const storedIn = (room: string) =>
  database.ask<Message>('select number, text from messages where room = $1 order by number', [room]);

/** Sends a message as a page does: again and again with the same id, until the server has it. */
async function sendUntilDone(client: Client, id: string, text: string): Promise<Message> {
  for (;;) {
    const answer = await client.ask('send_message', { id, text });
    if (answer.ok) return answer as unknown as Message;
    const isTooFast = answer.error?.startsWith('You are sending too fast');
    expect(isTooFast || (answer as { retry?: boolean }).retry, answer.error).toBe(true);
    await new Promise((done) => setTimeout(done, 200)); // a page waits as well
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, 20));
}

beforeAll(async () => {
  database = await startDatabase();
}, LONG);
afterAll(() => database.stop(), LONG);

describe('a message', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await start();
  }, LONG);
  afterAll(() => demo.stop());

  test('whose ack is lost is sent again, and is there once', { timeout: LONG }, async () => {
    const room = newRoom();
    const reader = await enter(demo.url, room);
    const proxy = await startProxy(demo.url);
    const sender = await enter(proxy.url, room);
    const identity = await identityOf(sender);
    const id = randomUUID();
    sender.socket.emit('send_message', { id, text: 'once' });
    const heard = (await reader.next('new_message')) as Message;
    await proxy.stop(); // before an ack was asked for
    const again = await enter(demo.url, room, identity);
    const answer = await sendUntilDone(again, id, 'once');
    expect([answer.id, answer.number]).toEqual([heard.id, heard.number]);
    expect(await storedIn(room)).toEqual([{ number: 1, text: 'once' }]);
    // It is broadcast again, with the same number: whoever has it can tell.
    expect(await reader.next('new_message')).toEqual(heard);
    for (const client of [reader, again]) client.close();
  });

  test('is sent by somebody else with the same id, and is another one', { timeout: LONG }, async () => {
    const room = newRoom();
    const [ann, bob] = [await enter(demo.url, room), await enter(demo.url, room)];
    const id = randomUUID();
    const answers = [await sendUntilDone(ann, id, 'mine'), await sendUntilDone(bob, id, 'mine, too')];
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(2);
    expect(textsOf(await storedIn(room))).toEqual(['mine', 'mine, too']);
    for (const client of [ann, bob]) client.close();
  });

  test('is stored once when it comes many times at the same moment', { timeout: LONG }, async () => {
    const room = newRoom();
    const client = await enter(demo.url, room);
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendUntilDone(client, id, 'once')));
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    expect(await storedIn(room)).toHaveLength(1);
    client.close();
  });

  test('that comes while others are read again is neither missing nor twice', { timeout: LONG }, async () => {
    const room = newRoom();
    const writer = await enter(demo.url, room);
    const texts = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    for (const text of texts.slice(0, 15)) await sendUntilDone(writer, randomUUID(), text);
    const writing = (async () => {
      for (const text of texts.slice(15)) await sendUntilDone(writer, randomUUID(), text);
    })();
    const late = await enter(demo.url, room);
    const history = (await late.next('message_history')) as Message[];
    const read = (await late.ask('read_messages', { after: 5 })) as unknown as { messages: Message[] };
    await writing;
    const live = () => late.received('new_message') as Message[];
    await until(async () => [...history, ...live()].some(({ text }) => text === texts.at(-1)));
    const all = new Map(
      [...history, ...read.messages, ...live()].map((message) => [message.number, message]),
    );
    const sorted = [...all.values()].toSorted((one, other) => one.number - other.number);
    expect(textsOf(sorted)).toEqual(texts);
    expect(numbersOf(live())).toEqual(numbersOf(live()).toSorted((one, other) => one - other));
    for (const client of [writer, late]) client.close();
  });
});

describe('a server that is killed', () => {
  test('before the commit loses a message that nobody has got an ack for', { timeout: LONG }, async () => {
    const room = newRoom();
    const first = await start();
    const sender = await enter(first.url, room);
    const identity = await identityOf(sender);
    await sendUntilDone(sender, randomUUID(), 'before');
    // The row of the room is locked by somebody else, so the transaction can't get to its end.
    const lock = await database.connect();
    await lock.query('begin');
    await lock.query('select 1 from rooms where name = $1 for update', [room]);
    const id = randomUUID();
    let isAnswered = false;
    sender.socket.emit('send_message', { id, text: 'in between' }, () => (isAnswered = true));
    await until(async () => {
      const [waiting] = await database.ask<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'",
      );
      return (waiting?.count ?? 0) > 0;
    });
    await first.stop('SIGKILL');
    await lock.query('rollback');
    await lock.end();
    expect(isAnswered).toBe(false);
    const second = await start();
    const again = await enter(second.url, room, identity);
    const { number } = await sendUntilDone(again, id, 'in between');
    expect(number).toBe(2); // and no number is left out
    expect(textsOf(await storedIn(room))).toEqual(['before', 'in between']);
    again.close();
    await second.stop();
  });

  test('between commit and broadcast hides no message', { timeout: LONG }, async () => {
    const room = newRoom();
    const first = await start();
    const sender = await enter(first.url, room);
    const reader = await enter(first.url, room);
    const [identity, readers] = [await identityOf(sender), await identityOf(reader)];
    const id = randomUUID();
    const held = database.holdAnswerTo('commit');
    sender.socket.emit('send_message', { id, text: 'in the database' });
    await held;
    await until(async () => (await storedIn(room)).length === 1);
    expect(reader.received('new_message')).toEqual([]);
    await first.stop('SIGKILL');
    const second = await start();
    const back = await enter(second.url, room, readers);
    expect(textsOf((await back.next('message_history')) as Message[])).toEqual(['in the database']);
    const again = await enter(second.url, room, identity);
    const { number } = await sendUntilDone(again, id, 'in the database');
    expect(number).toBe(1);
    expect(textsOf([await back.next('new_message')])).toEqual(['in the database']);
    expect(await storedIn(room)).toHaveLength(1);
    for (const client of [back, again]) client.close();
    await second.stop();
  });

  test('before the ack does not store the message a second time', { timeout: LONG }, async () => {
    const room = newRoom();
    const first = await start();
    const [sender, reader] = [await enter(first.url, room), await enter(first.url, room)];
    const identity = await identityOf(sender);
    const id = randomUUID();
    sender.socket.emit('send_message', { id, text: 'heard' });
    const heard = (await reader.next('new_message')) as Message;
    await first.stop('SIGKILL');
    const second = await start();
    const again = await enter(second.url, room, identity);
    expect((await sendUntilDone(again, id, 'heard')).number).toBe(heard.number);
    expect(await storedIn(room)).toHaveLength(1);
    again.close();
    await second.stop();
  });
});

describe('a database', () => {
  test('that is away for 10 seconds loses nothing that was acknowledged', { timeout: LONG }, async () => {
    const room = newRoom();
    const demo = await start({ SERVERS: '2' });
    const people = [await enter(demo.url, room), await enter(demo.url, room)];
    const [sender, reader] = people as [Client, Client];
    await settle(sender, reader);
    const acknowledged: string[] = [];
    const send = async (text: string) => {
      await sendUntilDone(sender, randomUUID(), text);
      acknowledged.push(text);
    };
    await send('before');
    await until(async () => textsOf(reader.received('new_message')).includes('before'));
    database.cut();
    setTimeout(database.open, 10_000);
    const answer = await sender.ask('send_message', { id: randomUUID(), text: 'now' });
    expect(answer).toMatchObject({ ok: false, retry: true });
    expect(answer.error).toMatch(/^The database does not answer\. .+\.$/);
    const waiting = [send('during, one'), send('during, two')];
    await Promise.all(waiting);
    await send('after');
    await until(async () => textsOf(reader.received('new_message')).includes('after'));
    const stored = await storedIn(room);
    const texts = textsOf(stored).filter((text) => text !== 'settle');
    expect(texts.toSorted()).toEqual(acknowledged.toSorted());
    // The other server has told its people all of it, though it has missed what was announced in the meantime.
    const heard = numbersOf(reader.received('new_message'));
    expect(numbersOf(stored).filter((number) => !heard.includes(number) && number > 2)).toEqual([]);
    expect(demo.ended()).toBe(false);
    for (const client of people) client.close();
    await demo.stop();
  });

  test('that is restarted is used again, also between servers', { timeout: LONG }, async () => {
    const room = newRoom();
    const demo = await start({ SERVERS: '2' });
    const people = [await enter(demo.url, room), await enter(demo.url, room)];
    const servers = await Promise.all(people.map((client) => client.next('server_info')));
    expect(new Set(servers.map((server) => (server as { id: string }).id)).size).toBe(2);
    const [sender, reader] = people as [Client, Client];
    await settle(sender, reader);
    await sendUntilDone(sender, randomUUID(), 'before');
    await database.restart();
    await sendUntilDone(sender, randomUUID(), 'after');
    const read = () =>
      reader.ask('read_messages', { after: 0 }) as unknown as Promise<{ messages?: Message[] }>;
    await until(
      async () =>
        textsOf((await read()).messages ?? [])
          .filter((text) => text !== 'settle')
          .join() === 'before,after',
    );
    // The connection that listens is back as well: what one server tells reaches the other.
    await until(async () => {
      await sendUntilDone(sender, randomUUID(), 'to the other');
      return textsOf(reader.received('new_message')).includes('to the other');
    });
    for (const client of people) client.close();
    await demo.stop();
  });

  test(
    'in which somebody is gone, though no server has said so, corrects every list',
    { timeout: LONG },
    async () => {
      const room = newRoom();
      const demo = await start({ SERVERS: '2' });
      const reader = await enter(demo.url, room);
      await reader.next('user_list');
      const leaver = await enter(demo.url, room);
      const { user } = await identityOf(leaver);
      expect(await reader.next('user_joined')).toEqual(user); // otherwise its leaving would be no news
      await database.ask('update online set socket = null where person = $1', [user.id]);
      expect(await reader.next('user_left')).toEqual(user);
      for (const client of [reader, leaver]) client.close();
      await demo.stop();
    },
  );

  test('that is too old gets a sentence', { timeout: LONG }, async () => {
    // Says that it is PostgreSQL 12 to anyone who looks for functions here first.
    await database.ask('create schema old');
    await database.ask(
      `create function old.current_setting(text) returns text language sql as $$ select '120022' $$`,
    );
    const url = `${database.url}?options=${encodeURIComponent('-c search_path=old,pg_catalog,public')}`;
    const started = start({ DATABASE_URL: url });
    await expect(started).rejects.toThrow(
      /demo-encore can't start: the database is PostgreSQL 12, and it needs 13 or newer/,
    );
    await database.ask('drop schema old cascade');
  });
});
