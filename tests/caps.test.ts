// Whatever is kept has a limit: 10,000 attempts to fill each collection of the last demo, and what is left of them.
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect } from '../workshop/check/client.ts';
import { type Demo, demos, startDemo } from '../workshop/check/harness.ts';

const ATTEMPTS = 10_000;
const PEOPLE = 50;
const WINDOW = 2050; // milliseconds: a bit more than the time in which one may send 40 events
const PER_WINDOW = 40;

/** Somebody who sends events as fast as the guard allows, and counts how they were answered. */
class Sender {
  ok = 0;
  refused = 0;
  #socket: WebSocket;
  #waiting = 0;
  #done = () => {};
  #failed = (_error: Error) => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('close', (code) => this.#failed(new Error(`the server has ended a connection (${code})`)));
    socket.on('message', (packet: Buffer) => {
      const text = packet.toString('latin1', 0, 40);
      if (text === '2') socket.send('3');
      if (!text.startsWith('43')) return;
      if (text.includes('"ok":true')) this.ok += 1;
      else this.refused += 1;
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#done();
    });
  }

  /** Sends these events, an array of `[name, payload]` each, and waits for all answers. */
  async send(events: [string, object][]): Promise<void> {
    this.#waiting = events.length;
    const answered = new Promise<void>((done, failed) => {
      this.#done = done;
      this.#failed = failed;
    });
    for (const [i, event] of events.entries()) this.#socket.send(`42${i}${JSON.stringify(event)}`);
    await answered;
  }

  close(): void {
    this.#socket.terminate();
  }
}

let senders = 0;

async function connectSender(url: string, room = 'general'): Promise<Sender> {
  senders += 1;
  const nickname = `sender${senders}`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  await new Promise<void>((done, failed) => {
    socket.on('error', failed);
    socket.on('close', () => failed(new Error('the server has ended a connection before it was let in')));
    socket.on('open', () => socket.send(`40${JSON.stringify({ nickname, room })}`));
    socket.on('message', (packet: Buffer) => {
      if (packet.toString('latin1', 0, 3) === '40{') done();
      if (packet.toString('latin1', 0, 3) === '44{') failed(new Error(packet.toString()));
    });
  });
  return new Sender(socket);
}

/** What somebody who has just come in was given. */
async function snapshot(late: Client, event: string): Promise<unknown[]> {
  const list = (await late.next(event)) as unknown[];
  late.close();
  return list;
}

describe.each(demos.filter(({ number }) => number === 7))(
  'demo$number keeps to its limits:',
  ({ folder }) => {
    let demo: Demo;
    beforeAll(async () => {
      demo = await startDemo(folder);
    });
    afterAll(async () => {
      expect(await demo.stop(), 'the process must have lived until here').toBe(0);
    });

    /** Has many people of a room send 10,000 events, and returns one who comes in afterwards, and how many were taken. */
    async function fill(room: string, eventOf: (i: number) => [string, object], count = PEOPLE) {
      const people = await Promise.all(Array.from({ length: count }, () => connectSender(demo.url, room)));
      for (let sent = 0; sent < ATTEMPTS; sent += count * PER_WINDOW) {
        await Promise.all(
          people.map((person, i) =>
            person.send(Array.from({ length: PER_WINDOW }, (_, k) => eventOf(sent + i * PER_WINDOW + k))),
          ),
        );
        await new Promise((done) => setTimeout(done, WINDOW)); // the pace that the guard allows
      }
      const late = await connect(demo.url, { auth: { nickname: `late-${room}`, room } });
      for (const person of people) person.close();
      const ok = people.reduce((sum, person) => sum + person.ok, 0);
      const refused = people.reduce((sum, person) => sum + person.refused, 0);
      expect(ok + refused).toBe(ATTEMPTS);
      return { late, ok };
    }

    test('100 messages', { timeout: 240_000 }, async () => {
      // Everybody gets each of them. With more people, this process would be too busy to answer pings in time.
      const { late, ok } = await fill('messages', (i) => ['send_message', { text: `message ${i}` }], 25);
      expect(ok).toBeGreaterThan(ATTEMPTS / 4); // the rest had to wait for too long
      expect(await snapshot(late, 'message_history')).toHaveLength(100);
    });

    test('20 polls', { timeout: 240_000 }, async () => {
      const { late, ok } = await fill('polls', (i) => [
        'create_poll',
        { question: `${i}?`, options: ['yes', 'no'] },
      ]);
      expect(ok).toBeGreaterThan(100); // the rest found twenty open polls of others
      expect(await snapshot(late, 'poll_history')).toHaveLength(20);
    });

    test('2,000 reactions', { timeout: 240_000 }, async () => {
      const author = await connect(demo.url, { auth: { nickname: 'author', room: 'reactions' } });
      const messages: string[] = [];
      for (let i = 0; i < 34; i++) messages.push((await author.ask('send_message', { text: 'react!' })).id!);
      const emoji = ['👍', '💜', '😂', '😮', '🤔', '🎉'];
      // Each person tries each emoji on each message: 50 × 34 × 6 are 10,200 different reactions.
      const { late, ok } = await fill('reactions', (i) => {
        const k = (i % PER_WINDOW) + PER_WINDOW * Math.floor(i / (PEOPLE * PER_WINDOW));
        return ['toggle_reaction', { message: messages[Math.floor(k / 6)], emoji: emoji[k % 6] }];
      });
      expect(ok).toBe(2000);
      expect(await snapshot(late, 'reaction_history')).toHaveLength(2000);
      author.close();
    });

    test('10,000 points', { timeout: 240_000 }, async () => {
      const points = Array.from({ length: 5 }, (_, i) => ({ x: i / 10, y: 0.5 }));
      const { late, ok } = await fill('canvas', () => ['draw', { color: '#000000', points }]);
      expect(ok).toBeGreaterThan(ATTEMPTS / 4); // the rest had to wait for too long
      // Each stroke counts as three points more: the rest that is known of it takes room, too.
      expect(await snapshot(late, 'canvas_history')).toHaveLength(10_000 / (points.length + 3));
    });

    test('100 rooms', { timeout: 240_000 }, async () => {
      const watcher = await connect(demo.url);
      const { late } = await fill('general', (i) => ['join_room', { room: `r${i}` }]);
      late.close();
      await watcher.ask('send_message', { text: 'settle' });
      const lists = watcher.received('room_list') as { name: string }[][];
      expect(lists.length).toBeGreaterThan(5);
      for (const list of lists) expect(list.length).toBeLessThanOrEqual(100);
      watcher.close();
    });

    test('2,000 votes in a poll, and 2,000 sessions', { timeout: 240_000 }, async () => {
      const asker = await connect(demo.url, { auth: { nickname: 'asker', room: 'votes' } });
      const { id: poll } = await asker.ask('create_poll', { question: 'Who?', options: ['me', 'you'] });
      // One who looks in for a moment, and is forgotten before those who stay longer.
      const auth = { nickname: 'brief', session: 'a-session-that-is-forgotten', room: 'votes' };
      const brief = await connect(demo.url, { auth });
      const { user } = (await brief.next('session')) as { user: { id: string } };
      brief.close();
      let voted = 0;
      let people = 0;
      let after = 0; // who came when the poll had all its votes
      // Each who connects without a session is a new person. Somebody stays, so that the room does.
      // A vote that had to wait for too long doesn't count, and somebody else tries.
      while (people < 2100 || after < 100) {
        if (voted >= 2000) after += PEOPLE;
        const group = await Promise.all(
          Array.from({ length: PEOPLE }, () => connectSender(demo.url, 'votes').catch(() => undefined)),
        );
        const inside = group.filter((person) => person !== undefined);
        people += inside.length;
        await Promise.all(inside.map((person) => person.send([['vote_poll', { poll, option: 0 }]])));
        voted += inside.reduce((sum, person) => sum + person.ok, 0);
        for (const person of inside) person.close();
        if (inside.length < PEOPLE) await new Promise((done) => setTimeout(done, 500)); // the pace of the limits
      }
      expect(voted).toBe(2000);
      const again = await connect(demo.url, { auth });
      expect(((await again.next('session')) as { user: { id: string } }).user.id).not.toBe(user.id);
      again.close();
      asker.close();
    });
  },
);
