// Sends what a person writes, and deals with answers that don't come: by an outbox, or by hand.
import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import type { Log } from './log.ts';
import type { Rules } from './rules.ts';
import type { Trace } from './trace.ts';

const PATIENCE = 5000; // milliseconds until a page gives up waiting, as in our pages
const LOOKS_FOR = 1000; // milliseconds that somebody needs to see whether their message has arrived
const TRIES = 3; // of somebody who sends it again by hand
const TRY_AGAIN = 2000; // milliseconds, as in the encore's page. After a break it tries as soon as it is back.

interface Answer {
  ok: boolean;
  id?: string;
  error?: string;
  retry?: boolean;
}

export class Sender {
  /** Messages that are written, and neither acknowledged nor given up. */
  unsettled = 0;
  hasLeft = false;
  #name: string;
  #socket: Socket;
  #log: Log;
  #rules: Rules;
  #trace: Trace;
  #written = 0;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(name: string, socket: Socket, log: Log, rules: Rules, trace: Trace) {
    this.#name = name;
    this.#socket = socket;
    this.#log = log;
    this.#rules = rules;
    this.#trace = trace;
  }

  write(text: string): void {
    this.#written += 1;
    this.unsettled += 1;
    const id = this.#rules.idOf(this.#socket.id, this.#written);
    const settled = () => (this.unsettled -= 1);
    if (!this.#rules.hasOutbox) return void this.#sendByHand(text).then(settled);
    // One after the other, so that your own messages stay in order.
    this.#lastTurn = this.#lastTurn.then(() => this.#keepSending(text, id)).then(settled);
  }

  /** The outbox: until there is an answer, the same message with the same id. */
  async #keepSending(text: string, id: string | undefined): Promise<void> {
    while (!this.hasLeft) {
      const answer = await this.#send({ id, text });
      if (answer && (answer.ok || !answer.retry)) return;
      if (this.#socket.connected) await delay(TRY_AGAIN);
    }
  }

  /** Without an answer your text is in front of you again. You look for it in the log, and may send it once more. */
  async #sendByHand(text: string): Promise<void> {
    for (let i = 0; i < TRIES && !this.hasLeft; i++) {
      const answer = await this.#send({ text });
      if (answer?.ok) return;
      await delay(LOOKS_FOR);
      await this.#online();
      if (this.#log.has(text)) return;
    }
  }

  async #send(payload: { id?: string | undefined; text: string }): Promise<Answer | undefined> {
    await this.#online(); // until then the button is disabled
    if (this.hasLeft) return undefined;
    const { id, text } = payload;
    this.#trace.note(this.#name, 'send', `sends "${text}"`, { text, id });
    const answer = await ask<Answer>(this.#socket, 'send_message', payload);
    const [kind, says] = !answer
      ? (['no answer', `gets no answer to "${text}"`] as const)
      : answer.ok
        ? (['ack', `gets the acknowledgement of "${text}"`] as const)
        : (['refused', `is refused "${text}": ${answer.error}`] as const);
    this.#trace.note(this.#name, kind, says, { text, id: answer?.id });
    return answer;
  }

  async #online(): Promise<void> {
    while (!this.#socket.connected && !this.hasLeft) await delay(20);
  }
}

/** Undefined when the answer took too long, or the connection broke before it came. */
export async function ask<Result>(
  socket: Socket,
  event: string,
  payload: object,
): Promise<Result | undefined> {
  try {
    return (await socket.timeout(PATIENCE).emitWithAck(event, payload)) as Result;
  } catch {
    return undefined;
  }
}
