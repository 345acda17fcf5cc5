// A specimen: exactly-once delivery as in Socket.IO's tutorial, in two processes. It loses messages, for `npm run torture`
// to find. The id of a message is `${socket.id}-${counter}`, and one that is known is acknowledged, but never broadcast.
import cluster from 'node:cluster';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Server } from 'socket.io';

const { DATA_FOLDER = 'data', PORT = '0' } = process.env;
const SLOW_DISK = 400; // milliseconds: the tutorial waits for its database here, and a kill may come in between
const file = join(DATA_FOLDER, 'messages.jsonl');

interface Message {
  id: string;
  number: number;
  text: string;
  timestamp: string;
}

if (cluster.isPrimary) startAll();
else serve();

/** Starts two servers that share a port. What one broadcasts, the other gets from here. */
function startAll(): void {
  mkdirSync(DATA_FOLDER, { recursive: true });
  const startOne = (port: number) => {
    const worker = cluster.fork({ PORT: String(port) });
    worker.on('error', () => {}); // it was killed, and a message was on its way: 'exit' follows
    worker.on('message', (message: Message) => {
      for (const other of Object.values(cluster.workers ?? {})) if (other !== worker) other?.send(message);
    });
    worker.on('exit', () => startOne(port));
  };
  // 0 takes any free port, which has to stay the same when both have been killed.
  const looking = createServer().listen(Number(PORT), '127.0.0.1', () => {
    const { port } = looking.address() as AddressInfo;
    looking.close(() => {
      startOne(port);
      startOne(port);
    });
  });
}

function serve(): void {
  const server = createServer();
  const io = new Server(server, { transports: ['websocket'] });
  process.on('message', (message) => io.emit('new_message', message));

  io.on('connection', (socket) => {
    const { after = 0 } = socket.handshake.auth as { after?: number };
    for (const message of stored()) if (message.number > after) socket.emit('new_message', message);

    socket.on('send_message', async ({ id, text }: Message, ack: (answer: object) => void) => {
      const messages = stored();
      if (messages.some((one) => one.id === id)) return ack({ ok: true, id });
      const message = { id, number: messages.length + 1, text, timestamp: new Date().toISOString() };
      appendFileSync(file, `${JSON.stringify(message)}\n`);
      await delay(SLOW_DISK);
      io.emit('new_message', message);
      process.send?.(message);
      ack({ ok: true, id });
    });
  });
  server.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`ready: http://localhost:${PORT}`);
  });
}

function stored(): Message[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Message);
}
