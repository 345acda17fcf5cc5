// Has the servers' crowds chat in rounds, one server after another, and takes what each process uses meanwhile.
import type { ChatOrder, ChatReport } from '../generator/orders.ts';
import type { Stand } from './stands.ts';
import { meter } from './usage.ts';

/** What came of one round. */
export interface Round extends ChatReport {
  /** CPU time in milliseconds: of the server, and of all that has nothing to do with this. */
  server: number;
  others: number;
}

/** Returns the rounds of each server. */
export async function chatInRounds(stands: Stand[], rounds: number, order: ChatOrder): Promise<Round[][]> {
  const results = stands.map((): Round[] => []);
  for (let round = 0; round < rounds; round++) {
    // All of them in each round, another one first each time: so what slows this computer down for a while, or
    // whoever comes first, is no advantage to anybody.
    for (let turn = 0; turn < stands.length; turn++) {
      const i = (round + turn) % stands.length;
      const { ask, pid } = stands[i]!;
      const used = meter(pid);
      const report = await ask('chat', order);
      results[i]!.push({ ...report, ...used(report.cpu) });
    }
  }
  return results;
}
