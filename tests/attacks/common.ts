// What the tests of attacks share.
import type { Socket } from 'node:net';

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
