// The trace: everything that was seen to happen in a run, in order. The verdict and the picture are made from it alone.

export type Kind =
  | 'send' // a page sends a message, or sends it again
  | 'ack'
  | 'refused'
  | 'no answer'
  | 'show' // a page shows a message
  | 'drop' // a page gets a message, and doesn't show it
  | 'history' // a page replaces what it shows
  | 'connect'
  | 'disconnect'
  | 'fault'
  | 'killed'
  | 'ready';

export interface Happening {
  at: number; // milliseconds after the start
  lane: string; // a person, or the server
  kind: Kind;
  says: string;
  text?: string; // of the message
  id?: string | undefined; // the server's, or the page's own when it sends
  madeAt?: number | undefined; // when the server has made the message, by its own clock
  texts?: string[]; // of a history
  again?: boolean; // a message that this page shows already
}

export const SERVER = 'Server';

export class Trace {
  events: Happening[] = [];
  #start = performance.now();
  #startedAt = Date.now();

  /** From now on, times are counted from now. */
  begin(): void {
    [this.events, this.#start, this.#startedAt] = [[], performance.now(), Date.now()];
  }

  now(): number {
    return performance.now() - this.#start;
  }

  note(lane: string, kind: Kind, says: string, more: Partial<Happening> = {}): void {
    this.events.push({ at: this.now(), lane, kind, says, ...more });
  }

  /** A time by the server's clock, which is the same one when the server is on this computer. */
  timeOf(timestamp: string): number {
    return Date.parse(timestamp) - this.#startedAt;
  }

  of(...kinds: Kind[]): Happening[] {
    return this.events.filter(({ kind }) => kinds.includes(kind));
  }
}
