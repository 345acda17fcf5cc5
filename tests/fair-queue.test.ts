// The fair queue, when more is asked of the server than it can do: who has to wait, and in which order they are served.
import { expect, test } from 'vitest';
import { findAddress } from '../demo7/limits/addresses.ts';
import { charge, takeTurn } from '../demo7/limits/fair-queue.ts';

const BUSY = 4_000_000; // bytes: a tenth of a second's work

test('serves whoever has caused the least first, and each of them in their order', async () => {
  const router = findAddress('192.0.2.1');
  const [ann, bob] = [router.takeSeat(), router.takeSeat()];
  const stranger = findAddress('192.0.2.2').takeSeat();
  charge(ann, BUSY);
  const served: string[] = [];
  const ask = (seat: typeof ann, name: string, bytes: number) =>
    new Promise<void>((done, failed) => {
      const run = () => {
        served.push(name);
        done();
      };
      takeTurn(seat, bytes, run, () => failed(new Error(`${name} waited in vain`)));
    });
  // Bob has caused less than Ann. Her second request would cost less than his, but her first one doesn't.
  charge(bob, BUSY + 200_000);
  await Promise.all([
    ask(ann, 'Ann: a long message', 1_000_000),
    ask(bob, 'Bob', 10_000),
    ask(ann, 'Ann: another room', 100),
    ask(stranger, 'a stranger', 100),
  ]);
  expect(served[0]).toBe('a stranger');
  expect(served.filter((name) => name.startsWith('Ann'))).toEqual([
    'Ann: a long message',
    'Ann: another room',
  ]);
  expect(served).toHaveLength(4);
});
