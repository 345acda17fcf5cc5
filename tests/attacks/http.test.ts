// Hostile HTTP requests, and bytes that are no HTTP: every demo answers or hangs up, and goes on.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';
import { attacked, endOf } from './common.ts';

const sidebar = { title: 'the sidebar', run: () => startDemo(join(root, 'demo-sidebar')) };

for (const { title, run } of [...attacked(1, 2, 3, 4, 5, 6, 7), sidebar]) {
  describe(`${title} over HTTP`, () => {
    let demo: Demo;
    beforeAll(async () => {
      demo = await run();
    });
    afterAll(async () => {
      await demo.stop();
    });

    const requests: [string, string, Parameters<typeof send>[2]][] = [
      ['a path that leads out', '/../../../../etc/passwd', {}],
      ['an encoded path that leads out', '/..%2f..%2f..%2fetc%2fpasswd', {}],
      ['a path with a NUL', '/base.css%00.html', {}],
      ['a path that cannot be decoded', '/%C0%AE', {}],
      ['a path of 10,000 characters', `/${'a'.repeat(10_000)}`, {}],
      ['a query that sets a prototype', '/?__proto__[view]=x&constructor[prototype][a]=b', {}],
      ['settings for the template', '/?settings[view%20options][client]=true&_locals=x&cache=1', {}],
      ['a method that is not used', '/', { method: 'DELETE' }],
      ['a method of other servers', '/', { method: 'PROPFIND' }],
      ['a body where none belongs', '/about', { method: 'POST', body: 'x'.repeat(2_000_000) }],
      ['2 MB of JSON', '/send_message', { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(2_000_000)}"` }], // prettier-ignore
      ['a strange Host', '/', { headers: { host: '"><script>alert(1)</script>' } }],
      ['an impossible Range', '/base.css', { headers: { range: 'bytes=99999999-1,-,x' } }],
      ['a date that is none', '/base.css', { headers: { 'if-modified-since': 'yesterday' } }],
      ['a template by name', '/views/partials/head.ejs', {}],
    ];
    test.each(requests)('%s gets an answer, not an error', async (_what, path, options) => {
      const { status, body } = await send(demo.url, path, options);
      expect(status).toBeLessThan(500);
      expect(body).not.toMatch(STACK_TRACE);
      expect(body).not.toContain('root:');
      expect((await send(demo.url, '/')).status).toBe(200);
      expect(demo.output(), 'nothing may appear in the terminal').not.toMatch(STACK_TRACE);
    });

    const bytes: [string, string][] = [
      ['no HTTP at all', 'hello\r\n\r\n'],
      ['headers of 100 kB', `GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(100_000)}\r\n\r\n`],
      ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd'],
      ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'],
      [
        'an upgrade to nothing',
        'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: x\r\n\r\n',
      ],
    ];
    test.each(['/', '/nothing', '/ws', '/socket.io/?EIO=4&transport=websocket'])(
      'a WebSocket at %s that is cut off at once does no harm',
      async (path) => {
        const { hostname, port, host } = new URL(demo.url);
        for (let i = 0; i < 10; i++) {
          const socket = connectTcp(Number(port), hostname);
          await once(socket, 'connect');
          socket.write(
            `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
              'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
          );
          await new Promise((done) => setTimeout(done, 3 * i)); // the server has begun with it, or not yet
          socket.resetAndDestroy();
        }
        expect((await send(demo.url, '/')).status).toBe(200);
        expect(demo.output()).not.toMatch(STACK_TRACE);
      },
    );

    test.each(bytes)('%s does no harm', async (_what, text) => {
      const { hostname, port } = new URL(demo.url);
      const socket = connectTcp(Number(port), hostname, () => socket.end(text));
      await endOf(socket);
      expect((await send(demo.url, '/')).status).toBe(200);
    });
  });
}
