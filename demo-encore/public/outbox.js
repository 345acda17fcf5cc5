// The outbox: what you have written and the server has not confirmed. It is kept in the browser, so that a reload, or a
// server that is away, loses nothing.

/** @import { AckResponse, BrowserSocket } from '../events.ts' */

/**
 * A message that waits. `error` is why the server will never take it.
 *
 * @typedef {{ id: string, room: string, text: string, error?: string }} Waiting
 */

const MAX_WAITING = 50; // messages
const MAX_OUTBOXES = 10; // in this browser: those of people who have not been here for the longest time go
const PREFIX = 'outbox:';

/** Each person has an outbox of their own: what one has written must not be sent by another. */
const nameOf = (/** @type {string} */ person) => `${PREFIX}${person}`;

/**
 * What waits for this person, the oldest first. It is read each time: another tab may be of the same person.
 *
 * @param {string} person
 * @returns {Waiting[]}
 */
export function waitingOf(person) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(person)) ?? '{}').waiting ?? [];
  } catch {
    return []; // something else has written there
  }
}

/** @param {string} person @param {Waiting[]} waiting */
function save(person, waiting) {
  if (waiting.length === 0) localStorage.removeItem(nameOf(person));
  else localStorage.setItem(nameOf(person), JSON.stringify({ at: Date.now(), waiting }));
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const oldest = names.toSorted((one, other) => changedAt(one) - changedAt(other));
  for (const name of oldest.slice(0, -MAX_OUTBOXES)) localStorage.removeItem(name);
}

/** @param {string} name of an outbox */
const changedAt = (name) => Number(/"at":(\d+)/.exec(localStorage.getItem(name) ?? '')?.[1]);

/** @param {string} person @param {Waiting} entry @returns {boolean} false when the outbox is full */
export function keep(person, entry) {
  const waiting = waitingOf(person);
  if (waiting.length >= MAX_WAITING) return false;
  save(person, [...waiting, entry]);
  return true;
}

/** @param {string} person @param {string} id */
export function drop(person, id) {
  save(
    person,
    waitingOf(person).filter((one) => one.id !== id),
  );
}

/** @param {string} person @param {string} id @param {string} error */
export function markFailed(person, id, error) {
  save(
    person,
    waitingOf(person).map((one) => (one.id === id ? { ...one, error } : one)),
  );
}

/** 128 random bits: nobody else has the same ones. (See me.js for why it isn't randomUUID.) */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
