// Measurement A: how much CPU time a server needs to deliver one chat message to one client.
import { figure, median, percent, table } from './figures.ts';
import { chatInRounds } from './rounds.ts';
import type { Stand } from './stands.ts';

const DELIVERIES = 20_000; // in a second, whatever the number of clients

export async function measureCost(
  stands: Stand[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<void> {
  const perSecond = DELIVERIES / (stands[0]?.count ?? NaN);
  await chatInRounds(stands, 1, { perSecond, seconds: seconds / 2 }); // a server that has just started is slower
  const results = await chatInRounds(stands, rounds, { perSecond, seconds });

  const costs = results.map((all) => all.map(({ server, received }) => (1000 * server) / received));
  table(
    ['µs per delivery', 'median', 'min', 'max', 'frames besides', "others' CPU"],
    results.map((all, i) => [
      stands[i]!.name,
      ...spread(costs[i]!).map((cost) => figure(cost, 1)),
      percent(median(all.map(({ frames, received }) => frames / received - 1)), 1),
      percent(median(all.map(({ others, wall }) => others / wall))),
    ]),
  );
  const ratios = [0, 1].map((i) => costs[i]!.map((cost, round) => cost / costs[i + 1]![round]!));
  table(
    ['ratio in each round', 'median', 'min', 'max'],
    ratios.map((ratio, i) => [
      `${stands[i]!.name} ÷ ${stands[i + 1]!.name}`,
      ...spread(ratio).map((one) => figure(one, 2)),
    ]),
  );
}

const spread = (values: number[]) => [median(values), Math.min(...values), Math.max(...values)];
