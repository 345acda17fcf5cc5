// A check that did not hold, and how its payloads are shown.
import type { Entry } from '../tests/transcript.ts';

/** A check that did not hold. */
export interface Failure {
  layer: string;
  sentence: string;
  error: unknown;
  transcript: Entry[];
  /** What the server printed before it ended; undefined when it goes on. */
  lastWords: string | undefined;
  /** What it printed during the check. */
  printed: string;
}

const WIDTH = 110;

/** A value in as many characters as fit on a line. */
export function brief(value: unknown, width = WIDTH): string {
  const whole = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
  // The first of five parts of a UUID tells it from others.
  const text = whole.replaceAll(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}/g, '$1…');
  return text.length <= width ? text : `${text.slice(0, width)}… (${text.length} characters)`;
}

export const same = (a: Entry, b: Entry) =>
  a.name === b.name && JSON.stringify(a.payload) === JSON.stringify(b.payload);
