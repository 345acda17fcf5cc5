// What was sent and what came during a check, so that `npm run check` can explain why it failed.
import { AsyncLocalStorage } from 'node:async_hooks';

/** One thing that happened. `client` counts the clients of a check from 1; 0 stands for plain HTTP requests. */
export interface Entry {
  client: number;
  kind: 'connecting' | 'refused' | 'sent' | 'answer' | 'received' | 'request' | 'response';
  /** The event, or the method and path of a request. */
  name: string;
  payload?: unknown;
}

/** Holds the transcript of the check that runs. Outside of one there is none, and nothing is written down. */
export const transcripts = new AsyncLocalStorage<Entry[]>();

/** Something did not come in time. What it was is here as well, for the explanation. */
export class NothingCame extends Error {
  kind: 'event' | 'answer' | 'response';
  event: string;
  client: number;

  constructor(kind: NothingCame['kind'], event: string, client: number, patience: number) {
    const what = {
      event: `No "${event}" came`,
      answer: `No answer to "${event}" came`,
      response: `No answer to ${event} came`,
    };
    super(`${what[kind]} within ${patience / 1000} seconds.`);
    this.kind = kind;
    this.event = event;
    this.client = client;
  }
}
