// The slow connection of the race: however much is sent, only a little waits in the server's memory.
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { SlowStream } from '../demo-sidebar/race/latency.ts';

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** Both ends of a TCP connection; that of the server is slow. */
async function connectSlowly(latency: number) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  opened.push(client, socket);
  for (const end of [client, socket]) end.on('error', () => {});
  return { client, socket, slow: new SlowStream(socket, () => latency) };
}

const MEGABYTE = Buffer.alloc(1_000_000);

test('what arrives takes its time, and no more is read meanwhile than may wait', async () => {
  const { client, socket, slow } = await connectSlowly(300);
  const start = performance.now();
  for (let i = 0; i < 20; i++) client.write(MEGABYTE);
  let read = 0;
  slow.on('data', (bytes: Buffer) => (read += bytes.length));
  await once(slow, 'data');
  expect(performance.now() - start).toBeGreaterThan(295);
  expect(socket.bytesRead).toBeLessThan(300_000); // 64 kB, and what was on its way when reading was paused
  await expect.poll(() => read).toBeGreaterThan(300_000); // it goes on
});

test('what is sent to someone who does not read waits where the servers look for it', async () => {
  const { client, slow } = await connectSlowly(100);
  client.pause();
  for (let i = 0; i < 20; i++) slow.write(MEGABYTE);
  await expect.poll(() => slow.writableLength).toBeGreaterThan(5_000_000);
  let read = 0;
  client.on('data', (bytes) => (read += bytes.length));
  client.resume();
  await expect.poll(() => read).toBe(20_000_000);
  expect(slow.writableLength).toBe(0);
});

test('it counts for its own address, and ends when its connection does', async () => {
  const { client, slow } = await connectSlowly(0);
  expect(slow.remoteAddress).toBe('127.0.0.1');
  const closed = once(slow, 'close');
  client.destroy();
  await closed;
});

test('a goodbye arrives after what was said before it', async () => {
  const { client, slow } = await connectSlowly(200);
  let heard = '';
  client.on('data', (bytes) => (heard += bytes.toString()));
  slow.write('one ');
  slow.end('two');
  await once(client, 'end');
  expect(heard).toBe('one two');
});
