// A Socket.IO client for the tests: it keeps what it receives, so that no event is missed while a test waits.
import { type ManagerOptions, type Socket, type SocketOptions, io } from 'socket.io-client';
import type { Demo } from './harness.ts';
import { hasCome, waitFor } from './patience.ts';
import { type Entry, NothingCame, readIn, transcriptOf } from './transcript.ts';

const HANDSHAKE_PATIENCE = 20_000; // a crowd that comes in at once takes its time

const AT_ONCE = 20; // how many come in together: each of them takes a busy computer a while

let nicknames = 0;

/** The answer of a server to an event. */
export interface Answer {
  ok: boolean;
  error?: string;
  id?: string;
}

/** One client of a demo, connected. */
export interface Client {
  socket: Socket;
  /** The clients of a check are counted from 1. */
  number: number;
  /** Every payload that came with this event so far. */
  received: (event: string) => unknown[];
  /** Waits for the first payload of this event that was not taken yet, and takes it. `having` is for the explanation. */
  next: (event: string, having?: string) => Promise<unknown>;
  /** Sends an event and waits for the answer. */
  ask: (event: string, payload: unknown) => Promise<Answer>;
  close: () => void;
}

/** Connects to a demo; fails with the server's reason when it is refused. */
export async function connect(
  url: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Client> {
  // From demo 5 on everybody has a nickname; the demos before take no notice of it.
  nicknames += 1;
  const auth: { nickname: string; session?: string } = { nickname: `tester${nicknames}` };
  const socket = io(url, { auth, forceNew: true, reconnection: false, autoConnect: false, ...options });
  // As the pages do: a connection that comes back shows who it is.
  socket.on('session', ({ session }: { session: string }) => {
    auth.session = session;
  });
  const events: { event: string; payload: unknown; taken: boolean }[] = [];
  const waiting = new Set<() => void>();
  const transcript = transcriptOf();
  const { entries } = transcript;
  const number = Math.max(0, ...entries.map(({ client }) => client)) + 1;
  const note = (kind: Entry['kind'], name: string, payload?: unknown) =>
    entries.push({ client: number, kind, name, payload });
  note('connecting', auth.nickname);
  socket.onAny((event: string, payload: unknown) => {
    note('received', event, payload);
    hasCome(event);
    events.push({ event, payload, taken: false });
    for (const check of waiting) check();
  });

  await new Promise<void>((done, failed) => {
    const late = setTimeout(() => refused(new Error('no answer to the handshake')), HANDSHAKE_PATIENCE);
    const refused = (error: Error) => {
      clearTimeout(late);
      socket.close();
      note('refused', error.message);
      failed(new Error(`Could not connect to ${url}: ${error.message}`));
    };
    socket.once('connect_error', refused);
    socket.once('connect', () => {
      clearTimeout(late);
      socket.off('connect_error', refused);
      done();
    });
    socket.connect();
  });

  const client: Client = {
    socket,
    number,
    received: (event) => {
      readIn(transcript, event);
      return events.filter((one) => one.event === event).map(({ payload }) => payload);
    },
    next: (event, having) =>
      new Promise((done, failed) => {
        readIn(transcript, event);
        const check = () => {
          const found = events.find((one) => one.event === event && !one.taken);
          if (!found) return;
          found.taken = true;
          stop();
          waiting.delete(check);
          done(found.payload);
        };
        const stop = waitFor(event, (seconds, busy) => {
          waiting.delete(check);
          failed(busy ?? new NothingCame('event', event, number, seconds, having));
        });
        waiting.add(check);
        check();
      }),
    ask: (event, payload) =>
      new Promise((done, failed) => {
        note('sent', event, payload);
        const stop = waitFor(`answer to ${event}`, (seconds, busy) => {
          if (socket.connected) failed(busy ?? new NothingCame('answer', event, number, seconds));
          else failed(new Error(`the connection of client ${number} must last until "${event}" is answered`));
        });
        socket.emit(event, payload, (answer: Answer) => {
          stop();
          hasCome(`answer to ${event}`);
          note('answer', event, answer);
          done(answer);
        });
      }),
    close: () => {
      note('leaving', '');
      socket.close();
    },
  };
  transcript.clients.push(socket);
  return client;
}

/** Runs `test` with as many clients as it has parameters, and closes them afterwards. */
export async function withClients(
  url: string,
  count: number,
  test: (...clients: Client[]) => Promise<void>,
): Promise<void> {
  const clients: Client[] = [];
  try {
    // Several servers behind one address share those who come one after the other.
    const atOnce = count > 10 ? AT_ONCE : 1;
    while (clients.length < count) {
      const some = Array.from({ length: Math.min(atOnce, count - clients.length) }, () => connect(url));
      const results = await Promise.allSettled(some);
      for (const result of results) if (result.status === 'fulfilled') clients.push(result.value);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }
    await test(...clients);
  } finally {
    for (const { socket } of clients) socket.close(); // not a part of what is checked
  }
}

/** A check with as many clients as that. */
export const withPeople =
  (count: number, test: (demo: Demo, ...clients: Client[]) => Promise<void>) =>
  (demo: Demo): Promise<void> =>
    withClients(demo.url, count, (...clients) => test(demo, ...clients));
