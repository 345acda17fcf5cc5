// The race in the sidebar: five lanes tell the same positions, and the server counts what really travels.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../workshop/check/harness.ts';
import { exchangesOf, startProxy } from './support/proxy.ts';
import { type Watcher, lanes, startRace, tell, watchEvents } from './support/race-lanes.ts';

let demo: Demo;
const watchers: Watcher[] = [];
beforeAll(async () => {
  demo = await startDemo(join(root, 'demo-sidebar'));
});
afterEach(() => {
  for (const { close } of watchers.splice(0)) close();
});
afterAll(async () => {
  expect(demo.output(), 'nothing may appear in the terminal').not.toMatch(STACK_TRACE);
  expect(await demo.stop(), 'the process must have lived until here').toBe(0);
});

const keep = (watcher: Watcher): Watcher => {
  watchers.push(watcher);
  return watcher;
};
const timesOf = ({ balls }: Watcher) => balls.map(({ at }) => at);
const figures = async (race: string) => {
  const { body } = await send(demo.url, `/lanes/figures?race=${race}`);
  return (JSON.parse(body) as { lanes: Record<string, { sent: number; received: number; requests: number }> })
    .lanes;
};

/** How long it takes from the first byte to a position, and how old that is, at best. */
const measure = async (lane: (typeof lanes)[number], race: string) => {
  const start = performance.now();
  const watcher = keep(lane.watch(demo.url, race));
  let age = Infinity;
  for (let count = 1; count <= 3; count++) {
    await watcher.has(count);
    age = Math.min(age, Date.now() - watcher.balls.at(-1)!.at);
  }
  const time = performance.now() - start;
  watcher.close();
  return { time, age };
};

test('all lanes tell the same positions', async () => {
  const race = await startRace(demo.url);
  const all = lanes.map(({ watch }) => keep(watch(demo.url, race)));
  for (const watcher of all) await watcher.has(15);
  const events = keep(watchEvents(demo.url, race, 1)); // everything that is kept
  await events.has(1);
  const known = new Map(events.balls.map((ball) => [ball.at, ball]));
  for (const { balls } of all) {
    const shared = balls.filter(({ at }) => known.has(at));
    expect(shared.length).toBeGreaterThan(10);
    for (const ball of shared) expect(ball).toEqual(known.get(ball.at));
  }
});

test('long polling answers with something newer each time', async () => {
  const race = await startRace(demo.url);
  const long = keep(lanes.find(({ id }) => id === 'long')!.watch(demo.url, race));
  await long.has(20);
  const times = timesOf(long).slice(0, 20);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(20);
});

describe('a stream', () => {
  test('continues after a break where it was, without a gap and without repeating anything', async () => {
    const [witness, mine] = [await startRace(demo.url), await startRace(demo.url)];
    const all = keep(watchEvents(demo.url, witness));
    const before = keep(watchEvents(demo.url, mine));
    await before.has(10);
    await tell(demo.url, mine, 'drop');
    await before.ended;
    await all.has(all.balls.length + 15);
    const last = before.balls.at(-1)!.at;
    const after = keep(watchEvents(demo.url, mine, last));
    await after.has(30);
    const received = [...timesOf(before), ...timesOf(after)];
    await expect.poll(() => all.balls.at(-1)!.at).toBeGreaterThanOrEqual(received.at(-1)!);
    const sent = timesOf(all).filter((at) => at >= received[0]! && at <= received.at(-1)!);
    expect(received).toEqual(sent.slice(sent.indexOf(received[0]!)));
  });

  test.each([undefined, '', '0', 'nonsense', '9'.repeat(20)])(
    'begins with what is new after the id %j',
    async (lastId) => {
      const race = await startRace(demo.url);
      const first = keep(watchEvents(demo.url, race));
      await first.has(5);
      const known = first.balls.at(-1)!.at;
      const second = keep(watchEvents(demo.url, race, lastId));
      await second.has(2);
      expect(second.balls[0]!.at).toBeGreaterThan(known);
    },
  );
});

describe('latency', () => {
  test.each(lanes)('slows down $id in both directions, and nobody else', async (lane) => {
    const [slow, other] = [await startRace(demo.url), await startRace(demo.url)];
    expect((await tell(demo.url, slow, 'latency', { latency: 300 })).status).toBe(200);
    const first = await measure(lane, slow);
    expect(first.time).toBeGreaterThanOrEqual(600); // to the server and back
    expect(first.age).toBeGreaterThanOrEqual(299); // it has come one way; clocks have whole milliseconds
    expect(first.age).toBeLessThan(600);
    expect((await measure(lane, other)).age).toBeLessThan(299);
    await tell(demo.url, slow, 'latency', { latency: 0 });
    expect((await measure(lane, slow)).age).toBeLessThan(299);
  });

  test('keeps the order of a stream when it changes', async () => {
    const race = await startRace(demo.url);
    await tell(demo.url, race, 'latency', { latency: 300 });
    const all = ['events', 'raw', 'socketio'].map((id) =>
      keep(lanes.find((lane) => lane.id === id)!.watch(demo.url, race)),
    );
    for (const watcher of all) await watcher.has(5);
    await tell(demo.url, race, 'latency', { latency: 0 });
    for (const watcher of all) {
      await watcher.has(40);
      expect(timesOf(watcher)).toEqual(timesOf(watcher).toSorted((a, b) => a - b));
    }
  });

  test.each([301, -1, 1e9, 100.5, '300', null, { latency: 300 }])('can’t be %j', async (latency) => {
    const race = await startRace(demo.url);
    const { status, body } = await tell(demo.url, race, 'latency', { latency });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ error: 'The latency is one of 0, 100, 300 milliseconds.' });
  });
});

test('a drop cuts all connections of one race, and none of another', async () => {
  const [mine, other] = [await startRace(demo.url), await startRace(demo.url)];
  const dropped = lanes.filter(({ id }) => id !== 'short').map(({ watch }) => keep(watch(demo.url, mine)));
  const staying = lanes.map(({ watch }) => keep(watch(demo.url, other)));
  for (const watcher of [...dropped, ...staying]) await watcher.has(3);
  await tell(demo.url, mine, 'latency', { latency: 300 }); // so that long polling is sure to be asking
  await tell(demo.url, mine, 'drop');
  for (const { ended } of dropped) await ended;
  for (const watcher of staying) await watcher.has(watcher.balls.length + 5);
});

test('counts the bytes and requests of each lane like a proxy in between', async () => {
  const proxy = await startProxy(demo.url);
  const race = await startRace(proxy.url);
  const all = lanes.map(({ watch }) => watch(proxy.url, race));
  for (const watcher of all) await watcher.has(40);
  for (const { close, ended } of all) {
    close();
    await ended;
  }
  for (const { id, path } of lanes) {
    const exchanges = exchangesOf(proxy.connections).filter((one) => one.path.startsWith(path));
    await expect.poll(async () => (await figures(race))[id]?.requests).toBe(exchanges.length);
    const { sent, received } = (await figures(race))[id]!;
    const counted = exchanges.reduce(
      (sum, { request, response }) => ({ sent: sum.sent + request, received: sum.received + response }),
      { sent: 0, received: 0 },
    );
    expect(Math.abs(sent / counted.sent - 1), `${id}: ${sent} of ${counted.sent} sent`).toBeLessThan(0.05);
    expect(Math.abs(received / counted.received - 1), `${id}: received`).toBeLessThan(0.05);
  }
  await proxy.stop();
});

test('a race that the server does not know is answered with a sentence', async () => {
  for (const path of ['short', 'long', 'events', 'figures']) {
    const { status, body } = await send(demo.url, `/lanes/${path}?race=__proto__`);
    expect([status, JSON.parse(body)]).toEqual([404, { error: 'This race is over. Reload the page.' }]);
  }
});
