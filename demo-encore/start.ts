// Starts a server: listens, prints its address, and says in a sentence why it can't. The same file in every demo.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

/**
 * Makes `server` listen on the port in the variable PORT, or else on `defaultPort`. 0 takes any free port.
 * The variable HOST is the address to listen on: 127.0.0.1, this computer alone, unless it says otherwise. 0.0.0.0 opens
 * the server to every network that this computer is in.
 */
export function start(server: Server, defaultPort: number): void {
  const demo = basename(import.meta.dirname);
  const port = process.env.PORT || String(defaultPort);
  const host = process.env.HOST || '127.0.0.1';
  const giveUp = (reason: string) => {
    console.error(
      `${demo} can't start: ${reason}. Set the variable PORT to another number, from 0 to 65535.`,
    );
    process.exit(1);
  };
  if (!/^\d+$/.test(port) || Number(port) > 65_535) return giveUp(`"${port}" is not a valid port`);

  // A connection can break at any moment. Without a listener, that error would end the process.
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.on('error', ({ message }) => giveUp(message));
  server.listen(Number(port), host, () => {
    const isLocal = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
    const address = `http://${isLocal ? 'localhost' : host}:${(server.address() as AddressInfo).port}`;
    console.log(`${demo} is ready: ${address} (Ctrl-C stops it)`);
  });

  // Ending the process closes every connection. A page that loses its WebSocket tries again by itself.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
}
