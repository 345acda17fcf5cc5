// The outbox: keeps what a member tells the class until the class has acknowledged it.

/** @import { AckResponse } from '../events.ts' */

const PACE = 250; // milliseconds between two rounds: what changes meanwhile goes with the next one
const MAX_REFUSALS = 4;

/** @typedef {{ send: () => Promise<AckResponse>, done: ((answer: AckResponse) => void)[], refusals: number }} Waiting */

export function makeOutbox() {
  /** @type {Map<string, Waiting>} Of each kind, the newest. It replaces those before it. */
  const waiting = new Map();
  let isOpen = false;
  let isSending = false;
  let ended = ''; // why

  /** Sends what waits. Without an acknowledgement it goes again, so the class has to notice what comes twice. */
  const sendAll = async () => {
    if (isSending) return;
    isSending = true;
    while (waiting.size > 0) {
      if (!isOpen) break; // open() goes on
      for (const [kind, one] of waiting) {
        const answer = await one.send().catch(() => undefined);
        if (!answer || waiting.get(kind) !== one) continue;
        // "Wait a moment, then try again": so it does, a few times.
        one.refusals += 1;
        if (!answer.ok && one.refusals < MAX_REFUSALS) continue;
        waiting.delete(kind);
        for (const done of one.done) done(answer);
      }
      await new Promise((done) => setTimeout(done, PACE));
    }
    isSending = false;
  };

  return {
    /** @param {string} kind @param {Waiting['send']} send @returns {Promise<AckResponse>} */
    put: (kind, send) => {
      if (ended) return Promise.resolve({ ok: false, error: ended });
      return new Promise((done) => {
        waiting.set(kind, { send, done: [...(waiting.get(kind)?.done ?? []), done], refusals: 0 });
        void sendAll();
      });
    },
    /** @param {string} kind */
    has: (kind) => waiting.has(kind),
    open: () => {
      isOpen = true;
      void sendAll();
    },
    close: () => {
      isOpen = false;
    },
    /** @param {string} reason */
    end: (reason) => {
      isOpen = false;
      ended = reason;
      for (const { done } of waiting.values()) for (const one of done) one({ ok: false, error: reason });
      waiting.clear();
    },
  };
}
