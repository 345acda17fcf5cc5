// What does a delivery cost, beside a server that does no more than deliver? Prints figures and judges nothing.
import { availableParallelism, loadavg } from 'node:os';
import { measureBall } from './load/ball.ts';
import { measureCost } from './load/cost.ts';
import { measureDrawing } from './load/drawing.ts';
import { figure } from './load/figures.ts';
import { measureJoining } from './load/joining.ts';
import { measureLatency } from './load/latency.ts';
import { step } from './load/processes.ts';
import { type Stand, openStands, printMemory } from './load/stands.ts';

const quick = process.argv.includes('--quick');
const plan = quick
  ? { counts: [500], rounds: 1, costSeconds: 2, latencyRounds: 1, latencySeconds: 2, drawSeconds: 2 }
  : { counts: [200, 500], rounds: 9, costSeconds: 2, latencyRounds: 3, latencySeconds: 5, drawSeconds: 10 };
const MANY = 500;
const WATCHERS = 200;

const started = performance.now();
console.log(
  `Node ${process.versions.node}, ${process.platform}, ${availableParallelism()} CPUs, which had a load of ` +
    `${figure(loadavg()[0] ?? NaN, 1)} before. The servers and their load generators are processes of their own.`,
);
if (quick) console.log('This is the quick run: too short for figures to rely on.');

let stands: Stand[] = [];
for (const count of plan.counts) {
  await step(
    `A. CPU time of the server for each chat message that it delivers to one of ${count} clients, at 20,000 ` +
      `deliveries\n   a second; rounds of ${plan.costSeconds} s: ${plan.rounds}`,
    150,
    async () => {
      stands = await openStands(count);
      await measureCost(stands, { rounds: plan.rounds, seconds: plan.costSeconds });
      if (count !== MANY) return;
      console.log(
        `\nB. Time to deliver, and losses: ${MANY} clients, of whom each gets 100 messages a second, ` +
          `rounds\n   of ${plan.latencySeconds} s: ${plan.latencyRounds}; the median of them, and the worst p95`,
      );
      await measureLatency(stands, {
        perSecond: 100,
        rounds: plan.latencyRounds,
        seconds: plan.latencySeconds,
      });
    },
  );
}

await step(
  `C. 100 people in one room of demo7, ${plan.drawSeconds} s long: what each of them receives`,
  60,
  async () => measureDrawing(plan.drawSeconds),
);
await step(`D. ${MANY} people join demo7 in the same moment`, 40, async () => measureJoining(MANY));
printMemory(stands);
await step(
  `F. The ball of the sidebar: ${WATCHERS} people watch it in one column, then in the other`,
  60,
  async () => measureBall(WATCHERS, plan.drawSeconds),
);

console.log(`\nThis took ${figure((performance.now() - started) / 1000)} s.`);
process.exit();
