// Measurement D: how a demo bears it when everybody joins in the same moment.
import { figure, table } from './figures.ts';
import { startDemo7, startGenerator } from './processes.ts';
import { meter, usageOf } from './usage.ts';

export async function measureJoining(count: number): Promise<void> {
  const { url, pid } = await startDemo7();
  const ask = startGenerator();
  await new Promise((done) => setTimeout(done, 1000)); // until both have started and have nothing to do
  const before = usageOf(pid).rss;
  const used = meter(pid);
  const { took, bytes, cpu } = await ask('join', { url, protocol: 'socket.io', count, atOnce: true });
  const { server, others } = used(cpu);
  const after = usageOf(pid).rss;
  table(
    [
      'ms until all know all',
      'MB sent',
      'CPU ms: server',
      "generator's",
      "others'",
      'server MB before',
      'after',
    ],
    [
      [
        figure(took),
        figure(bytes / 1e6, 1),
        ...[server, cpu, others].map((time) => figure(time)),
        ...[before, after].map((rss) => figure(rss / 1e6, 1)),
      ],
    ],
  );
}
