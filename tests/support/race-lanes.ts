// The five lanes of the sidebar's race, each by a client of its own, so that one suite can judge them all.
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { send } from '../../workshop/check/behaviours/http.ts';

const PATIENCE = 5000; // milliseconds until a test is told that a position did not come

export interface Ball {
  x: number;
  y: number;
  at: number;
}

/** Somebody who learns where the ball is. */
export interface Watcher {
  /** All positions so far. */
  balls: Ball[];
  /** Resolves when there are that many positions. */
  has: (count: number) => Promise<void>;
  /** Resolves when the connection is over. */
  ended: Promise<unknown>;
  close: () => void;
}

export interface Lane {
  id: 'short' | 'long' | 'events' | 'raw' | 'socketio';
  /** How its requests begin. */
  path: string;
  watch: (url: string, race: string) => Watcher;
}

/** Starts a race and returns its id. */
export async function startRace(url: string): Promise<string> {
  const { body } = await send(url, '/lanes/start', { method: 'POST' });
  return (JSON.parse(body) as { race: string }).race;
}

export const tell = (url: string, race: string, what: string, body: object = {}) =>
  send(url, `/lanes/${what}?race=${race}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Keeps the positions that `begin` finds. */
function watcher(begin: (add: (ball: Ball) => void, over: () => void) => () => void): Watcher {
  const balls: Ball[] = [];
  const waiting = new Set<() => void>();
  const ending = new AbortController();
  const ended = new Promise((done) => ending.signal.addEventListener('abort', done));
  const close = begin(
    (ball) => {
      balls.push(ball);
      for (const check of waiting) check();
    },
    () => ending.abort(),
  );
  const has = (count: number) =>
    new Promise<void>((done, failed) => {
      const check = () => {
        if (balls.length < count) return;
        clearTimeout(timer);
        waiting.delete(check);
        done();
      };
      const give = () => failed(new Error(`${balls.length} of ${count} positions came.`));
      const timer = setTimeout(give, PATIENCE);
      waiting.add(check);
      check();
    });
  return { balls, has, ended, close };
}

/** Server-Sent Events, taken apart by hand: `lastId` is what a browser would send after a break. */
export const watchEvents = (url: string, race: string, lastId?: number | string): Watcher =>
  watcher((add, over) => {
    const stopped = new AbortController();
    const read = async () => {
      const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': String(lastId) };
      const response = await fetch(`${url}/lanes/events?race=${race}`, { headers, signal: stopped.signal });
      let text = '';
      for await (const bytes of response.body!) {
        text += Buffer.from(bytes as Uint8Array).toString();
        const events = text.split('\n\n');
        text = events.pop()!;
        for (const event of events) {
          const [, id, data] = /^id: (\d+)\ndata: (.+)$/.exec(event) ?? [];
          if (id && data) add({ ...(JSON.parse(data) as Ball), at: Number(id) });
        }
      }
    };
    read().then(over, over);
    return () => stopped.abort();
  });

/** Asks again after each answer, with a pause in between or without. */
const ask = (path: (latest: number) => string, pause: number) => (url: string) =>
  watcher((add, over) => {
    const stopped = new AbortController();
    const read = async () => {
      for (let latest = 0; ;) {
        const response = await fetch(`${url}${path(latest)}`, { signal: stopped.signal });
        const ball = (await response.json()) as Ball;
        latest = ball.at;
        add(ball);
        if (pause) await delay(pause);
      }
    };
    read().catch(over);
    return () => stopped.abort();
  });

export const lanes: Lane[] = [
  {
    id: 'short',
    path: 'GET /lanes/short',
    watch: (url, race) => ask(() => `/lanes/short?race=${race}`, 50)(url),
  },
  {
    id: 'long',
    path: 'GET /lanes/long',
    watch: (url, race) => ask((latest) => `/lanes/long?race=${race}&after=${latest}`, 0)(url),
  },
  { id: 'events', path: 'GET /lanes/events', watch: watchEvents },
  {
    id: 'raw',
    path: 'GET /ws',
    watch: (url, race) =>
      watcher((add, over) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?race=${race}`);
        socket.on('error', () => {});
        socket.on('close', over);
        socket.on('open', () => socket.send(JSON.stringify({ type: 'authenticate', token: race })));
        socket.on('message', (frame: Buffer) => {
          const { type, ...payload } = JSON.parse(frame.toString()) as Ball & { type: string };
          if (type === 'message_history') socket.send(JSON.stringify({ type: 'watch_ball', id: 1 }));
          if (type === 'ball_moved') add(payload);
        });
        return () => socket.close();
      }),
  },
  {
    id: 'socketio',
    path: 'GET /socket.io/?', // not the library
    watch: (url, race) =>
      watcher((add, over) => {
        const socket = io(url, {
          auth: { token: race },
          query: { race },
          transports: ['websocket'],
          reconnection: false,
          forceNew: true,
        });
        socket.on('disconnect', over);
        socket.on('ball_moved', add);
        socket.on('connect', () => void socket.emit('watch_ball', {}));
        return () => socket.close();
      }),
  },
];
