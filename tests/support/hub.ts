// A hub in a copy of the project, so that its my/ is nobody's own.
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { AckResponse, BrowserSocket, ServerToClientEvents } from '../../workshop/hub/events.ts';
import { findBrowser } from '../../workshop/run/browser.mjs';
import { type Running, root, run } from '../../workshop/check/harness.ts';

export interface Hub {
  url: string;
  /** The folder of the project that it works on. */
  place: string;
  running: Running;
  /** Ends it and removes the folder. Resolves with its exit code. */
  stop: () => Promise<number | null>;
}

const parts = /^(workshop|docs|demo.*|package(-lock)?\.json|.*\.md)$/;

const filter = (path: string) => !/[\\/](node_modules|data)$/.test(path);

export function copyProject(): string {
  const place = join(mkdtempSync(join(tmpdir(), 'fun with websockets ')), 'the project');
  for (const name of readdirSync(root).filter((one) => parts.test(one)))
    cpSync(join(root, name), join(place, name), { recursive: true, filter });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
  return place;
}

/** `npm start`, with options. */
export const npmStart = (place: string, options: string[], env: NodeJS.ProcessEnv = {}): Running =>
  run(process.execPath, [join(place, 'workshop/run/run.mjs'), 'workshop/hub/hub.ts', ...options], {
    cwd: place,
    env: { INIT_CWD: place, CHROME_PATH: findBrowser(), PORT: undefined, ...env },
  });

/** Starts one on a free port. Whatever it starts takes a free port, too. */
export async function startHub(env: NodeJS.ProcessEnv = {}, place = copyProject(), port = '0'): Promise<Hub> {
  const running = npmStart(place, ['--port', port, '--no-open'], env);
  const [, url = ''] = await running.printed(/ready: (http:\S+)/);
  const stop = async () => {
    running.child.kill('SIGINT');
    const code = await running.exited;
    rmSync(join(place, '..'), { recursive: true, force: true });
    return code;
  };
  return { url, place, running, stop };
}

export const tokenOf = async (url: string): Promise<string> =>
  /name="token" content="([^"]+)"/.exec(await (await fetch(url)).text())![1]!;

/** A page of the hub: its socket, and the latest of each snapshot. */
export interface HubPage {
  socket: BrowserSocket;
  ask: (event: string, payload: unknown) => Promise<AckResponse>;
  /** Waits until a snapshot is as it should be, and returns it. */
  until: <Event extends keyof ServerToClientEvents>(
    event: Event,
    isRight: (snapshot: Parameters<ServerToClientEvents[Event]>[0]) => boolean,
  ) => Promise<Parameters<ServerToClientEvents[Event]>[0]>;
}

export async function openPage(url: string): Promise<HubPage> {
  const socket: BrowserSocket = io(url, {
    autoConnect: false,
    forceNew: true,
    auth: { token: await tokenOf(url) },
  });
  const latest = new Map<string, unknown>();
  const looking = new Set<() => void>();
  socket.onAny((event: string, snapshot: unknown) => {
    latest.set(event, snapshot);
    for (const look of looking) look();
  });
  const until: HubPage['until'] = (event, isRight) =>
    new Promise((done) => {
      const look = () => {
        const snapshot = latest.get(event) as Parameters<typeof isRight>[0] | undefined;
        if (snapshot === undefined || !isRight(snapshot)) return;
        looking.delete(look);
        done(snapshot);
      };
      looking.add(look);
      look();
    });
  const ask = (event: string, payload: unknown) =>
    socket.emitWithAck(event as 'visit_step', payload as { name: string });
  socket.connect();
  await until('progress', () => true);
  return { socket, ask, until };
}
