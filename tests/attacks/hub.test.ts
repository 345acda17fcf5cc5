// The hub can start processes and write files: nobody but its own page on this computer may make it do that.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../../workshop/check/behaviours/http.ts';
import { type Hub, type HubPage, openPage, startHub, tokenOf } from '../support/hub.ts';

const polling = '/socket.io/?EIO=4&transport=polling';
let hub: Hub;
let port: string;
let page: HubPage;
beforeAll(async () => {
  hub = await startHub({ LAUNCH_EDITOR: 'echo', HOST: '0.0.0.0' });
  port = new URL(hub.url).port;
  page = await openPage(hub.url);
  await page.ask('set_my', { stop: '4' });
});
afterAll(async () => {
  // The bystander: the own page has not lost its connection, and nothing was started.
  expect(page.socket.connected).toBe(true);
  const states = await page.until('server_states', () => true);
  expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['stopped']));
  page.socket.close();
  expect(await hub.stop()).toBe(0);
  expect(hub.running.output()).not.toMatch(STACK_TRACE);
});

/** Why a socket was not let in; undefined when it was. */
const knock = (auth: object, headers: Record<string, string> = {}, transports = ['websocket']) =>
  new Promise<string | undefined>((done) => {
    const socket = io(hub.url, {
      auth,
      extraHeaders: headers,
      transports,
      forceNew: true,
      reconnection: false,
    });
    const end = (reason: string | undefined) => {
      socket.close();
      done(reason);
    };
    socket.on('connect', () => end(undefined));
    socket.on('connect_error', ({ message }) => end(message));
  });

test('listens on 127.0.0.1 alone, whatever HOST says', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const host of [
    ...others.map(({ address }) => address),
    ...(process.platform === 'linux' ? ['127.0.0.2'] : []),
  ]) {
    const reached = await new Promise((done) => {
      const stream = createConnection(Number(port), host, () => done(true));
      stream.on('error', () => done(false));
      stream.on('connect', () => stream.destroy());
    });
    expect(reached, host).toBe(false);
  }
});

describe('another name (DNS rebinding)', () => {
  const names = [
    'evil.example',
    'localhost.evil.example',
    'hub.demo.localhost.evil.example',
    'ann.demo.localhost',
    '',
  ];
  test.each(names)('"%s" gets no page, no file and no socket', async (name) => {
    const host = `${name}:${port}`;
    for (const path of ['/', '/step/demo4', '/hub.css', '/file/my/server.ts', polling]) {
      const { status, body } = await send(hub.url, path, { headers: { host } });
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(body).not.toMatch(/name="token"|"sid"|<main|const /);
    }
    expect(await knock({ token: await tokenOf(hub.url) }, { host, origin: `http://${host}` })).toBeDefined();
  });

  test('another port in Host is another name', async () => {
    expect((await send(hub.url, '/', { headers: { host: 'localhost:1' } })).status).toBe(403);
  });

  test('its own names are answered', async () => {
    for (const name of ['localhost', 'LOCALHOST', '127.0.0.1', 'hub.demo.localhost'])
      expect((await send(hub.url, '/', { headers: { host: `${name}:${port}` } })).status, name).toBe(200);
  });
});

describe('a page of another site', () => {
  const foreign: [string, Record<string, string>][] = [
    ['of another site', { origin: 'http://evil.example' }],
    ['of another port, such as a demo', { origin: 'http://localhost:5004' }],
    ['of a demo in a frame', { origin: 'http://ann.demo.localhost:5004' }],
    ['without an origin', { origin: 'null' }],
    [
      'of another site, by what the browser says',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ],
    [
      'of the same site, by what the browser says',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    ],
  ];
  test.each(foreign)('%s reads no page and opens no socket, even with the token', async (_what, headers) => {
    for (const path of ['/', '/step/demo4', '/diff/my/demo4', polling])
      expect((await send(hub.url, path, { headers })).status, path).toBe(403);
    for (const transports of [['websocket'], ['polling']])
      expect(await knock({ token: await tokenOf(hub.url) }, headers, transports)).toBeDefined();
  });

  test('can’t go on with somebody else’s connection', async () => {
    const { sid } = JSON.parse((await send(hub.url, polling)).body.slice(1)) as { sid: string };
    const headers = { origin: 'http://evil.example', 'content-type': 'text/plain' };
    for (const method of ['GET', 'POST'])
      expect((await send(hub.url, `${polling}&sid=${sid}`, { method, headers, body: '40' })).status).toBe(
        403,
      );
  });

  test('gets no script to load (JSONP)', async () => {
    for (const query of ['&j=0', '&%6a=0', '&%6A=0']) {
      const { body } = await send(hub.url, polling + query);
      expect(body).not.toContain('___eio');
    }
  });

  test('may link here, and may not show the hub in a frame', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    for (const path of ['/', '/step/demo4', '/diff/demo3/demo4', '/nothing']) {
      const response = await send(hub.url, path, { headers });
      expect(response.status, path).toBeLessThan(500);
      expect(response.headers['content-security-policy']).toContain("frame-ancestors 'self';");
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('without the token of its page', () => {
  const guesses = [
    {},
    { token: '' },
    { token: null },
    { token: ['x'] },
    { token: { length: 32 } },
    { token: 'x'.repeat(32) },
  ];
  test.each(guesses)('%o opens no socket', async (auth) => {
    expect(await knock(auth)).toBe('Only a page of the hub may do this. Reload it if the hub has restarted.');
  });

  test('the token of an earlier hub is worth nothing', async () => {
    const other = await startHub();
    const token = await tokenOf(other.url);
    expect(await other.stop()).toBe(0);
    expect(await knock({ token })).toBeDefined();
  });

  test('no page changes anything: there is nothing to post to', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      for (const path of ['/', '/step/demo4', '/start_server', '/file/my/server.ts'])
        expect((await send(hub.url, path, { method })).status).toBe(403);
  });
});

describe('paths', () => {
  const outside = [
    '../package.json',
    'my/../package.json',
    'my/../../secret',
    '/etc/passwd',
    'my/',
    'workshop/hub/hub.ts',
    'demo4/node_modules/x',
    'C:\\Windows\\win.ini',
    '\\\\evil.example\\share\\x',
    'my/link.ts',
    'my/folder/secret.ts',
    'my/server.ts\0.png',
    '__proto__',
  ];
  test.each(outside)('"%s" is neither shown nor opened', async (path) => {
    const secret = join(hub.place, '..', 'secret.ts');
    writeFileSync(secret, 'const secret = 1;\n');
    mkdirSync(join(hub.place, 'my'), { recursive: true });
    for (const [target, link] of [
      [secret, 'link.ts'],
      [join(secret, '..'), 'folder'],
    ] as const)
      // prettier-ignore
      try {
        symlinkSync(target, join(hub.place, 'my', link));
      } catch {
        // It is there already, or this system lets nobody make one.
      }
    expect(await page.ask('open_file', { path, line: 1 })).toEqual({
      ok: false,
      error: 'The hub opens files of the demos and of my/ only.',
    });
    for (const way of [
      `/file/${path}`,
      `/file/${encodeURIComponent(path)}`,
      `/doc/${path}`,
      `/diff/${path}/demo4`,
      `/images/${path}`,
    ]) {
      const { status, body } = await send(hub.url, encodeURI(way).replaceAll('%25', '%'));
      expect(status, way).toBeGreaterThanOrEqual(400);
      expect(status, way).toBeLessThan(500);
      expect(body).not.toMatch(/const secret|root:|"dependencies"/);
    }
  });
});

test('payloads of every wrong kind are rejected with a sentence, and have no effect', async () => {
  const wrong: [string, unknown[]][] = [
    ['start_server', [{ name: 'demo8' }, { name: '../demo4' }, { name: 'demo4; id' }, { name: ['demo4'] }, {}, null, 'demo4']],
    ['set_my', [{ stop: '0' }, { stop: '../..' }, { stop: '3.22' }, { stop: 3 }, { stop: '4\n' }, {}]],
    ['restore_my', [{ copy: '..' }, { copy: '.' }, { copy: '' }, { copy: '../my' }, { copy: '__proto__' }, { copy: 1 }]],
    ['open_file', [{ path: 'my/server.ts' }, { path: 'my/server.ts', line: '1; id' }, { path: 'my/server.ts', line: -1 }]],
    ['run_check', [{ demo: 0 }, { demo: 8 }, { demo: 4.5 }, { demo: '4' }, { demo: '--json' }]],
    ['check_on_save', [{ demo: 4 }, { demo: 4, on: 'yes' }]],
    ['visit_step', [{ name: 'demo9' }, { name: '<script>' }]],
    ['constructor', [{}]],
    ['run_command', [{ command: 'id' }]],
  ]; // prettier-ignore
  const before = readFileSync(join(hub.place, 'my', 'server.ts'), 'utf8');
  for (const [event, payloads] of wrong)
    for (const payload of payloads)
      expect(await page.ask(event, payload), `${event} ${JSON.stringify(payload)}`).toEqual({
        ok: false,
        error: expect.stringMatching(/ .*[.?]$/),
      });
  expect(readFileSync(join(hub.place, 'my', 'server.ts'), 'utf8')).toBe(before);
});
