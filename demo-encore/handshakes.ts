// Handshakes with one of several servers: the browser gets its answer when the first process knows whose it is.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppServer } from './events.ts';

/** What the processes tell each other, besides what @socket.io/sticky does. */
export interface Note {
  type: string;
  id?: number;
}

/**
 * The first process learns the id of a new connection a moment after the browser. So the answer to a handshake waits until
 * it has come there: else the browser's next request could reach another server.
 */
export function holdBackHandshakes(io: AppServer): void {
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const isHandshake = request.method === 'GET' && !/[?&]sid=/.test(request.url ?? '');
    if (isHandshake) holdBack(response);
    next();
  });
  process.on('message', hearEcho);
}

function holdBack(response: ServerResponse): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  const hold = (...args: unknown[]) => {
    setImmediate(() => void echo().then(() => end(...args)));
    return response;
  };
  Object.assign(response, { end: hold });
}

let latest = 0;
const echoes = new Map<number, () => void>(); // that have not come back yet

/** Resolves when the first process has read all that was sent to it before. */
function echo(): Promise<void> {
  const id = ++latest;
  process.send?.({ type: 'echo', id });
  return new Promise((done) => echoes.set(id, done));
}

function hearEcho({ type, id = 0 }: Note): void {
  if (type !== 'echo') return;
  echoes.get(id)?.();
  echoes.delete(id);
}
