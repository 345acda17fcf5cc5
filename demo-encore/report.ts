// Tells the terminal what went wrong. Nothing that goes wrong in a handler ends the process.
import { isDown } from './database.ts';

export const DATABASE_DOWN = 'The database does not answer. Try again in a few seconds.';
const AGAIN_AFTER = 5000; // milliseconds

let reportedAt = -Infinity;

/** Says it once in a while: when the database is away, hundreds of requests fail for the same reason. */
export function report(error: unknown): void {
  if (!isDown(error)) return console.error(error);
  if (performance.now() - reportedAt < AGAIN_AFTER) return;
  reportedAt = performance.now();
  console.error(`The database does not answer: ${(error as Error).message}`);
}
