// Measurement B: how long a chat message takes to all the others, and whether all of them get it.
import { figure, median, percent, table } from './figures.ts';
import { type Round, chatInRounds } from './rounds.ts';
import type { Stand } from './stands.ts';

const FULL = 0.9; // of one core: from there on a process is what the others wait for
const BUSY = 0.25; // of one core, by others

export async function measureLatency(
  stands: Stand[],
  { perSecond, rounds, seconds }: { perSecond: number; rounds: number; seconds: number },
): Promise<void> {
  const results = await chatInRounds(stands, rounds, { perSecond, seconds });
  const notes: string[] = [];
  const rows = results.map((all, i) => {
    const { name } = stands[i]!;
    const middle = (of: (round: Round) => number) => median(all.map(of));
    const sum = (of: (round: Round) => number) => all.reduce((total, round) => total + of(round), 0);
    const server = middle((round) => round.server / round.wall);
    const generator = middle(({ cpu, wall }) => cpu / wall);
    const closed = Math.max(...all.map((round) => round.closed));
    if (closed > 0) notes.push(`${name} closed ${closed} connections.`);
    if (server >= FULL) notes.push(`${name} had a full core's work: this is its limit on this computer.`);
    else if (generator >= FULL) {
      notes.push(
        `With ${name} the generator had a full core's work, the server had not: its times are too long.`,
      );
    }
    const others = middle((round) => round.others / round.wall);
    if (others >= BUSY)
      notes.push(`With ${name}, other programs needed the CPUs, too: its times are too long.`);
    return [
      name,
      ...[middle(({ p50 }) => p50), middle(({ p95 }) => p95), middle(({ p99 }) => p99)].map((time) =>
        figure(time, 1),
      ),
      figure(Math.max(...all.map(({ p95 }) => p95)), 1),
      figure(sum(({ expected, received }) => expected - received)),
      figure(sum(({ expected }) => expected)),
      ...[server, generator, others].map((share) => percent(share)),
    ];
  });
  table(
    ['', 'p50 ms', 'p95', 'p99', 'worst p95', 'lost', 'of', 'server CPU', "generator's", "others'"],
    rows,
  );
  for (const note of notes) console.log(`  ${note}`);
}
