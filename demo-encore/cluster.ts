// Several servers behind one address: the first process starts the others, and hands each connection to one of them.
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { setupMaster, setupWorker } from '@socket.io/sticky';
import type { AppServer } from './events.ts';
import { printKey } from './handlers/host.ts';
import { holdBackHandshakes, type Note } from './handshakes.ts';
import { giveUp } from './postgres.ts';
import { start } from './start.ts';
import { report } from './report.ts';
import { retire } from './servers.ts';

const MAX_SERVERS = 16;
const HAND_OVER = 2000; // milliseconds, until a server must have a connection
const START_AGAIN = 1000; // milliseconds after one has stopped: one that can't start isn't tried all the time

const ready = new Set<Worker>(); // servers that take connections

/** Whether this process is one of several. */
export const isOneOfSeveral = cluster.isWorker;

/**
 * With SERVERS=3, the first process never gets past this: it starts three more, which run the same file. A browser's
 * requests must all reach the server that knows its connection: @socket.io/sticky looks at the id in them.
 */
export async function startOthers(defaultPort: number): Promise<void> {
  const { SERVERS = '1' } = process.env;
  if (!/^\d+$/.test(SERVERS) || Number(SERVERS) < 1 || Number(SERVERS) > MAX_SERVERS)
    giveUp(`"${SERVERS}" is not a valid number of servers. Set SERVERS to a number from 1 to ${MAX_SERVERS}`);
  if (cluster.isWorker || SERVERS === '1') return;

  const server = createServer();
  cluster.setupPrimary({ serialization: 'advanced' }); // requests with a body travel as bytes
  setupMaster(server, { loadBalancingMethod: 'least-connection' });
  server.on('connection', (socket) => {
    if (ready.size > 0) readOnce(socket);
    else socket.destroy(); // all have died at once: the page tries again
  });
  const all = Array.from({ length: Number(SERVERS) }, (_, i) => startOne(i + 1));
  await Promise.all(all);
  printKey();
  start(server, defaultPort);
  await new Promise(() => {});
}

/**
 * Makes this process read no more of a connection than @socket.io/sticky needs to choose a server. Node goes on reading
 * for a moment after it has handed a connection over, and what comes in that moment would be lost. Only a request with a
 * body stays here, and is passed on in pieces.
 */
function readOnce(socket: Socket): void {
  socket.prependOnceListener('data', (bytes: Buffer) => {
    if (/^(content-length|transfer-encoding):/im.test(bytes.toString('latin1'))) return;
    // socket.pause() would take effect only after the next piece.
    const handle = Reflect.get(socket, '_handle') as { readStop: () => void; close: () => void } | null;
    handle?.readStop();
    // Node closes its own end as soon as the other process has the connection. If that one dies first, it never does, and
    // the browser would wait for an answer until it gives up.
    setTimeout(() => handle?.close(), HAND_OVER);
  });
}

/** Starts a server, and another one in its place when it stops. Resolves when it is ready, or another one after it. */
function startOne(number: number): Promise<void> {
  const id = randomUUID();
  const { SERVER_NAME = 'server' } = process.env;
  const worker = cluster.fork({ SERVER_ID: id, SERVER_NAME: `${SERVER_NAME} ${number}` });
  setConnections(worker, Infinity);
  worker.on('error', () => {}); // it has died, and somebody has sent it a message: 'exit' follows
  return new Promise((done) => {
    worker.on('exit', () => {
      ready.delete(worker);
      retire(id).catch(report);
      setTimeout(() => void startOne(number).then(done), START_AGAIN);
    });
    worker.on('message', (message: Note) => {
      if (message.type === 'echo') worker.send(message);
      if (message.type !== 'ready') return;
      setConnections(worker, 0);
      ready.add(worker);
      done();
    });
  });
}

/** @socket.io/sticky gives a new connection to the server that has the fewest. One that isn't ready yet has too many. */
const setConnections = (worker: Worker, clientsCount: number) => Object.assign(worker, { clientsCount });

/** Takes connections from the first process from now on. */
export function joinOthers(io: AppServer): void {
  // A connection can break at any moment. Without a listener, that error would end this server.
  io.httpServer.on('connection', (socket: Socket) => socket.on('error', () => {}));
  setupWorker(io);
  holdBackHandshakes(io);
  process.send?.({ type: 'ready' });
}
