// Turns: handlers wait for the database. Those of one socket run one after the other, and none can end the process.
import { published } from './adapter.ts';
import { isDown } from './database.ts';
import type { AckResponse, AppSocket, Payload, RequestName } from './events.ts';
import { peopleTold } from './handlers/people.ts';
import { seatOf } from './limits.ts';
import { charge } from './limits/fair-queue.ts';
import { DATABASE_DOWN, report } from './report.ts';

const MAX_WAITING = 200; // requests of one socket

const queues = new WeakMap<AppSocket, Promise<void>>();
const lengths = new WeakMap<AppSocket, number>();

type Answer = AckResponse | Promise<AckResponse>;

/**
 * Registers the handler of an event. What it returns is the answer. Nothing of what the same browser sends later is
 * handled before that, unless the handler returns a function: that is waited for while the next ones run.
 */
export function on<Name extends RequestName>(
  socket: AppSocket,
  name: Name,
  handle: (payload: Payload<Name>) => Answer | (() => Answer) | Promise<() => Answer>,
): void {
  const listener = (payload: Payload<Name>, ack: (answer: AckResponse) => void) => {
    if ((lengths.get(socket) ?? 0) >= MAX_WAITING)
      return ack({ ok: false, error: 'Too much of yours is waiting already.', retry: true });
    void inTurn(socket, async () => {
      if (!socket.connected) return;
      const refusal = socket.data.whyNot?.(name);
      if (refusal !== undefined) return ack({ ok: false, error: refusal });
      const answer = await answerOf(() => handle(payload));
      void answerLater(socket, answer, ack);
    });
  };
  // Socket.IO's types want to know the event by its name.
  (socket as { on: (name: string, listener: (...args: never[]) => void) => void }).on(name, listener);
}

/** Whoever gets an answer can rely on it: the others hear of it, on whichever server they are. */
async function answerLater(
  socket: AppSocket,
  answer: AckResponse | (() => Answer),
  ack: (answer: AckResponse) => void,
) {
  const final = typeof answer === 'function' ? await answerOf(answer) : answer;
  await published().catch(report);
  await peopleTold().catch(() => {}); // the next figures try again
  charge(seatOf(socket), JSON.stringify(final).length); // the fair queue saw only how the handler began
  ack(final);
}

/** Runs some work when all that came before it from this socket is done. */
export function inTurn(socket: AppSocket, work: () => Promise<void> | void): Promise<void> {
  lengths.set(socket, (lengths.get(socket) ?? 0) + 1);
  const before = queues.get(socket) ?? Promise.resolve();
  const turn = before.then(work).catch((error: unknown) => {
    report(error);
    // What a page is shown when it comes is missing now. It comes again, by itself, and gets all of it.
    socket.conn.close();
  });
  const done = turn.finally(() => lengths.set(socket, (lengths.get(socket) ?? 1) - 1));
  queues.set(socket, done);
  return done;
}

/** The same, for somebody who comes in: nothing is done for those who have left in the meantime. */
export function arriveInTurn(socket: AppSocket, work: () => Promise<void> | void): void {
  void inTurn(socket, async () => {
    if (socket.connected) await work();
  });
}

async function answerOf<Result>(handle: () => Result | Promise<Result>): Promise<Result | AckResponse> {
  try {
    return await handle();
  } catch (error) {
    report(error);
    if (isDown(error)) return { ok: false, error: DATABASE_DOWN, retry: true };
    return { ok: false, error: 'This did not work. The terminal of the server says why.' };
  }
}
