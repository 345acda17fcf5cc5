// The raw column of the sidebar: what its hand-written server has to withstand.
import { once } from 'node:events';
import { join } from 'node:path';
import WebSocket from 'ws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STACK_TRACE } from '../../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('the raw server', () => {
  let demo: Demo;
  let bystander: WebSocket;
  const heard: string[] = [];

  const logIn = async (nickname: string): Promise<string> => {
    const response = await fetch(`${demo.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nickname }),
    });
    return ((await response.json()) as { token: string }).token;
  };
  const open = async () => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/ws`);
    socket.on('error', () => {});
    await Promise.race([once(socket, 'open'), once(socket, 'close')]);
    return socket;
  };
  const enter = async (token: string) => {
    const socket = await open();
    socket.send(JSON.stringify({ type: 'authenticate', token }));
    await once(socket, 'message');
    return socket;
  };
  const expectServed = async () => {
    const id = heard.length + 1;
    bystander.send(JSON.stringify({ type: 'echo_message', id, text: 'still here' }));
    while (!heard.some((frame) => frame.includes(`"id":${id},"ok":true`))) await once(bystander, 'message');
    expect(demo.output()).not.toMatch(STACK_TRACE);
  };

  beforeEach(async () => {
    demo = await startDemo(join(root, 'demo-sidebar'));
    heard.length = 0;
    bystander = await enter(await logIn('Bystander'));
    bystander.on('message', (data: Buffer) => heard.push(data.toString()));
  });
  afterEach(async () => {
    bystander.terminate();
    expect(await demo.stop(), 'the process must have lived until here').toBe(0);
  });

  test.each([
    '{"type":{"toString":1}}',
    '{"type":{"toString":null},"id":{"toJSON":1}}',
    '{"type":["echo_message"],"id":1}',
    `{"type":${deep(5000)}}`,
    `{"type":"echo_message","id":${deep(5000)},"text":"a"}`,
    `{"type":"nonsense","id":${deep(5000)}}`,
    `{"type":"echo_message","text":${deep(5000)}}`,
    `{"type":"echo_message","id":"${'x'.repeat(10_000)}","text":"a"}`,
    deep(8000),
    '{"type":"send_message","text":{"length":{"toString":0}}}',
  ])('answers the frame %#, and goes on', async (frame) => {
    const socket = await enter(await logIn('Hostile'));
    socket.send(frame);
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.length).toBeLessThan(300);
    await expectServed();
    socket.terminate();
  });

  test('ends the oldest of many connections that show no token, so that others get in', async () => {
    const strangers = await Promise.all(Array.from({ length: 900 }, open));
    const latecomer = await enter(await logIn('Late'));
    const staying = () => strangers.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    await expect.poll(staying).toBeLessThanOrEqual(200);
    await expectServed();
    for (const socket of [latecomer, ...strangers]) socket.terminate();
  });

  test('hangs up on those who show no token in time and never say goodbye', { timeout: 30_000 }, async () => {
    const socket = await open();
    socket.pause(); // it reads nothing, so it never answers the server's goodbye
    const start = performance.now();
    for (;;) {
      // Writing shows when the other side is gone.
      const failed = await new Promise((done) => socket.ping('', true, (error) => done(error)));
      if (failed || performance.now() - start > 15_000) break;
      await new Promise((done) => setTimeout(done, 200)); // nothing else tells a socket that does not read
    }
    expect(performance.now() - start).toBeLessThan(15_000);
    await expectServed();
    socket.terminate();
  });

  test('lets one token open 40 connections, and no more', async () => {
    const token = await logIn('Greedy');
    const sockets = await Promise.all(Array.from({ length: 40 }, async () => enter(token)));
    const next = await open();
    next.send(JSON.stringify({ type: 'authenticate', token }));
    const [code, reason] = (await once(next, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4401, 'Too many connections use this token.']);
    expect(sockets.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
    await expectServed();
    for (const socket of sockets) socket.terminate();
  });

  test('ends a connection that sends pings without end', async () => {
    const socket = await enter(await logIn('Pinger'));
    const closed = once(socket, 'close');
    for (let i = 0; i < 1000; i++) socket.ping('x'.repeat(125));
    await closed;
    await expectServed();
  });
});
