// A Socket.IO client for the tests: it keeps what it receives, so that no event is missed while a test waits.
import { type ManagerOptions, type Socket, type SocketOptions, io } from 'socket.io-client';
import { type Entry, NothingCame, transcripts } from './transcript.ts';

const PATIENCE = 5000; // milliseconds until a test is told that something did not come

const HANDSHAKE_PATIENCE = 20_000; // a crowd that comes in at once takes its time

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
  /** Every payload that came with this event so far. */
  received: (event: string) => unknown[];
  /** Waits for the first payload of this event that was not taken yet, and takes it. */
  next: (event: string) => Promise<unknown>;
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
  const transcript = transcripts.getStore() ?? [];
  const number = Math.max(0, ...transcript.map(({ client }) => client)) + 1;
  const note = (kind: Entry['kind'], name: string, payload?: unknown) =>
    transcript.push({ client: number, kind, name, payload });
  note('connecting', `as ${auth.nickname}`);
  socket.onAny((event: string, payload: unknown) => {
    note('received', event, payload);
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

  return {
    socket,
    received: (event) => events.filter((one) => one.event === event).map(({ payload }) => payload),
    next: (event) =>
      new Promise((done, failed) => {
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
          failed(new NothingCame('event', event, number, PATIENCE));
        }, PATIENCE);
        waiting.add(check);
        check();
      }),
    ask: async (event, payload) => {
      note('sent', event, payload);
      const answer = await socket
        .timeout(PATIENCE)
        .emitWithAck(event, payload)
        .catch(() => {
          if (!socket.connected) throw new Error(`The connection ended before "${event}" was answered.`);
          throw new NothingCame('answer', event, number, PATIENCE);
        });
      note('answer', event, answer);
      return answer;
    },
    close: () => socket.close(),
  };
}

/** Waits for something that comes soon; fails with this sentence when it does not. */
export async function within<T>(waiting: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(otherwise)), PATIENCE);
  });
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}

/** Runs `test` with as many clients as it has parameters, and closes them afterwards. */
export async function withClients(
  url: string,
  count: number,
  test: (...clients: Client[]) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => connect(url)));
  try {
    await test(...clients);
  } finally {
    for (const client of clients) client.close();
  }
}
