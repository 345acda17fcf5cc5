// Safety rails: who may connect, how fast they may send, and that what they send has the form of the contract.
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { ServerOptions, Socket } from 'socket.io';
import type { ZodType } from 'zod';

/*
 * A whole class may come from one address (behind a router or a proxy), and so may somebody who reconnects to
 * get a fresh allowance. Both are served by seats. Each socket takes the lowest free seat of its address, and
 * what may be sent is counted per seat: 300 people have 300 allowances, but who leaves and comes back finds
 * the seat, and the count, as they left it. Only who goes on and on costs the address its next connections.
 */
const seatsTaken = new Map<string, Set<number>>();
const MAX_SEATS = 1000;

// Durations are seconds. A seat may send 40 events in 2 seconds, and have 100 refused in 10: then its socket is
// disconnected. An address where this happens twice in 10 seconds gets no new connection for 5.
const ordinary = new RateLimiterMemory({ points: 40, duration: 2 });
const streamed = new RateLimiterMemory({ points: 40, duration: 2 });
const tooFast = new RateLimiterMemory({ points: 100, duration: 10 });
const thrownOut = new RateLimiterMemory({ points: 1, duration: 10, blockDuration: 5 });

const plain = { error: () => 'This is not what the event carries.' }; // where a schema has no sentence

/** For `new Server(server, serverOptions)`. Sizes are in bytes, times in milliseconds. */
export const serverOptions: Partial<ServerOptions> = {
  maxHttpBufferSize: 16 * 1024,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  connectTimeout: 10_000,
  allowRequest: (request, answer) => {
    refusal(request).then(
      (reason) => answer(reason, !reason),
      () => answer('Try again later.', false),
    );
  },
};

/**
 * Checks everything that `socket` sends before a handler sees it, so that a handler can rely on the contract.
 * Payloads come out of it as their schema leaves them (trimmed, unknown keys dropped), and there always is an
 * `ack` to call. What does not fit is answered with a sentence and goes no further.
 *
 * @param schemas the events that the browser may send, each with the schema of its one payload
 * @param streams those of them that are sent many times a second, which have an allowance of their own
 */
export function guard(
  socket: Socket,
  schemas: Record<string, ZodType>,
  streams: readonly string[] = [],
): void {
  const address = socket.handshake.address;
  const seat = takeSeat(socket, address);

  socket.use(async (packet: unknown[], next) => {
    const [event, payload] = packet;
    const last = packet.at(-1);
    const ack = typeof last === 'function' ? last : () => {};
    const refuse = (error: string) => ack({ ok: false, error });

    const name = String(event);
    if (!(await spend(streams.includes(name) ? streamed : ordinary, seat))) {
      refuse('You are sending too fast. Wait a moment, then try again.');
      // More packets may be on their way here when their socket has been disconnected already.
      if ((await spend(tooFast, seat)) || !socket.connected) return;
      socket.disconnect(true);
      await spend(thrownOut, address);
      return;
    }

    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) return refuse(`This server does not know the event "${name.slice(0, 40)}".`);

    const checked = schema.safeParse(payload, plain);
    if (!checked.success) return refuse(checked.error.issues[0]?.message ?? 'That is not valid.');

    // The handler is called with what the packet holds now: the event, then this.
    packet.splice(1, Infinity, checked.data, ack);
    next();
  });
}

function takeSeat(socket: Socket, address: string): string {
  const taken = seatsTaken.get(address) ?? new Set();
  seatsTaken.set(address, taken);
  let seat = 0;
  while (taken.has(seat)) seat++;
  taken.add(seat);
  socket.on('disconnect', () => {
    taken.delete(seat);
    if (taken.size === 0) seatsTaken.delete(address);
  });
  return `${address} ${seat}`;
}

/** Whether there was a point left to spend: consume() rejects when there is none. */
async function spend(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  return limiter.consume(key).then(
    () => true,
    () => false,
  );
}

/** Why this connection may not be opened; empty when it may. */
async function refusal(request: IncomingMessage): Promise<string> {
  // Any page in the world can open a WebSocket to this server from its visitor's browser, and CORS does not
  // stop it. The browser tells where the page comes from, and that has to be this server.
  const { origin, host } = request.headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host)) {
    return 'Pages of other sites may not connect.';
  }

  const address = request.socket.remoteAddress ?? '';
  const record = await thrownOut.get(address);
  if (record && record.consumedPoints > thrownOut.points) {
    return 'Too many messages came from your address. Wait a few seconds.';
  }
  if ((seatsTaken.get(address)?.size ?? 0) >= MAX_SEATS) return 'Too many connections from your address.';
  return '';
}
