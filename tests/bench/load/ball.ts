// Measurement F: how smoothly many people see the ball of the sidebar, and what it costs, also when nobody watches.
import { once } from 'node:events';
import WebSocket from 'ws';
import { figure, percent, quantile, table } from './figures.ts';
import { startSidebar } from './processes.ts';
import { meter } from './usage.ts';

/** How to come in, how to know that you are in, how to watch, and how to know a move of the ball. */
const columns = [
  {
    name: 'raw ws',
    path: '/ws',
    enter: (token: string) => JSON.stringify({ type: 'authenticate', token }),
    isIn: '{"type":"message_history"',
    watch: '{"type":"watch_ball","id":1}',
    move: '{"type":"ball_moved"',
  },
  {
    name: 'Socket.IO',
    path: '/socket.io/?EIO=4&transport=websocket',
    enter: (token: string) => `40${JSON.stringify({ token })}`,
    isIn: '40{',
    watch: '420["watch_ball",{}]',
    move: '42["ball_moved"',
  },
];

export async function measureBall(watchers: number, seconds: number): Promise<void> {
  const { url, pid } = await startSidebar();
  const rows: string[][] = [];

  for (const { name, path, enter, isIn, watch, move } of columns) {
    const counts: number[] = Array.from({ length: watchers }, () => 0);
    let bytes = 0;
    const sockets: WebSocket[] = [];
    for (let i = 0; i < watchers; i++) {
      const socket = new WebSocket(url.replace('http', 'ws') + path);
      sockets.push(socket);
      const inside = new Promise<void>((done) => {
        socket.on('message', (frame: Buffer) => {
          const text = frame.toString('latin1', 0, 30);
          if (text === '2') socket.send('3');
          if (text.startsWith(isIn)) done();
          if (!text.startsWith(move)) return;
          counts[i]! += 1;
          bytes += frame.length;
        });
      });
      await once(socket, 'open');
      socket.send(enter(await logIn(url)));
      await inside;
      socket.send(watch);
    }
    await wait(500);
    const measured = async (time: number) => {
      counts.fill(0);
      bytes = 0;
      const used = meter(pid);
      const own = process.cpuUsage();
      const since = performance.now();
      await wait(time);
      const { user, system } = process.cpuUsage(own);
      const { server, others } = used((user + system) / 1000);
      return { wall: performance.now() - since, server, others };
    };
    const { wall, server, others } = await measured(seconds * 1000);
    const rates = counts.map((count) => (1000 * count) / wall).toSorted((a, b) => a - b);
    const kilobytes = bytes / watchers / wall;
    for (const socket of sockets) socket.terminate();
    await wait(500);
    const idle = await measured(2000);
    rows.push([
      name,
      figure(quantile(rates, 0.5), 1),
      figure(rates[0] ?? NaN, 1),
      figure(kilobytes, 2),
      percent(server / wall),
      percent(others / wall),
      percent(idle.server / idle.wall, 1),
    ]);
  }
  table(
    ['', 'frames/s, median', 'least', 'kB/s each', 'server CPU', "others' CPU", 'server CPU, nobody watches'],
    rows,
  );
}

async function logIn(url: string): Promise<string> {
  const response = await fetch(new URL('/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"nickname":"watcher"}',
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}

const wait = (time: number) => new Promise((done) => setTimeout(done, time));
