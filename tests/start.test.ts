// Starting and stopping, as a student does it in a terminal.
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from './behaviours/http.ts';
import { connect } from './client.ts';
import { type Demo, type Running, demos, npmPath, root, run, startDemo } from './harness.ts';

const tsx = import.meta.resolve('tsx');
const start = (folder: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, ['--import', tsx, join(folder, 'server.ts'), ...args], {
    env: { PORT: undefined, HOST: undefined, ...env },
  });
const npmRun = (script: string, args: string[] = []) =>
  run(process.execPath, [npmPath(), 'run', script, '--', ...args], { detached: true });

/** Ctrl-C in a terminal reaches every process of the command. */
const ctrlC = ({ child }: Running) => process.kill(-child.pid!, 'SIGINT');

let busy: Server;
let busyPort: number;
beforeAll(async () => {
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  busyPort = (busy.address() as AddressInfo).port;
});
afterAll(() => {
  busy.close();
});

const { folder } = demos[0]!;

describe('start.ts', () => {
  test('prints one line with the address, by which the page can be reached', async () => {
    const running = start(folder, ['--port', '0']);
    const [url] = await running.printed(/http:\/\/localhost:\d+/);
    expect((await send(url, '/')).status).toBe(200);
    expect(running.output().trim().split('\n')).toHaveLength(1);
    running.child.kill();
    await running.exited;
  });

  test('takes the port from --port, else from PORT', async () => {
    for (const [args, env] of [
      [['--port=0'], { PORT: String(busyPort) }],
      [[], { PORT: '0' }],
    ] as const) {
      const running = start(folder, [...args], env);
      await running.printed(/http:\/\/localhost:\d+/);
      running.child.kill();
      await running.exited;
    }
  });

  // 127.0.0.2 is this computer too, by an address that only a server for all of them listens on.
  test.runIf(process.platform === 'linux')(
    'can be reached by localhost alone unless told otherwise',
    async () => {
      const closed = await startDemo(folder);
      const open = await startDemo(folder, { args: ['--lan'] });
      await expect(send(elsewhere(closed), '/')).rejects.toThrow('ECONNREFUSED');
      expect((await send(elsewhere(open), '/')).status).toBe(200);
      await Promise.all([closed.stop(), open.stop()]);
    },
  );

  test.each([
    ['--lan', ['--lan'], {}],
    ['HOST', [], { HOST: '0.0.0.0' }],
  ])('with %s says that everybody can reach it, and prints a QR code', async (_how, args, env) => {
    const running = start(folder, ['--port', '0', ...args], env);
    const [, port] = await running.printed(/http:\/\/localhost:(\d+)/);
    await running.printed(/Everybody on this network can now reach it/);
    const lan = lanAddress();
    if (lan) {
      await running.printed(new RegExp(`http://${lan.replaceAll('.', '\\.')}:${port}`));
      await running.printed(/█.*▀.*▄/);
    } else await running.printed(/no network found/);
    running.child.kill();
    await running.exited;
  });

  test('answers a busy port with a sentence that names it and a way out', async () => {
    const running = start(folder, ['--port', String(busyPort)]);
    expect(await running.exited).toBe(1);
    expect(running.output()).toMatch(new RegExp(`^Port ${busyPort} is already in use.*--port \\d+\\n$`));
  });

  test.each(['abc', '', '-1', '65536', '80.5', '0x50', '1e3', ' 80', '99999999999'])(
    'answers the port "%s" with a sentence',
    async (port) => {
      const running = start(folder, [`--port=${port}`]);
      expect(await running.exited).toBe(1);
      expect(running.output()).toMatch(
        /^".*" is no port\. A port is a number from 0 to 65535: .*--port \d+\n$/,
      );
    },
  );

  test.each([
    ['PORT', [], { PORT: 'abc' }, /^"abc" is no port/],
    ['an unknown option', ['--prot', '80'], {}, /^"--prot 80" is not understood.*--port 6003 --lan\n$/],
    ['a port without its option', ['6003'], {}, /^"6003" is not understood/],
    ['an option without its port', ['--port'], {}, /^"--port" is not understood/],
    [
      'a host that is elsewhere',
      ['--port', '0'],
      { HOST: '192.0.2.1' },
      /no address "192\.0\.2\.1".*--lan\n$/,
    ],
    ['a host that is none', ['--port', '0'], { HOST: 'no such host' }, /no address "no such host"/],
  ])('answers %s with a sentence', async (_what, args, env, sentence) => {
    const running = start(folder, args, env);
    expect(await running.exited).toBe(1);
    expect(running.output()).toMatch(sentence);
    expect(running.output()).not.toMatch(STACK_TRACE);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s although connections are open', async (signal) => {
    const demo = await startDemo(demos.at(-1)!.folder);
    const client = await connect(demo.url, { transports: ['websocket'] });
    const poller = await connect(demo.url, { transports: ['polling'] });
    const lost = Promise.all([client, poller].map(({ socket }) => heard(socket, 'disconnect')));
    const { port, hostname } = new URL(demo.url);
    const halfSent = connectTcp(Number(port), hostname, () => halfSent.write('GET / HTTP/1.1\r\nhost:'));
    halfSent.on('error', () => {});
    await once(halfSent, 'connect');
    expect(await demo.stop(signal)).toBe(0);
    await lost;
  });
});

describe.each(demos)('npm run demo$number', ({ number, folder: demoFolder }) => {
  const script = `demo${number}`;

  test.skipIf(process.platform === 'win32')('starts the demo, and Ctrl-C ends all of it', async () => {
    const running = npmRun(script, ['--port', '0']);
    const [url] = await running.printed(/http:\/\/localhost:\d+/);
    expect((await send(url, '/')).body).toContain(`Demo ${number} of 7`);
    ctrlC(running);
    await running.exited;
    await expect(send(url, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('ends with exit code 1 when the port is busy', async () => {
    const running = npmRun(script, ['--port', String(busyPort)]);
    expect(await running.exited).toBe(1);
    expect(running.output()).toContain(`Port ${busyPort} is already in use`);
    expect(running.output()).toMatch(new RegExp(`npm run ${script} -- --port \\d+\\n`));
    expect(running.output()).not.toMatch(STACK_TRACE);
  });

  test('listens on its own port by default', async () => {
    const running = start(demoFolder);
    const url = `http://localhost:${5000 + number}`;
    // Somebody may be using that port on this computer: then the sentence names it.
    const [line] = await running.printed(/.+\n/);
    expect(
      [`${script} is ready: ${url}`, `Port ${5000 + number} is`].some((text) => line.startsWith(text)),
    ).toBe(true);
    running.child.kill();
    await running.exited;
  });
});

describe.each(demos)('a copy of demo$number in a folder with blanks', ({ folder: demoFolder, number }) => {
  let place: string;
  let copy: string;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'fun with websockets '));
    copy = join(place, 'my own copy');
    cpSync(demoFolder, copy, { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(place, { recursive: true }));

  test('runs', async () => {
    const demo = await startDemo(copy);
    expect((await send(demo.url, '/')).body).toContain(`Demo ${number} of 7`);
    expect(demo.output()).toContain('my own copy is ready');
    await demo.stop();
  });

  if (number < 3) return;
  test('starts again when a file is saved, and its clients come back', async () => {
    const port = await freePort();
    const cli = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const running = run(process.execPath, [cli, 'watch', join(copy, 'server.ts'), '--port', String(port)]);
    await running.printed(/ready/);
    const client = await connect(`http://localhost:${port}`, { reconnection: true, reconnectionDelay: 50 });
    const back = heard(client.socket, 'disconnect').then(() => heard(client.socket, 'connect'));
    // The watcher may not be watching yet: whoever sees no restart saves again.
    const events = join(copy, 'events.ts');
    const saving = setInterval(() => appendFileSync(events, '\n'), 2000);
    await running.printed(/ready/, 2);
    clearInterval(saving);
    await back;
    client.close();
    running.child.kill('SIGINT');
    await running.exited;
  });
});

const elsewhere = ({ url }: Demo) => url.replace('localhost', '127.0.0.2');

async function heard(socket: Socket, event: 'connect' | 'disconnect') {
  await new Promise<void>((done) => socket.once(event, () => done()));
}

function lanAddress() {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
