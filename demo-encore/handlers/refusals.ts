// Refusals: why somebody is not let in, in a sentence that reaches the browser.
import { isDown } from '../database.ts';
import type { AppSocket } from '../events.ts';
import { DATABASE_DOWN, report } from '../report.ts';

/** With `retry`, the page tries again by itself. */
export class Refusal extends Error {
  data: { retry: boolean };

  constructor(sentence: string, retry = false) {
    super(sentence);
    this.data = { retry };
  }
}

/** Middleware for `io.use()`: lets a socket in when `check` throws nothing. */
export const letIn =
  (check: (socket: AppSocket) => Promise<void>) =>
  (socket: AppSocket, next: (refusal?: Error) => void): void => {
    check(socket).then(
      () => next(),
      (error: Error) => {
        if (error instanceof Refusal) return next(error);
        report(error);
        next(new Refusal(DATABASE_DOWN, isDown(error)));
      },
    );
  };
