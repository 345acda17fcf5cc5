// A client that speaks Engine.IO by hand over a WebSocket, to send what no library would.
import WebSocket from 'ws';

let nicknames = 0;

/** A connection whose packets are written as text: `42["echo_message",{"text":"hi"}]`. */
export interface RawClient {
  send: (packet: string | Buffer) => void;
  /** Waits for a packet that matches; fails when the connection is closed first. */
  packet: (pattern: RegExp) => Promise<string>;
  /** Resolves when the connection is closed. */
  closed: Promise<void>;
  close: () => void;
}

/** Opens a WebSocket to Engine.IO and, unless told otherwise, joins Socket.IO's main namespace. */
export async function connectRaw(
  url: string,
  { join = true, path = '/socket.io/', headers = {} as Record<string, string> } = {},
): Promise<RawClient> {
  const address = `${url.replace('http', 'ws')}${path}?EIO=4&transport=websocket`;
  const socket = new WebSocket(address, { headers });
  const packets: string[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<void>((done) => socket.on('close', done));
  socket.on('error', () => {});
  socket.on('message', (packet: Buffer) => {
    packets.push(packet.toString());
    for (const check of waiting) check();
  });
  const packet = (pattern: RegExp) =>
    new Promise<string>((done, failed) => {
      const check = () => {
        const found = packets.find((one) => pattern.test(one));
        if (found === undefined) return;
        waiting.delete(check);
        done(found);
      };
      waiting.add(check);
      check();
      void closed.then(() => failed(new Error(`Closed before ${pattern}; received: ${packets.join(' ')}`)));
    });

  await packet(/^0\{/);
  if (join) {
    nicknames += 1;
    socket.send(`40{"nickname":"raw${nicknames}"}`);
    await packet(/^40\{/);
  }
  return { send: (text) => socket.send(text), packet, closed, close: () => socket.terminate() };
}
