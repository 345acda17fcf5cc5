// Demo 3 and all after it: a connection that stays open, for the pages of this server alone.
import assert from 'node:assert/strict';
import { connect, within, withClients } from '../client.ts';
import { send } from './http.ts';
import type { Behaviours } from './layers.ts';

const handshake = '/socket.io/?EIO=4&transport=polling';

export const connection: Behaviours = {
  'can be reached by WebSocket alone, and by polling alone': async ({ url }) => {
    for (const transport of ['websocket', 'polling']) {
      const client = await connect(url, { transports: [transport] });
      assert.equal(client.socket.io.engine.transport.name, transport);
      client.close();
    }
  },

  'begins with polling and upgrades to WebSocket': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      const { engine } = client!.socket.io;
      const upgraded = new Promise((done) => engine.once('upgrade', done));
      if (engine.transport.name === 'polling') await within(upgraded, 'It must upgrade to WebSocket.');
      assert.equal(engine.transport.name, 'websocket');
    });
  },

  'notices within 20 seconds that somebody is gone, and takes at most 16 KiB at once': async ({ url }) => {
    const { body } = await send(url, handshake);
    const { pingInterval, pingTimeout, maxPayload } = JSON.parse(body.slice(1)) as Record<string, number>;
    const seconds = ((pingInterval ?? Infinity) + (pingTimeout ?? Infinity)) / 1000;
    assert.ok(
      seconds <= 20,
      `a ghost is gone after ${seconds} seconds: new Server(server, serverOptions) makes it 20`,
    );
    assert.equal(maxPayload, 16 * 1024, 'new Server(server, serverOptions) sets the size');
  },

  'serves the client library itself, so that it works offline': async ({ url }) => {
    const { status, headers } = await send(url, '/socket.io/socket.io.min.js');
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /javascript/);
    const page = await send(url, '/');
    assert.ok(page.body.includes('<script src="/socket.io/socket.io.min.js">'));
  },

  'refuses the pages of other sites, and lets in its own and programs': async ({ url }) => {
    const own = new URL(url).host;
    for (const origin of [`http://${own}`, `https://${own}`, undefined]) {
      const { status } = await send(url, handshake, { headers: { host: own, ...(origin && { origin }) } });
      assert.equal(status, 200, `${origin} must be let in`);
    }
    for (const origin of ['http://evil.example', 'null', `http://${own}.evil.example`, 'nonsense', '']) {
      const { status, body } = await send(url, handshake, { headers: { host: own, origin } });
      assert.equal(status, 403, `"${origin}" must be refused`);
      assert.match(body, /other sites may not connect/);
    }
  },
};
