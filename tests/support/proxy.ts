// A TCP proxy that counts: what goes through it is what travels between a browser and a server, byte for byte.
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** What one TCP connection has carried so far. */
export interface Traffic {
  sent: Buffer;
  received: Buffer;
}

/** Starts a proxy in front of a demo. `url` is its own address, on a port of its own unless `on` names one; `connections` is what went through, the oldest first. */
export async function startProxy(target: string, on = 0) {
  const connections: Traffic[] = [];
  const open = new Set<Socket>();
  let isDeaf = false;
  const server = createServer((client) => {
    const traffic: Traffic = { sent: Buffer.alloc(0), received: Buffer.alloc(0) };
    connections.push(traffic);
    const demo = connect(Number(new URL(target).port), 'localhost');
    for (const [from, to, direction] of [
      [client, demo, 'sent'],
      [demo, client, 'received'],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => {
        traffic[direction] = Buffer.concat([traffic[direction], bytes]);
        if (!isDeaf) to.write(bytes);
      });
      from.on('error', () => {}); // 'close' follows
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(on, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    connections,
    /** Nothing gets through any more, and nobody notices yet: as when a laptop sleeps. */
    deafen: () => {
      isDeaf = true;
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Every HTTP request with its response, in bytes. `path` is like "GET /about"; a response of 0 hasn't come yet. */
export const exchangesOf = (connections: Traffic[]) =>
  connections.flatMap(({ sent, received }) => {
    const responses = received.toString('latin1').split(/(?=HTTP\/1\.1 \d)/);
    const requests = sent.toString('latin1').split(/(?=(?:GET|POST) \/)/);
    return requests.map((request, i) => ({
      path: request.split(' HTTP/')[0] ?? '',
      request: request.length,
      response: responses[i]?.length ?? 0,
    }));
  });
