// The race of the sidebar: requests that are held cost something, so there are limits, and nothing is left behind.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import WebSocket from 'ws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';
import { type Watcher, startRace, tell, watchEvents } from '../support/race-lanes.ts';

let demo: Demo;
let bystander: Watcher;
const open: IncomingMessage[] = [];
beforeEach(async () => {
  demo = await startDemo(join(root, 'demo-sidebar'));
  bystander = watchEvents(demo.url, await startRace(demo.url));
});
afterEach(async () => {
  await bystander.has(bystander.balls.length + 5); // still served
  bystander.close();
  for (const response of open.splice(0)) response.destroy();
  expect(demo.output()).not.toMatch(STACK_TRACE);
  expect(await demo.stop(), 'the process must have lived until here').toBe(0);
});

/** Asks on a connection of its own, and keeps it open. Resolves with the status, and the error if there is one. */
async function hold(path: string, localAddress = '127.0.0.1') {
  const { port } = new URL(demo.url);
  const outgoing = request({ host: '127.0.0.1', port, path, localAddress, agent: false }).end();
  outgoing.on('error', () => {});
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  open.push(response);
  response.on('error', () => {});
  const { statusCode: status = 0 } = response;
  if (status === 200) return { status, error: '', response: response.resume() };
  const [body] = (await once(response, 'data')) as [Buffer];
  return { status, ...(JSON.parse(body.toString()) as { error: string }), response };
}

test('one race holds six requests, and has room again as soon as somebody leaves', async () => {
  const path = `/lanes/events?race=${await startRace(demo.url)}`;
  const streams = await Promise.all(Array.from({ length: 6 }, () => hold(path)));
  for (const { status } of streams) expect(status).toBe(200);
  for (const lane of ['events', 'long', 'short']) {
    const refused = await hold(path.replace('events', lane));
    expect(refused.status).toBe(503);
    expect(refused.error).toBe('This race has too many open requests. Reload the page.');
  }
  // Twenty leave. If one of them left something behind, there would soon be no room.
  for (let i = 0; i < 20; i++) {
    streams[i % 6]!.response.destroy();
    const enter = async () => {
      streams[i % 6] = await hold(path);
      return streams[i % 6]!.status;
    };
    await expect.poll(enter).toBe(200);
  }
});

test('someone who leaves during the latency leaves nothing behind', async () => {
  const race = await startRace(demo.url);
  await tell(demo.url, race, 'latency', { latency: 300 });
  const { port } = new URL(demo.url);
  for (let i = 0; i < 12; i++) {
    const outgoing = request({ host: '127.0.0.1', port, path: `/lanes/events?race=${race}`, agent: false });
    outgoing.on('error', () => {}).end();
    await once(outgoing, 'finish');
    outgoing.destroy();
  }
  const path = `/lanes/events?race=${race}`;
  await expect.poll(async () => (await hold(path)).status).toBe(200);
});

test('one address holds 300 requests, and others are served', async () => {
  const races = await Promise.all(Array.from({ length: 60 }, () => startRace(demo.url)));
  const all = races.flatMap((race) => Array.from({ length: 5 }, () => `/lanes/events?race=${race}`));
  const held = await Promise.all(all.map((path) => hold(path)));
  const refused = held.filter(({ status }) => status !== 200);
  expect(refused.map(({ error }) => error)).toEqual([
    'Your address has too many open requests. Close some tabs.', // the bystander has one place
  ]);
  if (process.platform === 'darwin') return; // it has no second address of its own
  const race = await startRace(demo.url);
  expect((await hold(`/lanes/events?race=${race}`)).status).toBe(503);
  expect((await hold(`/lanes/events?race=${race}`, '127.0.0.2')).status).toBe(200);
});

test('a race that asks without a pause is told to wait', async () => {
  const race = await startRace(demo.url);
  let refused: { status: number; body: string } | undefined;
  while (!refused) {
    // On a slow computer, not even all of these together are too fast.
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => send(demo.url, `/lanes/figures?race=${race}`)),
    );
    refused = answers.find(({ status }) => status === 429);
  }
  expect(refused.body).toBe('{"error":"This race asks too often. Wait a moment."}');
  expect((await send(demo.url, `/lanes/figures?race=${await startRace(demo.url)}`)).status).toBe(200);
});

test('pages of other sites, and other names of this server, get nothing', async () => {
  const race = await startRace(demo.url);
  const { host, port } = new URL(demo.url);
  const foreign: Record<string, string>[] = [
    { origin: 'http://evil.example', host },
    { 'sec-fetch-site': 'cross-site', host },
    { host: `evil.example:${port}` },
  ];
  for (const headers of foreign) {
    for (const [method, path] of [
      ['POST', 'start'],
      ['POST', 'latency'],
      ['POST', 'drop'],
      ['GET', 'figures'],
      ['GET', 'short'],
      ['GET', 'long'],
      ['GET', 'events'],
    ]) {
      const { status, body } = await send(demo.url, `/lanes/${path}?race=${race}`, { method, headers });
      expect(status, `${method} ${path} with ${JSON.stringify(headers)}`).toBe(403);
      expect(body).not.toContain('{');
    }
  }
});

test('what waits for the latency has an end: who sends without a pause is hung up on', async () => {
  const race = await startRace(demo.url);
  await tell(demo.url, race, 'latency', { latency: 300 });
  const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws?race=${race}`);
  socket.on('error', () => {});
  await once(socket, 'open');
  const closed = once(socket, 'close');
  for (let i = 0; i < 2000; i++) socket.send('x'.repeat(16_000));
  await closed;
});
