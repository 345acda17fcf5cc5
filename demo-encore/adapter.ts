// The adapter: what one server broadcasts, the others get by PostgreSQL's NOTIFY, and tell their own people.
import { createAdapter } from '@socket.io/postgres-adapter';
import pg from 'pg';
import { Adapter, type BroadcastOptions, MessageType } from 'socket.io-adapter';
import { options } from './database.ts';
import { ask, listen } from './notify.ts';
import { report } from './report.ts';

// The connection that listens. From a pool, the adapter would take another one each time that it breaks, and give none back.
const listener = async () => {
  const client = new pg.Client(options);
  client.on('error', () => {}); // 'end' follows, and the adapter connects again
  await client.connect();
  await listen(client);
  return Object.assign(client, { release: () => void client.end() });
};
const connections = { connect: listener, query: ask } as unknown as pg.Pool;
// What is longer goes through a table: a notification has less than 8000 bytes.
const create = createAdapter(connections, { errorHandler: report, payloadThreshold: 7900 });

/** Methods of Socket.IO's adapter that its types keep to themselves. */
interface Publisher {
  publish: (message: { type: MessageType; data: object }) => void;
  doPublish: (message: object) => Promise<string>;
}
let latest: Promise<unknown> = Promise.resolve();
let count = 0; // PostgreSQL tells two equal notifications of one transaction only once

/** Resolves when all that was broadcast so far is on its way to the other servers. */
export const published = (): Promise<unknown> => latest;

type Namespace = ConstructorParameters<typeof Adapter>[0];

/** For `io.adapter()`. */
export function adapter(nsp: Namespace): Adapter {
  const own = create(nsp);
  const publisher = own as unknown as Publisher;
  const send = publisher.doPublish.bind(own);
  publisher.doPublish = (message) => {
    count += 1;
    const sent = send({ ...message, count });
    latest = sent;
    return sent;
  };
  // The adapter waits for the database before it tells even its own people. Here they come first: so they hear of
  // everything before its sender gets the ack, in the order in which it was sent, and also while the database is away.
  return Object.assign(own, {
    broadcast(packet: object, { rooms, except = new Set(), flags = {} }: BroadcastOptions) {
      Adapter.prototype.broadcast.call(own, packet, { rooms, except, flags });
      if (flags.local) return;
      const opts = { rooms: [...rooms], except: [...except], flags };
      publisher.publish({ type: MessageType.BROADCAST, data: { packet, opts } });
    },
  });
}
