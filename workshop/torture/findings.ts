// What can be wrong after a run, and what a run with its findings is.
import type { Outcome } from './run.ts';

/** What a server promises, in the order in which it is told. */
export const PROMISES = {
  lost: 'No acknowledged message is lost',
  gone: 'A message that somebody has seen stays',
  missing: 'In the end, everybody shows every message that the server has',
  doubled: 'No message is there twice',
  reordered: 'Everybody shows the messages in the same order',
  ghost: 'The list of people is right in the end',
  stuck: 'Everybody comes back by themselves',
} as const;

export type PromiseName = keyof typeof PROMISES;

export interface Finding {
  name: PromiseName;
  at: number; // milliseconds after the start
  says: string;
  text?: string; // of the message
  who?: string; // whose page shows it
  isPromised: boolean; // that this can't happen
  suspect?: string | undefined; // the mistake in the server or the page that causes this
}

/** A run with what is wrong in it. */
export interface Result {
  outcome: Outcome;
  findings: Finding[];
  /** The first promise that was broken. */
  broken: Finding | undefined;
  /** Whether the server promises to keep messages when it is killed. */
  keeps: boolean;
}
