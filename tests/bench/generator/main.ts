// The load generator, a process of its own: does what the benchmark tells it, and reports the figures.
import { chat } from './chat.ts';
import { draw } from './draw.ts';
import { joinAll } from './join.ts';
import type { Orders } from './orders.ts';

type Name = keyof Orders;

const tasks: { [N in Name]: (order: Orders[N]['order']) => Promise<Orders[N]['report']> } = {
  join: joinAll,
  chat,
  draw,
};

async function perform<N extends Name>(name: N, order: Orders[N]['order']): Promise<void> {
  try {
    process.send?.({ report: await tasks[name](order) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
}

process.on('message', ({ name, order }: { name: Name; order: Orders[Name]['order'] }) => {
  void perform(name, order);
});
// However the benchmark ended, this ends with it.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal. The benchmark decides.
process.on('SIGINT', () => {});
