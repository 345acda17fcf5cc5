// Measurement C: what a crowd of one room receives that draws, and how long a chat message takes meanwhile.
import type { DrawReport } from '../generator/orders.ts';
import { figure, percent, table } from './figures.ts';
import { startDemo7, startGenerator } from './processes.ts';
import { meter } from './usage.ts';

const PEOPLE = 100;
const CHAT = 5; // messages in a second, of all together

const all = (report: DrawReport) => Object.values(report.kinds).reduce((sum, rate) => sum + rate, 0);

export async function measureDrawing(seconds: number): Promise<void> {
  const { url, pid } = await startDemo7();
  const ask = startGenerator();
  await ask('join', { url, protocol: 'socket.io', count: PEOPLE, atOnce: false });

  const rows: string[][] = [];
  const reports: DrawReport[] = [];
  for (const drawing of [PEOPLE, PEOPLE / 2]) {
    const used = meter(pid);
    const report = await ask('draw', { drawing, perSecond: CHAT, seconds });
    const { chat } = report;
    const { server, others } = used(chat.cpu);
    reports.push(report);
    rows.push([
      drawing === PEOPLE ? `${drawing} draw` : `${drawing} draw, ${PEOPLE - drawing} move cursors`,
      figure(report.medianFrames, 1),
      figure(report.maxFrames, 1),
      figure(report.medianBytes / 1000, 1),
      figure(chat.p50, 1),
      figure(chat.p95, 1),
      figure(chat.expected - chat.received),
      ...[server, chat.cpu, others].map((time) => percent(time / chat.wall)),
    ]);
    if (chat.closed > 0) console.log(`  demo7 closed ${chat.closed} connections.`);
  }
  table(
    [
      '',
      'frames/s, who draws',
      'max',
      'kB/s',
      'chat p50 ms',
      'p95 ms',
      'lost',
      'server CPU',
      "generator's",
      "others'",
    ],
    rows,
  );

  console.log('  Frames a second on average over all of them, by what they are:');
  const kinds = [...new Set(reports.flatMap((report) => Object.keys(report.kinds)))];
  table(
    ['', ...kinds, 'all', 'all but the chat'],
    reports.map((report, i) => [
      rows[i]![0]!,
      ...kinds.map((kind) => figure(report.kinds[kind] ?? 0, 1)),
      figure(all(report), 1),
      figure(all(report) - (report.kinds.new_message ?? 0), 1),
    ]),
  );
}
