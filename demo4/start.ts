// Starts a server: where it listens, what it prints, and how it stops. The same file in every demo.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { renderUnicodeCompact } from 'uqr';

const demo = basename(import.meta.dirname);
// npm tells which script it runs, as what command line.
const { npm_lifecycle_event: script, npm_lifecycle_script: commandLine = '' } = process.env;
const command = commandLine.includes('server.ts') ? `npm run ${script} --` : `tsx ${demo}/server.ts`;

/**
 * Makes `server` listen and prints its address.
 * - port: `--port N`, else the variable PORT, else `defaultPort`; 0 takes any free one.
 * - host: `--lan` for the whole network, else the variable HOST, else this computer alone.
 *
 * What cannot work is explained in a sentence, and the process ends with exit code 1.
 */
export function start(server: Server, defaultPort: number): void {
  const options = readOptions();
  const port = readPort(options.port ?? (process.env.PORT || String(defaultPort)));
  const host = options.lan ? '0.0.0.0' : process.env.HOST || '127.0.0.1';

  // A connection may break at any moment. When it is about to become a WebSocket, Node's HTTP server does not look
  // after it any more, and an error that nobody listens to would end the process.
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.on('error', (error: NodeJS.ErrnoException) => giveUp(explain(error, port, host)));
  server.listen(port, host, () => announce(server, host));

  // Ending the process closes every connection. A browser that loses its WebSocket tries again by itself.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
}

function readOptions() {
  try {
    return parseArgs({ options: { port: { type: 'string' }, lan: { type: 'boolean' } } }).values;
  } catch {
    const given = process.argv.slice(2).join(' ');
    return giveUp(`"${given}" is not understood. There are two options: ${command} --port 6003 --lan`);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  return giveUp(`"${text}" is no port. A port is a number from 0 to 65535: ${command} --port 6003`);
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): string {
  const another = `Take another port: ${command} --port ${port + 1000 <= 65535 ? port + 1000 : 6003}`;
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is already in use, perhaps by this demo in another terminal. ${another}`;
  }
  if (error.code === 'EACCES') return `This computer does not let you use port ${port}. ${another}`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `This computer has no address "${host}". For everybody on the network: ${command} --lan`;
  }
  return `${demo} cannot start: ${error.message}`;
}

function announce(server: Server, host: string): void {
  const { port } = server.address() as AddressInfo;
  const open = host === '0.0.0.0' || host === '::';
  const local = open || ['127.0.0.1', '::1', 'localhost'].includes(host);
  console.log(`${demo} is ready: http://${local ? 'localhost' : host}:${port} (Ctrl-C stops it)`);
  if (local && !open) return;

  console.log('Everybody on this network can now reach it:');
  const addresses = open ? lanAddresses() : [host];
  for (const address of addresses) console.log(`  http://${address}:${port}`);
  // White on black, whatever the colours of the terminal: a phone's camera needs the contrast.
  if (addresses[0]) {
    const code = renderUnicodeCompact(`http://${addresses[0]}:${port}`, { border: 2 });
    console.log(code.replace(/^.*$/gm, '\x1b[97;40m$&\x1b[0m'));
  } else console.log('  (no network found: connect this computer to one, then start again)');
}

/** This computer's IPv4 addresses in its networks, those of virtual machines and containers last. */
function lanAddresses(): string[] {
  const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|VirtualBox|VMware|utun|tun|tap)/i;
  return Object.entries(networkInterfaces())
    .toSorted(([a], [b]) => Number(virtual.test(a)) - Number(virtual.test(b)))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

function giveUp(sentence: string): never {
  console.error(sentence);
  if (!commandLine.includes('tsx watch')) process.exit(1);

  // `tsx watch` would now wait for a change of a file, and none mends this. Told to end, it waits for this
  // process and ends with the same exit code. Atomics.wait() does nothing here but sleep for half a second.
  process.on('SIGTERM', () => {});
  process.kill(process.ppid, 'SIGTERM');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  process.exit(1);
}
