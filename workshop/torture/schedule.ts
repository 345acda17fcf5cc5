// The schedule: who writes when, and what goes wrong when. It follows from the seed alone.
import { chanceOf } from './random.ts';

export const PEOPLE = ['Ann', 'Bob', 'Cleo', 'Dan', 'Eve'] as const;

const MAX_MESSAGES = 80; // a page shows 100: nothing may disappear only because there is too much
const FAULT_EVERY = 800; // milliseconds, on average
const CALM = 2000; // milliseconds at the end without a new fault

/** What can go wrong, each with the sentence that --help and the report show. */
export const FAULTS = {
  reset: 'a connection is reset: both ends are told',
  'half-open': 'a connection is half-open: one end is gone, and the other isn’t told',
  stall: 'nothing gets through for a while, then all of it',
  delay: 'everything arrives late',
  split: 'bytes arrive in small pieces',
  'lost acknowledgement': 'a connection breaks just before an acknowledgement arrives',
  kill: 'the server is killed (SIGKILL) and started again on the same port',
  'kill one': 'one of several servers is killed',
  'stop the database': 'the database stops for a while',
} as const;

export type FaultName = keyof typeof FAULTS;

/** When a server is killed: at a time, or the moment after it has sent something. */
export type Trigger = 'now' | 'ack' | 'broadcast';

export interface Fault {
  at: number; // milliseconds after the start
  name: FaultName;
  person: number; // whose connection it is. Of several servers, it chooses the one that is killed
  lasts: number; // milliseconds
  trigger: Trigger;
  end: 'browser' | 'server'; // of a half-open connection: the end that is gone
}

export interface Schedule {
  seed: number;
  length: number; // milliseconds
  faults: Fault[];
  messages: { at: number; person: number; text: string }[];
}

/** @param possible what can go wrong with this server, besides its connections */
export function scheduleOf(seed: number, seconds: number, possible: FaultName[]): Schedule {
  const length = seconds * 1000;
  return {
    seed,
    length,
    faults: faultsOf(seed, length, possible),
    messages: PEOPLE.flatMap((name, person) =>
      messagesOf(seed * PEOPLE.length + person, length, name, person),
    ),
  };
}

/** Each kind is dealt like a card from a shuffled deck, so none is missing for long. */
function faultsOf(seed: number, length: number, possible: FaultName[]): Fault[] {
  const chance = chanceOf(seed);
  const network: FaultName[] = ['reset', 'half-open', 'stall', 'delay', 'split'];
  const deck = [...network, ...Array<FaultName>(2).fill('lost acknowledgement'), ...possible];
  const faults: Fault[] = [];
  let cards: FaultName[] = [];
  let triggers: Trigger[] = [];
  for (let at = FAULT_EVERY; at < length - CALM;) {
    if (cards.length === 0) cards = chance.shuffled(deck);
    if (triggers.length === 0) triggers = chance.shuffled(['now', 'ack', 'broadcast', 'ack', 'broadcast']);
    const name = cards.pop()!;
    faults.push({
      at,
      name,
      person: chance.between(0, PEOPLE.length - 1),
      lasts: Math.min(chance.between(500, 6000), length - at), // longer than a page waits for an answer
      trigger: name.startsWith('kill') ? triggers.pop()! : 'now',
      end: chance.oneOf(['browser', 'server'] as const),
    });
    at += chance.between(FAULT_EVERY / 2, FAULT_EVERY * 1.5);
  }
  return faults;
}

function messagesOf(seed: number, length: number, name: string, person: number): Schedule['messages'] {
  const chance = chanceOf(seed);
  const every = Math.max(400, (length * PEOPLE.length) / MAX_MESSAGES);
  const messages: Schedule['messages'] = [];
  for (let at = chance.between(0, every); at < length; at += chance.between(every / 2, every * 1.5)) {
    messages.push({ at, person, text: `${name} ${messages.length + 1}` });
  }
  return messages.slice(0, MAX_MESSAGES / PEOPLE.length);
}
