// Pages of other sites: whatever name or trick they use, they read nothing here and change nothing.
import { cpSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../../workshop/check/behaviours/http.ts';
import { connect } from '../../workshop/check/client.ts';
import { type Demo, demos, root, startDemo } from '../../workshop/check/harness.ts';
import { connectRaw } from '../support/raw.ts';
import { attacked } from './common.ts';

const polling = '/socket.io/?EIO=4&transport=polling';
const sidebar = join(root, 'demo-sidebar');
const all = [
  ...attacked(1, 2, 3, 4, 5, 6, 7),
  { title: 'the sidebar', number: 8, folder: sidebar, run: (copy = sidebar) => startDemo(copy) },
];

describe.each(all)('$title', (attack) => {
  const { number, folder } = attack;
  const hasSockets = number >= 3;
  let demo: Demo;
  let port: string;
  beforeAll(async () => {
    demo = await attack.run();
    port = new URL(demo.url).port;
  });
  afterAll(async () => {
    await demo.stop();
  });
  const withHost = async (host: string, path: string, method = 'GET') =>
    send(demo.url, path, { method, headers: { host } });

  test.each([
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '',
  ])('does not answer to the name "%s"', async (name) => {
    for (const path of hasSockets ? ['/', polling] : ['/']) {
      const { status, body } = await withHost(`${name}:${port}`, path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).not.toContain('<main>');
      expect(body).not.toContain('"sid"');
    }
  });

  test('does not answer to another name by WebSocket', async () => {
    if (!hasSockets) return;
    for (const path of folder === sidebar ? ['/socket.io/', '/ws'] : ['/socket.io/']) {
      const headers = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
      await expect(connectRaw(demo.url, { join: false, headers, path })).rejects.toThrow('Closed');
    }
  });

  test('answers to its addresses and to the names of this computer', async () => {
    for (const name of [
      'localhost',
      'LOCALHOST',
      'ann.demo.localhost',
      '127.0.0.1',
      '192.168.1.20',
      '[::1]',
      'teacher.local',
      hostname(),
    ]) {
      expect((await withHost(`${name}:${port}`, '/')).status, name).toBe(200);
    }
  });

  test('may be shown in a frame by pages of this computer only', async () => {
    for (const path of ['/', '/nothing']) {
      const { headers } = await send(demo.url, path);
      expect(headers['content-security-policy']).toMatch(
        /frame-ancestors 'self' http:\/\/localhost:\* http:\/\/\*\.localhost:\* http:\/\/127\.0\.0\.1:\*$/,
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  const foreign: [string, Record<string, string>][] = [
    ['of another origin', { origin: 'http://evil.example' }],
    ['of another port', { origin: 'http://localhost:1' }],
    ['without an origin', { origin: 'null' }],
    ['of another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['of the same site, by what the browser says', { 'sec-fetch-site': 'same-site' }],
  ];
  test.each(foreign)('takes no form from a page %s', async (_what, headers) => {
    for (const path of ['/send_message', '/clear_messages', '/login']) {
      const { status, body } = await send(demo.url, path, { method: 'POST', headers });
      expect(status).toBe(403);
      expect(body).toBe('Pages of other sites may not do this.');
    }
    expect((await send(demo.url, '/', { headers })).status, 'a link from there is welcome').toBe(200);
  });

  if (hasSockets) {
    test.each(foreign)(
      'opens no connection for a page %s, and takes nothing from it later',
      async (_what, headers) => {
        expect((await send(demo.url, polling, { headers })).status).toBe(403);
        const { sid } = JSON.parse((await send(demo.url, polling)).body.slice(1)) as { sid: string };
        for (const method of ['GET', 'POST']) {
          const options = {
            method,
            headers: { ...headers, 'content-type': 'text/plain' },
            ...(method === 'POST' && { body: '40' }),
          };
          expect((await send(demo.url, `${polling}&sid=${sid}`, options)).status).toBe(403);
        }
      },
    );

    test('answers with no script that a foreign page could load', async () => {
      const { sid } = JSON.parse((await send(demo.url, polling)).body.slice(1)) as { sid: string };
      for (const query of ['&j=0', '&%6a=0', `&j=0&sid=${sid}`, `&j=&sid=${sid}`]) {
        const { status, body } = await send(demo.url, polling + query);
        expect(status).toBe(403);
        expect(body).not.toContain('___eio');
      }
    });
  }

  test('says nothing of a mistake in its code on the page, and all of it in the terminal', async () => {
    const copy = join(root, 'test-results', `broken ${attack.title}`);
    const packages = join(folder, 'node_modules');
    rmSync(copy, { recursive: true, force: true }); // of a run that failed
    cpSync(folder, copy, { recursive: true, filter: (path) => path !== packages });
    if (existsSync(packages)) symlinkSync(packages, join(copy, 'node_modules'), 'junction');
    writeFileSync(join(copy, 'views', 'index.ejs'), '<%= thisIsNotThere %>');
    const broken = await attack.run(copy);
    const { status, body } = await send(broken.url, '/');
    expect(status).toBe(500);
    expect(body).not.toMatch(STACK_TRACE);
    expect(body).not.toContain('thisIsNotThere');
    await expect.poll(broken.output).toContain('thisIsNotThere is not defined');
    await broken.stop();
    rmSync(copy, { recursive: true });
  });
});

test('answers to the names in ALLOWED_HOSTS', async () => {
  const demo = await startDemo(demos[2]!.folder, {
    env: { ALLOWED_HOSTS: 'chat.example.org, www.example.org' },
  });
  for (const name of ['chat.example.org', 'www.example.org']) {
    const headers = { host: name, origin: `https://${name}` };
    expect((await send(demo.url, '/', { headers })).status).toBe(200);
    const client = await connect(demo.url, { extraHeaders: headers, transports: ['websocket'] });
    client.close();
  }
  expect((await send(demo.url, '/', { headers: { host: 'example.org' } })).status).toBe(403);
  await demo.stop();
});
