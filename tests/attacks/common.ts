// What the tests of attacks share.
import type { Socket } from 'node:net';
import { type Demo, demos, startDemo } from '../../workshop/check/harness.ts';
import { encore, startEncore } from '../support/encore.ts';

interface Attacked {
  title: string;
  number: number;
  folder: string;
  /** Starts it, or a copy of its folder. */
  run: (copy?: string) => Promise<Demo>;
}

/** These demos, and the encore, which has the events of demo 7. */
export const attacked = (...numbers: number[]): Attacked[] => [
  ...demos
    .filter(({ number }) => numbers.includes(number))
    .map(({ number, folder }) => ({
      title: `demo${number}`,
      number,
      folder,
      run: (copy = folder) => startDemo(copy),
    })),
  { title: 'the encore', number: 7, folder: encore, run: (copy) => startEncore({}, copy) },
];

/** The event, and its valid payload, that shows in each demo whether a bystander is served. */
export const ordinary: Record<number, { event: string; payload: object }> = {
  3: { event: 'echo_message', payload: { text: 'still here' } },
  4: { event: 'send_message', payload: { text: 'still here' } },
  5: { event: 'send_message', payload: { text: 'still here' } },
  6: { event: 'send_message', payload: { text: 'still here' } },
  7: { event: 'send_message', payload: { text: 'still here' } },
};

/** Waits until a connection is closed; being reset is one way to be. */
export async function endOf(socket: Socket): Promise<void> {
  socket.on('error', () => {});
  socket.resume();
  await new Promise((done) => socket.on('close', done));
}
