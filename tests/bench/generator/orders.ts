// The contract between the benchmark and its load generator: what can be ordered, and what is reported.

export type Protocol = 'socket.io' | 'ws';

export interface JoinOrder {
  url: string;
  protocol: Protocol;
  count: number;
  /** All in the same moment, and timed until everybody knows of everybody; else a few after another. */
  atOnce: boolean;
}

export interface JoinReport {
  /** Milliseconds until all had the history and knew of all; NaN when they did not join at once. */
  took: number;
  /** What all of them have received, in bytes, until nothing more came. */
  bytes: number;
  /** The generator's own CPU time meanwhile, in milliseconds. */
  cpu: number;
}

export interface ChatOrder {
  /** How many messages all of them together send in a second. */
  perSecond: number;
  seconds: number;
}

export interface ChatReport {
  expected: number;
  received: number;
  /** Whatever the crowd has received meanwhile, the messages included. */
  frames: number;
  /** Milliseconds from sending to receiving. */
  p50: number;
  p95: number;
  p99: number;
  /** How many connections the server has closed so far. */
  closed: number;
  /** The generator's own CPU time, and the time that went by, in milliseconds. */
  cpu: number;
  wall: number;
}

export interface DrawOrder extends ChatOrder {
  /** How many of the people draw; all others move their cursors. */
  drawing: number;
}

export interface DrawReport {
  chat: ChatReport;
  /** Frames that one of those who draw receives in a second, and the most that anybody does. */
  medianFrames: number;
  maxFrames: number;
  medianBytes: number;
  /** What one person receives in a second, on average over all of them, by what it is: `canvas_update`, `(answer)` and so on. */
  kinds: Record<string, number>;
}

/** What can be ordered, by its name. */
export interface Orders {
  join: { order: JoinOrder; report: JoinReport };
  chat: { order: ChatOrder; report: ChatReport };
  draw: { order: DrawOrder; report: DrawReport };
}
