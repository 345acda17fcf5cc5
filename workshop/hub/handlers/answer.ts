// Calls an ack with how something went: what a person can fix is a sentence, and the hub goes on.
import type { AckResponse } from '../events.ts';
import { Mistake } from '../../run/options.mjs';

export function answer(
  ack: (response: AckResponse) => void,
  work: () => string | undefined | void | Promise<string | undefined | void>,
): void {
  Promise.resolve()
    .then(work)
    .then(
      (says) => ack({ ok: true, ...(typeof says === 'string' && { says }) }),
      (error: Error) => {
        if (!(error instanceof Mistake)) console.error(error);
        ack({ ok: false, error: error.message });
      },
    );
}
