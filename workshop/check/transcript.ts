// What was sent and what came during a check, so that `npm run check` can explain why it failed.
import { AsyncLocalStorage } from 'node:async_hooks';

/** One thing that happened. `client` counts the clients, or the pages, from 1; 0 stands for plain HTTP requests. */
export interface Entry {
  client: number;
  kind:
    'connecting' | 'leaving' | 'refused' | 'sent' | 'answer' | 'received' | 'request' | 'response' | 'did';
  /** The event, or the method and path of a request, or what was done with a page. */
  name: string;
  payload?: unknown;
}

/** One check. */
export interface Transcript {
  entries: Entry[];
  /** The events that were looked at last, and whether an assertion about them has held since. */
  read: Set<string>;
  hasHeld: boolean;
  /** Whether the clients are pages in a browser. */
  ofPages: boolean;
  /** The other clients. Those of a check that has failed may still be there. */
  clients: { close: () => void }[];
}

export const newTranscript = (): Transcript => ({
  entries: [],
  read: new Set(),
  hasHeld: false,
  ofPages: false,
  clients: [],
});

/** What the next assertions judge is this event. */
export function readIn(transcript: Transcript, event: string): void {
  if (transcript.hasHeld) transcript.read.clear();
  transcript.hasHeld = false;
  transcript.read.add(event);
}

const transcripts = new AsyncLocalStorage<Transcript>();
export const record = <T>(transcript: Transcript, run: () => Promise<T>) => transcripts.run(transcript, run);

/** The transcript of the check that runs. Outside of one, nobody reads it. */
export const transcriptOf = (): Transcript => transcripts.getStore() ?? newTranscript();

/** Something did not come in time. */
export class NothingCame extends Error {
  kind: 'event' | 'answer' | 'response';
  event: string;
  client: number;
  seconds: number;
  /** What it should have had in it, as in `with the count 2`. */
  having: string;

  constructor(kind: NothingCame['kind'], event: string, client: number, seconds = 0, having = '') {
    const what = { event: `"${event}"`, answer: `answer to "${event}"`, response: `answer to ${event}` };
    super(`No ${what[kind]} came within ${seconds.toFixed(1)} seconds.`);
    this.kind = kind;
    this.seconds = seconds;
    this.event = event;
    this.client = client;
    this.having = having && ` ${having}`;
  }
}

/** A sentence that is not true, with the values that it is about. */
export class Unmet extends Error {
  operator: 'is' | 'isNot' | 'matches' | 'matchesNot' | 'must';
  actual: unknown;
  expected: unknown;

  constructor(sentence: string, operator: Unmet['operator'], actual: unknown, expected: unknown) {
    super(sentence);
    this.operator = operator;
    this.actual = actual;
    this.expected = expected;
  }
}

/** Something came to a client for which it was not meant. */
export class NotForThem extends Error {
  event: string;
  client: number;

  constructor(event: string, client: number) {
    super(`client ${client} must not get "${event}"`);
    this.event = event;
    this.client = client;
  }
}
