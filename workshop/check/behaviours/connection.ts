// Demo 3 and all after it: a connection that stays open, for the pages of this server alone.
import { is, matches, must } from '../assert.ts';
import { connect, withPeople } from '../client.ts';
import { within } from '../patience.ts';
import { send } from './http.ts';
import { brief } from '../words.ts';
import type { Behaviours } from './layers.ts';

const handshake = '/socket.io/?EIO=4&transport=polling';

export const connection: Behaviours = {
  'can be reached by WebSocket alone, and by polling alone': {
    ask: 'Express answers requests. Who answers a browser that wants a connection that stays open, and how do the two share one server?',
    look: 'In server.ts, Socket.IO must be given the HTTP server, and not the Express app. This same server must be the one that start() makes listen.',
    line: ['server.ts', 'const io: AppServer = new Server(server, serverOptions);'],
    check: async ({ url }) => {
      for (const transport of ['websocket', 'polling']) {
        const client = await connect(url, { transports: [transport] });
        is(client.socket.io.engine.transport.name, transport, `${transport} alone must be possible`);
        client.close();
      }
    },
  },

  'begins with polling and upgrades to WebSocket': {
    ask: 'Socket.IO begins with ordinary HTTP requests and changes over to a WebSocket when it can. Which option could keep it from that?',
    look: 'Take limits.ts as it is from the demo, and don’t change it. Its options for the server must neither choose the transports nor forbid the upgrade.',
    line: ['limits.ts', 'export const serverOptions: Partial<ServerOptions> = {'],
    check: withPeople(1, async (_demo, client) => {
      const { engine } = client!.socket.io;
      const upgraded = new Promise((done) => engine.once('upgrade', done));
      if (engine.transport.name === 'polling') await within(upgraded, 'It must upgrade to WebSocket.');
      is(engine.transport.name, 'websocket', 'the connection must end up on WebSocket');
    }),
  },

  'notices within 20 seconds that somebody is gone, and takes at most 16 KiB at once': {
    ask: 'A laptop that is shut says no goodbye. How can the server find out, and who tells Socket.IO how long it may take?',
    look: 'Take limits.ts as it is from the demo, and don’t change it: it has these limits. In server.ts, Socket.IO must be given its serverOptions when it is created.',
    line: ['server.ts', 'const io: AppServer = new Server(server, serverOptions);'],
    check: async ({ url }) => {
      const { body } = await send(url, handshake);
      const { pingInterval, pingTimeout, maxPayload } = JSON.parse(body.slice(1)) as Record<string, number>;
      const seconds = ((pingInterval ?? Infinity) + (pingTimeout ?? Infinity)) / 1000;
      must(seconds <= 20, `after ${seconds} s a ghost is gone: serverOptions make it 20`);
      is(maxPayload, 16 * 1024, 'new Server(server, serverOptions) sets the size');
    },
  },

  'serves the client library itself, so that it works offline': {
    ask: 'The page needs a library to speak with Socket.IO. Which server has it, even without the internet?',
    look: 'In views/index.ejs, a script tag before that of main.js must load the library (socket.io.min.js) from this server. Socket.IO serves it below /socket.io/ by itself.',
    line: ['views/index.ejs', '<script src="/socket.io/socket.io.min.js"></script>'],
    check: async ({ url }) => {
      const { status, headers } = await send(url, '/socket.io/socket.io.min.js');
      is(status, 200, 'the server must have /socket.io/socket.io.min.js');
      matches(headers['content-type'] ?? '', /javascript/, 'the library must be sent as JavaScript');
      const page = await send(url, '/');
      must(page.body.includes('<script src="/socket.io/socket.io.min.js">'), 'a <script> loads the library');
    },
  },

  'rejects the pages of other sites, and lets in its own and programs': {
    ask: 'Any page in the world can try to open a connection to your server from the browser of a visitor. By what can the server tell where that page comes from?',
    look: 'Take limits.ts and origin.ts as they are from the demo, and don’t change them. In server.ts, call limitConnections with the new server. It then compares the Origin of every request with its Host.',
    line: ['server.ts', 'limitConnections(io);'],
    check: async ({ url }) => {
      const own = new URL(url).host;
      for (const origin of [`http://${own}`, `https://${own}`, undefined]) {
        const { status } = await send(url, handshake, { headers: { host: own, ...(origin && { origin }) } });
        is(status, 200, `the origin ${brief(origin)} must be let in`);
      }
      for (const origin of ['http://evil.example', 'null', `http://${own}.evil.example`, 'nonsense', '']) {
        const { status, body } = await send(url, handshake, { headers: { host: own, origin } });
        is(status, 403, `"${origin}" must be refused`);
        matches(body, /other sites may not connect/, 'the refusal must say that other sites may not connect');
      }
    },
  },
};
