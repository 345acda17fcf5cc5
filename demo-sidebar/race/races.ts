// Races: each page that watches the race has its own, with its own latency. So nobody can slow down somebody else.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { allowance } from '../limits/allowance.ts';
import { createToken, revokeToken, whenRevoked } from '../tokens.ts';

const FORGET_AFTER = 60_000; // milliseconds without a request or a connection
export const LATENCIES = [0, 100, 300]; // milliseconds in each direction

/** The lanes, by the paths that they use. */
const lanes = new Map([
  ['/lanes/short', 'short'],
  ['/lanes/long', 'long'],
  ['/lanes/events', 'events'],
  ['/ws', 'raw'],
  ['/socket.io/', 'socketio'],
]);

/** What a lane has carried, in bytes as TCP counts them: requests, answers and frames with all their headers. */
export interface Traffic {
  sent: number; // by the browser
  received: number;
  requests: number;
}

/** A request until it is answered, or a WebSocket until it is closed. */
export interface Exchange {
  lane: string;
  socket: Socket;
  traffic: () => Traffic;
}

const nothing = (): Traffic => ({ sent: 0, received: 0, requests: 0 });
const sum = (one: Traffic, other: Traffic): Traffic => ({
  sent: one.sent + other.sent,
  received: one.received + other.received,
  requests: one.requests + other.requests,
});

class Race {
  latency = 0;
  mayAsk = allowance(200, 60); // requests: short and long polling need about 35 a second
  #exchanges = new Set<Exchange>();
  #finished = new Map<string, Traffic>(); // by lane
  #usedAt = performance.now();

  get isOld(): boolean {
    return this.#exchanges.size === 0 && performance.now() - this.#usedAt > FORGET_AFTER;
  }

  /** Counts an exchange from now on. Call the function that it returns at the end. */
  begin(exchange: Exchange): () => void {
    this.#exchanges.add(exchange);
    return () => {
      if (!this.#exchanges.delete(exchange)) return;
      const { lane, traffic } = exchange;
      this.#finished.set(lane, sum(this.#finished.get(lane) ?? nothing(), traffic()));
      this.#usedAt = performance.now();
    };
  }

  /** What each lane has carried so far. */
  traffic(): Record<string, Traffic> {
    const all = new Map(this.#finished);
    for (const { lane, traffic } of this.#exchanges)
      all.set(lane, sum(all.get(lane) ?? nothing(), traffic()));
    return Object.fromEntries(all);
  }

  /** Cuts the connections of all lanes, as if the network had failed. A connection that nobody uses has nothing to lose. */
  drop(): void {
    for (const { socket } of this.#exchanges) socket.destroy();
  }
}

export type { Race };

const races = new Map<string, Race>(); // by the token of their page; there can't be more than tokens

/** Starts a race, and returns its id: a token, with which the page also enters both WebSocket servers. */
export function startRace(address: object): string | undefined {
  const id = createToken('racer', address);
  if (id !== undefined) races.set(id, new Race());
  return id;
}

/** The race and the lane that a request belongs to. The page names the race in the address: `/ws?race=…`. */
export function findRace({ url = '' }: IncomingMessage): { race?: Race; lane?: string } {
  const [path = '', query] = url.split('?');
  return { race: races.get(new URLSearchParams(query).get('race') ?? ''), lane: lanes.get(path) };
}

whenRevoked((id) => {
  races.get(id)?.drop();
  races.delete(id);
});
const tidyUp = () => {
  for (const [id, { isOld }] of races) if (isOld) revokeToken(id);
};
setInterval(tidyUp, 5000).unref();
