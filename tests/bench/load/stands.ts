// The three servers that are compared, each with a crowd that has joined and is silent.
import { figure, table } from './figures.ts';
import { type Ask, startDemo7, startGenerator, startRelay } from './processes.ts';
import { usageOf } from './usage.ts';

export interface Stand {
  name: string;
  pid: number;
  ask: Ask;
  count: number;
  /** Bytes of memory: without anybody, and when all have joined. */
  empty: number;
  joined: number;
}

const servers = [
  { name: 'demo7', protocol: 'socket.io', start: startDemo7 },
  { name: 'bare Socket.IO', protocol: 'socket.io', start: () => startRelay('relay-socketio.ts') },
  { name: 'bare ws', protocol: 'ws', start: () => startRelay('relay-ws.ts') },
] as const;

export async function openStands(count: number): Promise<Stand[]> {
  const running = await Promise.all(servers.map(({ start }) => start()));
  await new Promise((done) => setTimeout(done, 1000)); // until they have nothing to do any more
  return Promise.all(
    servers.map(async ({ name, protocol }, i) => {
      const { url, pid } = running[i]!;
      const empty = usageOf(pid).rss;
      const ask = startGenerator();
      await ask('join', { url, protocol, count, atOnce: false });
      return { name, pid, ask, count, empty, joined: usageOf(pid).rss };
    }),
  );
}

export function printMemory(stands: Stand[]): void {
  console.log(`\nE. Memory of each server (RSS, which includes garbage that was not collected yet)`);
  const rows = stands.map(({ name, count, empty, joined }) => [
    name,
    figure(empty / 1e6, 1),
    figure(joined / 1e6, 1),
    figure((joined - empty) / 1000 / count, 1),
  ]);
  const count = stands[0]?.count ?? 0;
  table(['', 'MB with 0 clients', `MB with ${count} clients`, 'kB per client'], rows);
}
