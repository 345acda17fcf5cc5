// Starting and stopping, as a student does it in a terminal.
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../workshop/check/behaviours/http.ts';
import { connect } from '../workshop/check/client.ts';
import { type Demo, type Running, demos, root, run, startDemo } from '../workshop/check/harness.ts';
import { npmPath } from './support/npm.ts';

/** The server alone, as `npm start` in a copy of its folder runs it. */
const start = (folder: string, env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, ['--import', import.meta.resolve('tsx/esm'), join(folder, 'server.ts')], {
    env: { PORT: undefined, HOST: undefined, ...env },
  });
const npmRun = (script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [npmPath(), 'run', script, ...args], {
    detached: true,
    env: { PORT: undefined, HOST: undefined, ...env },
  });
/** The same without npm, which takes its time. */
const serve = (folder: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [join(root, 'workshop', 'run', 'run.mjs'), folder, ...args], {
    env: { PORT: undefined, HOST: undefined, INVITE_URL: undefined, npm_lifecycle_event: 'demo1', ...env },
  });

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
    const running = start(folder, { PORT: '0' });
    const [url] = await running.printed(/http:\/\/localhost:\d+/);
    expect((await send(url, '/')).status).toBe(200);
    expect(running.output().trim().split('\n')).toHaveLength(1);
    await running.end();
  });

  // 127.0.0.2 is this computer too, by an address that only a server for all of them listens on.
  test.runIf(process.platform === 'linux')(
    'can be reached by localhost alone, unless HOST opens it',
    async () => {
      const closed = await startDemo(folder);
      const open = await startDemo(folder, { env: { HOST: '0.0.0.0' } });
      await expect(send(elsewhere(closed), '/')).rejects.toThrow('ECONNREFUSED');
      expect((await send(elsewhere(open), '/')).status).toBe(200);
      await Promise.all([closed.stop(), open.stop()]);
    },
  );

  test.each([
    [
      'a busy port',
      () => ({ PORT: String(busyPort) }),
      /can't start: .*already in use.*Set the variable PORT/,
    ],
    [
      'a port that is a word',
      () => ({ PORT: 'abc' }),
      /can't start: "abc" is not a valid port\..*0 to 65535/,
    ],
    ['a port that is too high', () => ({ PORT: '65536' }), /"65536" is not a valid port/],
    ['a negative port', () => ({ PORT: '-1' }), /"-1" is not a valid port/],
    ['the host of another computer', () => ({ PORT: '0', HOST: '192.0.2.1' }), /can't start: .*192\.0\.2\.1/],
    [
      'a host that does not exist',
      () => ({ PORT: '0', HOST: 'no such host' }),
      /can't start: .*no such host/,
    ],
  ])('answers %s with a sentence', async (_what, env, sentence) => {
    const running = start(folder, env());
    expect(await running.exited).toBe(1);
    expect(running.output()).toMatch(sentence);
    expect(running.output().trim().split('\n')).toHaveLength(1);
    expect(running.output()).not.toMatch(STACK_TRACE);
  });

  // Windows has no signals: a process is ended without a word.
  const signals = process.platform === 'win32' ? [] : (['SIGINT', 'SIGTERM'] as const);
  test.each(signals)('ends on %s although connections are open', async (signal) => {
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

describe('the options of npm run demo1', () => {
  test('are kept in the command for another port', async () => {
    const other = createServer().listen(0, '0.0.0.0');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const running = serve('demo1', ['--lan', `--port=${port}`]);
    expect(await running.exited).toBe(1);
    expect(running.output()).toMatch(/already in use.* npm run demo1 -- --port \d+ --lan\n$/);
    other.close();
  });

  test('takes the port from --port, else from PORT', async () => {
    const other = String(await freePort());
    for (const [args, env] of [
      [[`--port=${other}`], { PORT: String(busyPort) }],
      [[], { PORT: other }],
    ] as const) {
      const running = serve('demo1', [...args], env);
      const [, port] = await running.printed(/http:\/\/localhost:(\d+)/);
      expect(port).toBe(other);
      await running.end();
    }
  });

  test.each([
    ['-- --lan', ['--', '--lan'], {}],
    ['--lan', ['--lan'], {}],
    ['HOST', [], { HOST: '0.0.0.0' }],
  ])('with %s prints the address on the network, and its QR code', async (_how, args, env) => {
    const running = npmRun('demo1', args, { PORT: '0', ...env });
    await running.printed(/http:\/\/localhost:(\d+)/);
    const [, port] = await running.printed(/http:\/\/localhost:(\d+)/);
    const lan = lanAddress();
    if (lan) {
      expect(running.output()).toContain('Everybody on this network can reach it');
      expect(running.output()).toContain(`http://${lan}:${port}\n`);
      expect(running.output()).toMatch(/█.*▀.*▄/);
    } else expect(running.output()).toContain('No network was found');
    await running.end();
  });

  test.each([
    ['--lan', ['--lan'], {}, (port: string) => lanAddress() && `http://${lanAddress()}:${port}`],
    ['nothing', [], {}, () => undefined],
    ['INVITE_URL', ['--lan'], { INVITE_URL: 'https://chat.example.org' }, () => 'https://chat.example.org'],
  ])('with %s the page invites to the right address', async (_how, args, env, address) => {
    const running = serve('demo3', args, { PORT: '0', ...env });
    const [, port = ''] = await running.printed(/http:\/\/localhost:(\d+)/);
    const { body } = await send(`http://localhost:${port}`, '/');
    expect(/<p class="invite-url">(.*)<\/p>/.exec(body)?.[1]).toBe(address(port));
    if (args.length > 0 && lanAddress()) expect(running.output()).toContain('Everybody on this network');
    await running.end();
  });

  test.each(['abc', '', '-1', '65536', '80.5', '0x50', '1e3', ' 80', '99999999999'])(
    'answers the port "%s" with a sentence',
    async (port) => {
      const running = serve('demo1', [`--port=${port}`]);
      expect(await running.exited).toBe(1);
      expect(running.output()).toMatch(
        /^".*" is not a valid port\. Use a number from 0 to 65535: npm run demo1 -- --port \d+\n$/,
      );
    },
  );

  test.each([
    ['PORT', [], { PORT: 'abc' }, /^"abc" is not a valid port/],
    ['an unknown option', ['--prot', '80'], {}, /^"--prot 80" is not valid here.*--port 6003 --lan\n$/],
    ['a port without its option', ['6003'], {}, /^Unexpected argument: "6003"/],
    ['an option without its port', ['--port'], {}, /^"--port" is not valid here/],
    ['a host that is elsewhere', ['--port', '0'], { HOST: '192.0.2.1' }, /address "192\.0\.2\.1".*--lan\n$/],
    ['a host that does not exist', ['--port', '0'], { HOST: 'no such host' }, /address "no such host"/],
  ])('answers %s with a sentence', async (_what, args, env, sentence) => {
    const running = serve('demo1', args, env);
    expect(await running.exited).toBe(1);
    expect(running.output()).toMatch(sentence);
    expect(running.output()).not.toMatch(STACK_TRACE);
  });
});

describe.each(demos)('npm run demo$number', ({ number, folder: demoFolder }) => {
  const script = `demo${number}`;

  test.skipIf(process.platform === 'win32')('starts the demo, and Ctrl-C ends all of it', async () => {
    const running = npmRun(script, ['--', '--port', '0']);
    const [url] = await running.printed(/http:\/\/localhost:\d+/);
    expect((await send(url, '/')).body).toContain(`Demo ${number} of 7`);
    ctrlC(running);
    await running.exited;
    await expect(send(url, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('ends with exit code 1 when the port is busy', async () => {
    const running = npmRun(script, ['--', '--port', String(busyPort)]);
    expect(await running.exited).toBe(1);
    expect(running.output()).toContain(`Port ${busyPort} is already in use`);
    expect(running.output()).toMatch(new RegExp(`npm run ${script} -- --port \\d+\\n`));
    expect(running.output()).not.toMatch(STACK_TRACE);
  });

  test('listens on its own port by default', async () => {
    const running = start(demoFolder);
    const url = `http://localhost:${5000 + number}`;
    // Somebody may be using that port on this computer: then the sentence names it.
    const [line] = await running.printed(/\S+ is ready: .*|\S+ can't start: .*/);
    expect(line).toMatch(new RegExp(`^${script} (is ready: ${url}|can't start: .*:${5000 + number})`));
    await running.end();
  });
});

// What starts them is the same for all: a demo without Socket.IO, and the first and the last with it.
const copied = demos.filter(({ number }) => [1, 3, 7].includes(number));

describe.each(copied)('a copy of demo$number in a folder with blanks', ({ folder: demoFolder, number }) => {
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
    const running = serve(copy, ['--port', String(port)]);
    await running.printed(/ready/);
    const client = await connect(`http://localhost:${port}`, { reconnection: true, reconnectionDelay: 50 });
    const back = heard(client.socket, 'disconnect').then(() => heard(client.socket, 'connect'));
    appendFileSync(join(copy, 'events.ts'), '\n');
    await running.printed(/events\.ts changed[^]*is ready/);
    await back;
    client.close();
    await running.end();
  });

  test('says that a broken server has stopped, and starts it again when it is fixed', async () => {
    const server = join(copy, 'server.ts');
    const source = readFileSync(server, 'utf8');
    writeFileSync(server, source.replace('createServer(app)', 'createServer(ap)'));
    const running = serve(copy, ['--port', '0']);
    await running.printed(/ap is not defined[^]*my own copy has stopped\. Fix the error\. Save a file/);
    writeFileSync(server, source);
    await running.printed(/is ready/);
    await running.end();
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
