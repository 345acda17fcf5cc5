// The two columns of the sidebar, each by a client of its own, so that one suite can judge both.
import { type Socket, io } from 'socket.io-client';
import { WebSocket as Undici } from 'undici';
import WebSocket from 'ws';
import type { Answer } from '../../workshop/check/client.ts';
import { send } from '../../workshop/check/behaviours/http.ts';

const PATIENCE = 5000; // milliseconds until a test is told that something did not come

/** Somebody who is in a column. */
export interface SidebarClient {
  /** Every payload that came with this event so far. */
  received: (event: string) => unknown[];
  /** Waits for the first payload of this event that was not taken yet, and takes it. */
  next: (event: string) => Promise<unknown>;
  ask: (event: string, payload: unknown) => Promise<Answer>;
  /** Resolves with the reason when the connection is over. */
  ended: Promise<string>;
  close: () => void;
}

/** A column; `connect` fails with the server's reason when it is refused. */
export interface Column {
  name: string;
  connect: (url: string, token: unknown) => Promise<SidebarClient>;
}

/** Logs in over HTTP and returns the token. */
export async function logIn(url: string, nickname: string): Promise<string> {
  const { body } = await postJson(url, '/login', { nickname });
  return (JSON.parse(body) as { token: string }).token;
}

export const postJson = async (url: string, path: string, body: unknown) =>
  send(url, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Keeps what comes, so that nothing is missed while a test waits. */
function inbox() {
  const events: { event: string; payload: unknown; taken: boolean }[] = [];
  const waiting = new Set<() => void>();
  return {
    add: (event: string, payload: unknown) => {
      events.push({ event, payload, taken: false });
      for (const check of waiting) check();
    },
    received: (event: string) => events.filter((one) => one.event === event).map(({ payload }) => payload),
    next: (event: string) =>
      new Promise<unknown>((done, failed) => {
        const check = () => {
          const found = events.find((one) => one.event === event && !one.taken);
          if (!found) return;
          found.taken = true;
          clearTimeout(timer);
          waiting.delete(check);
          done(found.payload);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          failed(new Error(`No "${event}" came within ${PATIENCE / 1000} seconds.`));
        }, PATIENCE);
        waiting.add(check);
        check();
      }),
  };
}

/** The raw column, by any class that is made like the browser's WebSocket. */
const raw = (name: string, Socket: typeof globalThis.WebSocket): Column => ({
  name,
  connect: async (url, token) => {
    const { add, received, next } = inbox();
    const socket = new Socket(`${url.replace('http', 'ws')}/ws`);
    const answers = new Map<number, (answer: Answer) => void>();
    let lastId = 0;
    const ended = new Promise<string>((done) =>
      socket.addEventListener('close', ({ code, reason }) => done(`${code} ${reason}`)),
    );
    socket.addEventListener('error', () => {});
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'authenticate', token })));
    socket.addEventListener('message', (message) => {
      const { type, ...payload } = JSON.parse(String(message.data)) as { type: string; id: number };
      if (type === 'answer') answers.get(payload.id)?.(payload as unknown as Answer);
      else add(type, type === 'message_history' ? (payload as { messages?: unknown }).messages : payload);
    });
    const refusal = await Promise.race([next('message_history').then(() => ''), ended]);
    if (refusal) throw new Error(refusal);
    return {
      received,
      next,
      ended,
      ask: (type, payload) =>
        new Promise((done) => {
          lastId += 1;
          answers.set(lastId, done);
          socket.send(JSON.stringify({ ...(payload as object), type, id: lastId }));
        }),
      close: () => socket.close(),
    };
  },
});

const socketIo: Column = {
  name: 'Socket.IO',
  connect: async (url, token) => {
    const { add, received, next } = inbox();
    const socket: Socket = io(url, { auth: { token }, forceNew: true, reconnection: false });
    socket.onAny(add);
    const ended = new Promise<string>((done) => socket.on('disconnect', done));
    await new Promise<void>((done, failed) => {
      socket.on('connect_error', (error) => {
        socket.close();
        failed(error);
      });
      socket.on('connect', done);
    });
    await next('message_history');
    return {
      received,
      next,
      ended,
      ask: (event, payload) => socket.timeout(PATIENCE).emitWithAck(event, payload),
      close: () => socket.close(),
    };
  },
};

export const columns: Column[] = [
  raw('raw WebSocket, by ws', WebSocket as unknown as typeof globalThis.WebSocket),
  raw('raw WebSocket, by undici', Undici as unknown as typeof globalThis.WebSocket),
  socketIo,
];
