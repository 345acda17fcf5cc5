// Puts a proxy between an encore and its database, to cut it off or to hold back an answer; and looks into the database.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Client } from '../../demo-encore/node_modules/@types/pg/index.d.ts';
import { type Demo, startDemo } from '../../workshop/check/harness.ts';
import { dataFolder, encore } from './encore.ts';

const pg = createRequire(join(encore, 'package.json'))('pg') as { Client: new (url: string) => Client };

/** A PostgreSQL that an encore has started for itself, and a way to it that can be cut. */
export interface Database {
  /** Goes through the proxy. */
  url: string;
  ask: <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** A connection of its own that does not go through the proxy, for locks. */
  connect: () => Promise<Client>;
  /** Ends all connections, and lets no new one through until `open`. */
  cut: () => void;
  open: () => void;
  /** Lets the next question with this text through, and keeps the answer. Resolves when the question has passed. */
  holdAnswerTo: (text: string) => Promise<void>;
  /** Stops the database and starts it again. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startDatabase(): Promise<Database> {
  const { folder, remove } = dataFolder();
  const start = () => startDemo(encore, { env: { DATA_FOLDER: folder, DATABASE_URL: undefined } });
  let owner: Demo = await start();
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  const pidFile = join(folder, 'postgres', 'postmaster.pid');
  const port = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[3]) : 0);
  const urlWith = (number: number) => `postgres://postgres:${password}@127.0.0.1:${number}/postgres`;

  let isCut = false;
  let hold: { text: string; passed: () => void } | undefined;
  const sockets = new Set<Socket>();
  const proxy = createServer((server) => {
    if (isCut || !port()) return void server.destroy();
    const database = connect(port(), '127.0.0.1');
    let isHeld = false;
    server.on('data', (bytes) => {
      database.write(bytes);
      if (!hold || !bytes.includes(hold.text)) return;
      isHeld = true;
      hold.passed();
      hold = undefined;
    });
    database.on('data', (bytes) => isHeld || server.write(bytes));
    for (const [one, other] of [
      [server, database],
      [database, server],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {}); // 'close' follows
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));

  const connectTo = async () => {
    const client = new pg.Client(urlWith(port()));
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  return {
    url: urlWith((proxy.address() as AddressInfo).port),
    connect: connectTo,
    ask: async <Row>(sql: string, values: unknown[] = []) => {
      const client = await connectTo();
      const { rows } = await client.query(sql, values);
      await client.end();
      return rows as Row[];
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    open: () => {
      isCut = false;
    },
    holdAnswerTo: (text) =>
      new Promise((passed) => {
        hold = { text, passed };
      }),
    restart: async () => {
      await owner.stop();
      owner = await start();
    },
    stop: async () => {
      await new Promise((done) => {
        proxy.close(done);
        for (const socket of sockets) socket.destroy();
      });
      await owner.stop();
      remove();
    },
  };
}
