// Storing messages: each once, however often it is sent, and with the next number of its room.
import { transaction } from '../database.ts';
import type { Message } from '../events.ts';
import { storeAll } from './batch.ts';

const MAX_AT_ONCE = 200;
const UNIQUE_VIOLATION = '23505'; // https://www.postgresql.org/docs/current/errcodes-appendix.html

export interface Draft {
  room: string;
  author: string; // a person's id
  key: string; // the author's own id for the message
  text: string;
}

interface Waiting {
  draft: Draft;
  done: (result: Message | string) => void;
  failed: (error: unknown) => void;
}

let waiting: Waiting[] = [];
let isStoring = false;

/**
 * The message as it is stored, now or before. A sentence when its author may not write now. While one transaction runs,
 * those that come in wait, and become the next one together: so a hundred messages cost hardly more than one.
 */
export function store(draft: Draft): Promise<Message | string> {
  return new Promise((done, failed) => {
    waiting.push({ draft, done, failed });
    if (!isStoring) void storeWaiting();
  });
}

async function storeWaiting(): Promise<void> {
  isStoring = true;
  while (waiting.length > 0) {
    const batch = waiting.slice(0, MAX_AT_ONCE);
    waiting = waiting.slice(MAX_AT_ONCE);
    try {
      const drafts = batch.map(({ draft }) => draft);
      const storeBatch = () => transaction((ask) => storeAll(ask, drafts));
      // Another server may have stored one of them in the same moment. The second time, it is known.
      const results = await storeBatch().catch((error: { code?: string }) =>
        error.code === UNIQUE_VIOLATION ? storeBatch() : Promise.reject(error),
      );
      for (const [i, { done }] of batch.entries()) done(results[i]!);
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }
  isStoring = false;
}
