// Attacks with many packets, bytes or connections: a bystander is still served in good time, in bounded memory.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, connect } from '../../workshop/check/client.ts';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';
import { type Damage, suffer } from './bystander.ts';
import { ordinary } from './common.ts';

const MEMORY = 300; // megabytes that an attack may cost
const PATIENCE = 5000; // milliseconds, as the pages have it: socket.timeout(5000)

/** The attacks of attacker.ts, and what the attacker may have seen. */
const attacks: {
  attack: string;
  what: string;
  isRight?: (outcome: Damage['outcome']) => boolean;
}[] = [
  { attack: 'pings', what: 'sends pings and never reads the answers' },
  {
    attack: 'probes',
    what: 'sends probes for an upgrade without end',
    isRight: ({ connections }) => Number(connections) > 1,
  },
  {
    attack: 'connects',
    what: 'sends many CONNECT packets in one connection',
    isRight: ({ joined }) => joined === 2,
  },
  {
    attack: 'other-packets',
    what: 'sends packets that no handler sees',
    isRight: ({ connections }) => Number(connections) <= 500,
  },
  {
    attack: 'refused-connects',
    what: 'sends CONNECT packets that are refused',
    isRight: ({ connections }) => Number(connections) <= 500,
  },
  {
    attack: 'engines-websocket',
    what: 'opens 3,000 WebSockets and joins nothing',
    isRight: ({ opened, alive }) => Number(opened) <= 1500 && alive === 0,
  },
  {
    attack: 'engines-polling',
    what: 'opens connections by polling and joins nothing',
    isRight: ({ opened, alive }) => Number(opened) <= 1500 && alive === 0,
  },
  { attack: 'pipelining', what: 'asks for 2,000 files without reading them' },
  { attack: 'never-reading', what: 'reads nothing of what 50 connections get' },
  { attack: 'polling-without-get', what: 'joins by polling and never asks what is new' },
  { attack: 'laptops', what: 'chats as 150 sockets of one address' },
  { attack: 'painters', what: 'paints as 150 sockets of one address' },
];

// The limits are the same bytes in all demos that have them, and demo 7 has the most to attack.
describe('demo7', () => {
  let demo: Demo;
  beforeEach(async () => {
    demo = await startDemo(join(root, 'demo7'));
  });
  afterEach(async () => {
    expect(await demo.stop(), 'the process must have lived until here').toBe(0);
  });

  test.each(attacks)(
    'serves a bystander while $attack',
    { timeout: 60_000 },
    async ({ attack, isRight = () => true }) => {
      const { event, payload } = ordinary[7]!;
      const damage = await suffer(demo, attack, event, payload);
      expectServed(damage);
      expect(isRight(damage.outcome), JSON.stringify(damage.outcome)).toBe(true);
    },
  );

  /** Fills the canvas of a room, and stays in it. */
  async function paint(room: string): Promise<Client> {
    const painter = await connect(demo.url, { auth: { nickname: `painter-${room}`, room } });
    const points = Array.from({ length: 200 }, (_, i) => ({ x: i / 200, y: 0.5 }));
    for (let i = 0; i < 39; i++) await painter.ask('draw', { color: '#000000', points });
    return painter;
  }

  test(
    'sends nothing to somebody who joins the room they are in, however often',
    { timeout: 60_000 },
    async () => {
      const painter = await paint('full');
      const damage = await suffer(demo, 'same-room', 'send_message', { text: 'hi' });
      expectServed(damage);
      expect(damage.outcome['bytes']).toBeLessThan(10_000);
      painter.close();
    },
  );

  test('serves a bystander while 20 people hop between two full rooms', { timeout: 60_000 }, async () => {
    const painters = [await paint('full'), await paint('full2')];
    const damage = await suffer(demo, 'two-rooms', 'send_message', { text: 'hi' });
    expectServed(damage);
    expect(damage.outcome['bytes']).toBeGreaterThan(1_000_000);
    for (const painter of painters) painter.close();
  });

  test(
    'keeps the session of somebody who is here while 2,300 others come and go',
    { timeout: 90_000 },
    async () => {
      const auth = { nickname: 'Voter', session: '0123456789abcdef0123456789abcdef' };
      const voter = await connect(demo.url, { auth, transports: ['websocket'] });
      const { user } = (await voter.next('session')) as { user: { id: string } };
      const { id: poll } = await voter.ask('create_poll', { question: 'Who?', options: ['me', 'you'] });
      expect(await voter.ask('vote_poll', { poll, option: 0 })).toMatchObject({ ok: true });

      const damage = await suffer(demo, 'short-visits', 'send_message', { text: 'hi' });
      expectServed(damage);
      expect(damage.outcome['visits']).toBeGreaterThanOrEqual(2300);
      voter.socket.io.engine.close(); // a lost connection, not a goodbye
      const back = await connect(demo.url, { auth, transports: ['websocket'] });
      expect(((await back.next('session')) as { user: { id: string } }).user.id).toBe(user.id);
      expect(((await back.next('poll_history')) as { vote?: number }[]).at(-1)?.vote).toBe(0);
      back.close();
    },
  );

  test(
    'ends the connection of somebody who asks for full rooms and reads none',
    { timeout: 60_000 },
    async () => {
      const painters = [await paint('full'), await paint('full2')];
      const damage = await suffer(demo, 'hop-without-reading', 'send_message', { text: 'hi' });
      expectServed(damage);
      expect(damage.outcome['ended'], JSON.stringify(damage.outcome)).toBe(true);
      for (const painter of painters) painter.close();
    },
  );
});

/** Every answer comes before a page gives up waiting, and half of them so soon that a person hardly notices the attack. */
function expectServed({ median, longest, refused, memory }: Damage): void {
  expect(refused).toEqual([]);
  expect(longest).toBeLessThan(PATIENCE);
  expect(median).toBeLessThan(PATIENCE / 5);
  expect(memory).toBeLessThan(MEMORY);
}
