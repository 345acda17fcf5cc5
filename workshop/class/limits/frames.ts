// Frames: Engine.IO counts neither the pings of a WebSocket nor what is sent during an upgrade, so ws has to do it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { allowance } from './allowance.ts';

type Done = (client: WebSocket, request: IncomingMessage) => void;

/** For Engine.IO's option `wsEngine`. It ends a WebSocket that sends more than 200 frames a second for long. */
export class LimitedWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    // closeTimeout, in milliseconds: how long the other side may take to answer a goodbye.
    super(Object.assign(options, { closeTimeout: 2000, maxFragments: 64, maxPendingAutoPongs: 20 }));
  }

  override handleUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer, done: Done): void {
    super.handleUpgrade(request, stream, head, (client) => {
      const maySend = allowance(3000, 200);
      const count = () => maySend() || client.terminate();
      client.on('message', count).on('ping', count).on('pong', count);
      done(client, request);
    });
  }
}
