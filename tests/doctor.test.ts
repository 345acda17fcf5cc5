// `npm run doctor`: what it says of a computer, of one that lacks something, and of the way to the instructor's.
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demos, root, run, startDemo } from '../workshop/check/harness.ts';

async function doctor(args: string[] = [], { folder = root, env = {} as NodeJS.ProcessEnv } = {}) {
  const file = join(folder, 'workshop', 'doctor', 'doctor.mjs');
  const running = run(process.execPath, [file, ...args], { env, cwd: folder });
  const code = await running.exited;
  return { code, output: running.output(), line: (name: string) => lineOf(running.output(), name) };
}
const lineOf = (output: string, name: string) =>
  output.split(/\n(?=[✓✗\n])/).find((line) => line.slice(2).startsWith(`${name}: `)) ?? '';

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

describe('a computer', () => {
  test('gets a line for everything that the workshop needs', async () => {
    const { output, line } = await doctor();
    const names = [...output.matchAll(/^[✓✗] (.+?): /gm)].map(([, name]) => name);
    expect(names).toEqual(['Node', 'npm', 'packages', 'downloads', 'ports', 'browser', 'disk', 'network']);
    for (const name of ['Node', 'npm', 'packages', 'browser', 'disk']) expect(line(name)).toMatch(/^✓/);
  });

  test('learns which port is in use, and what to do', async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    server.listen(5009, '127.0.0.1');
    await once(server, 'listening');
    const { code, line } = await doctor();
    expect(line('ports')).toMatch(/^✗ [^]*Port 5009 is already in use\. Stop the other server/);
    expect(code).toBe(1);
  });

  test('without packages and without a connection is told how to get them', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'fresh clone '));
    onTestFinished(() => rmSync(fresh, { recursive: true }));
    for (const path of ['package.json', 'package-lock.json', 'workshop']) {
      cpSync(join(root, path), join(fresh, path), { recursive: true });
    }
    const env = { npm_config_registry: 'http://127.0.0.1:9', PATH: process.env.PATH };
    const { code, line } = await doctor([], { folder: fresh, env });
    expect(line('packages')).toMatch(/^✗ .*\d+ are not installed.* npm run demo1$/);
    expect(line('downloads')).toMatch(/^✗ .*npm can’t download packages\. Connect/);
    expect(code).toBe(1);
  });

  test.each([
    [['foo'], 1],
    [['--help'], 0],
    [['--foo'], 1],
  ])('%j gets the usage', async (args, status) => {
    const { code, output } = await doctor(args);
    expect(output).toContain('npm run doctor -- --class 192.168.1.20:5006');
    expect(code).toBe(status);
  });
});

describe('the way to the class', () => {
  test('is fine if a WebSocket opens', async () => {
    const demo = await startDemo(demos[5]!.folder);
    const { line } = await doctor(['--class', new URL(demo.url).host]);
    expect(line('the class')).toMatch(/^✓ .* opens a WebSocket$/);
    await demo.stop();
  });

  test('is closed if nobody answers', async () => {
    const server = createServer(); // it accepts, and says nothing
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { code, line } = await doctor([`--class=127.0.0.1:${portOf(server)}`]);
    expect(line('the class')).toMatch(/^✗ .* does not answer\. Are you in the same Wi-Fi/);
    expect(code).toBe(1);
  });

  test('is narrow if pages come through, and WebSockets do not', async () => {
    const server = createHttpServer((_request, response) => void response.writeHead(400).end());
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { line } = await doctor(['--class', `127.0.0.1:${portOf(server)}`]);
    expect(line('the class')).toMatch(/^✗ .* opens no WebSocket \(status 400\)\. Is a proxy in between\?/);
  });

  test('is no way if the demo has no WebSocket, or the address is not valid', async () => {
    const demo = await startDemo(demos[0]!.folder);
    const { line } = await doctor(['--class', demo.url]);
    expect(line('the class')).toMatch(/^✗ .* speaks no Socket\.IO\. From demo 3 on, it does\.$/);
    await demo.stop();
    const other = await doctor(['--class', 'http://']);
    expect(other.line('the class')).toMatch(/^✗ .*"http:\/\/" is not a valid address/);
  });
});
