// The assertions of the behaviours: each has a sentence in the words of a chat, and keeps the values that it judges.
import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from './client.ts';
import { NotForThem, Unmet, transcriptOf } from './transcript.ts';

/** Sees every assertion as if it failed, so that a test can read what a person would read then. */
export const onlookers = new AsyncLocalStorage<(error: Error) => void>();

function judge(isTrue: boolean, error: Error): void {
  onlookers.getStore()?.(error);
  if (!isTrue) throw error;
  transcriptOf().hasHeld = true;
}

/** For what can only be true or false. */
export function must(value: unknown, sentence: string): asserts value {
  judge(Boolean(value), new Unmet(sentence, 'must', value, true));
}

/** For any two values: lists and objects are compared by what is in them. */
export function is(actual: unknown, expected: unknown, sentence: string): void {
  judge(isDeepStrictEqual(actual, expected), new Unmet(sentence, 'is', actual, expected));
}

export function isNot(actual: unknown, unwanted: unknown, sentence: string): void {
  judge(actual !== unwanted, new Unmet(sentence, 'isNot', actual, unwanted));
}

export function matches(text: string, pattern: RegExp, sentence: string): void {
  judge(pattern.test(text), new Unmet(sentence, 'matches', text, pattern));
}

export function matchesNot(text: string, pattern: RegExp, sentence: string): void {
  judge(!pattern.test(text), new Unmet(sentence, 'matchesNot', text, pattern));
}

/** A time of the server: that of now, whatever a browser has claimed. */
export function isNow(timestamp: string | undefined): void {
  must(Math.abs(Date.parse(timestamp ?? '') - Date.now()) < 10_000, 'the time is the server’s own');
}

/** A session, or whatever else only its owner may know. */
export function staysSecret(told: unknown, secret: string): void {
  must(!JSON.stringify(told).includes(secret), 'nobody learns the secret of somebody else');
}

/** Nobody of these may get an event. */
export function gotNone(event: string, ...clients: Client[]): void {
  for (const client of clients)
    judge(client.received(event).length === 0, new NotForThem(event, client.number));
}
