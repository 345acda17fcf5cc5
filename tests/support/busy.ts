// Judges again what a computer was too busy to judge, as the check itself advises: that says nothing about the code.
import { TooBusy } from '../../workshop/check/patience.ts';

const MOST_ROUNDS = 4;

export async function judged(check: () => Promise<void>): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof TooBusy) || round === MOST_ROUNDS) throw error;
    }
  }
}
