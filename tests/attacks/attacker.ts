// The attacks, run in a process of their own so that they don't slow down the bystander who measures them.
// Usage: attacker.ts ATTACK ADDRESS. It prints one line of JSON: what it saw.
import { connect as connectTcp } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';

const [, , name = '', url = ''] = process.argv;
const SECONDS = 4;
const { hostname, port, host } = new URL(url);
const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
const until = performance.now() + SECONDS * 1000;
const isOn = () => performance.now() < until;
let people = 0;

/** A WebSocket that is open; and has joined, when it has a CONNECT to say. */
async function open(connectPacket?: string): Promise<WebSocket> {
  const socket = new WebSocket(address);
  socket.on('error', () => {});
  await new Promise<void>((done, failed) => {
    socket.on('close', () => failed(new Error('closed')));
    socket.on('message', (data: Buffer) => {
      const packet = data.toString('latin1', 0, 3);
      if (packet.startsWith('0{') && connectPacket === undefined) done();
      if (packet.startsWith('0{') && connectPacket !== undefined) socket.send(connectPacket);
      if (packet.startsWith('40{')) done();
      if (packet === '2') socket.send('3');
    });
  });
  return socket;
}

const joining = (room = 'general') => {
  people += 1;
  return `40${JSON.stringify({ nickname: `evil${process.pid}-${people}`, room })}`;
};

/** An HTTP request without a client library. */
async function ask(path: string, body?: string): Promise<string> {
  const options =
    body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'text/plain' } };
  return fetch(`${url}${path}`, options)
    .then((response) => response.text())
    .catch(() => '');
}

const polling = '/socket.io/?EIO=4&transport=polling';
const openPolling = async () =>
  `${polling}&sid=${(JSON.parse((await ask(polling)).slice(1)) as { sid: string }).sid}`;

/** A WebSocket by hand, which never reads what comes. `frames` says what to write, again and again. */
async function writeWithoutReading(frames: Buffer, ...first: string[]): Promise<number> {
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\n` +
      'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await new Promise((done) => socket.once('data', done));
  for (const packet of first) socket.write(frameOf(0x81, packet));
  await delay(100);
  socket.pause();
  while (isOn() && !socket.destroyed) {
    if (socket.write(frames)) await delay(0);
    else
      await Promise.race([new Promise((done) => socket.once('drain', done).once('close', done)), delay(500)]);
  }
  const written = socket.bytesWritten;
  socket.destroy();
  return written;
}

/** A masked frame whose mask is zero: 0x81 is a text, 0x89 a ping. */
function frameOf(first: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = bytes.length < 126 ? [0x80 | bytes.length] : [0xfe, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), bytes]);
}

/** Calls `act` again and again, at most `perSecond` times. */
async function repeat(perSecond: number, act: () => unknown): Promise<void> {
  while (isOn()) {
    act();
    await delay(1000 / perSecond);
  }
}

/** Sends as fast as the connection takes it, and comes back when it is ended. Says how often. */
async function flood(packets: string[], join = true): Promise<{ connections: number }> {
  let connections = 0;
  while (isOn()) {
    const socket = await open(join ? joining() : undefined).catch(() => delay(20));
    if (!socket) continue;
    connections += 1;
    while (isOn() && socket.readyState === WebSocket.OPEN) {
      for (const packet of packets) socket.send(packet);
      await new Promise((done) => setImmediate(done));
      while (isOn() && socket.readyState === WebSocket.OPEN && socket.bufferedAmount > 1e6) await delay(1);
    }
    socket.terminate();
  }
  return { connections };
}

const message = `42["send_message",{"text":"${'x'.repeat(480)}"}]`;
const points = Array.from({ length: 200 }, (_, i) => ({ x: i / 200, y: 0.123456789 }));
const stroke = `42["draw",${JSON.stringify({ color: '#000000', points })}]`;

/** Everybody whom a crowd of `size` sockets reaches is in one room, and all of them send what they may. */
async function crowd(size: number, packet: string): Promise<object> {
  const sockets = await Promise.all(Array.from({ length: size }, () => open(joining())));
  await repeat(20, () => {
    for (const socket of sockets) socket.send(packet);
  });
  return { alive: sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length };
}

const attacks: Record<string, () => Promise<object>> = {
  pings: async () => ({
    written: await writeWithoutReading(
      Buffer.concat(Array.from({ length: 500 }, () => frameOf(0x89, 'p'.repeat(125)))),
      joining(),
    ),
  }),

  // The WebSocket of an upgrade, before it takes over.
  probes: async () => {
    let connections = 0;
    while (isOn()) {
      const sid = (await openPolling()).split('sid=')[1];
      const socket = new WebSocket(`${address}&sid=${sid}`);
      socket.on('error', () => {});
      await new Promise((done) => socket.once('open', done).once('close', done));
      connections += 1;
      while (isOn() && socket.readyState === WebSocket.OPEN) {
        for (let i = 0; i < 500; i++) socket.send('2probe');
        await delay(1);
      }
      socket.terminate();
    }
    return { connections };
  },

  'never-reading': async () => {
    const readers = await Promise.all(Array.from({ length: 50 }, () => open(joining())));
    for (const reader of readers) reader.pause();
    const writers = await Promise.all(Array.from({ length: 5 }, () => open(joining())));
    await repeat(20, () => {
      for (const writer of writers) writer.send(message);
    });
    return {};
  },

  'polling-without-get': async () => {
    const paths = await Promise.all(Array.from({ length: 50 }, openPolling));
    await Promise.all(paths.map((path) => ask(path, joining())));
    const writer = await open(joining());
    await repeat(20, () => writer.send(message));
    return {};
  },

  connects: async () => {
    const path = await openPolling();
    await ask(path, Array.from({ length: 300 }, () => joining()).join('\x1e'));
    const answer = await ask(path);
    const socket = await open(joining());
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString('latin1', 0, 4)));
    for (let i = 0; i < 50; i++) socket.send(joining());
    await delay(1500);
    const again = heard.filter((packet) => packet.startsWith('40{')).length;
    return { joined: answer.split('40{"sid"').length - 1 + 1 + again };
  },

  'other-packets': () =>
    flood(
      ['40/admin,', '42["nonsense",{}]', '431[{"ok":true}]', '3', '41', '44{"message":"x"}'].flatMap((one) =>
        Array.from({ length: 50 }, () => one),
      ),
    ),
  'refused-connects': () => flood(['40{}', '40/a,', '40']),

  'engines-websocket': async () => {
    const sockets = await Promise.all(Array.from({ length: 3000 }, () => open().catch(() => undefined)));
    const opened = sockets.filter((socket) => socket !== undefined);
    await delay(8000);
    const alive = opened.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    return { opened: opened.length, alive };
  },
  'engines-polling': async () => {
    const ids: string[] = [];
    while (isOn()) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask(polling)));
      for (const answer of answers)
        if (answer.startsWith('0{')) ids.push((JSON.parse(answer.slice(1)) as { sid: string }).sid);
    }
    await delay(8000);
    const answers = await Promise.all(ids.slice(0, 200).map((sid) => ask(`${polling}&sid=${sid}`)));
    return {
      opened: ids.length,
      alive: answers.filter((answer) => !answer.includes('Session ID unknown')).length,
    };
  },

  laptops: () => crowd(150, message),
  painters: () => crowd(150, stroke),

  'short-visits': async () => {
    let visits = 0;
    while (visits < 2300) {
      const sockets = await Promise.all(
        Array.from({ length: 50 }, () => open(joining()).catch(() => undefined)),
      );
      visits += sockets.filter((socket) => socket !== undefined).length;
      for (const socket of sockets) socket?.terminate();
    }
    return { visits };
  },

  'same-room': async () => {
    const socket = await open(joining('full'));
    let bytes = 0;
    socket.on('message', (data: Buffer) => (bytes += data.length));
    await delay(500);
    const before = bytes;
    await repeat(20, () => socket.send('42["join_room",{"room":"full"}]'));
    return { bytes: bytes - before };
  },
  'two-rooms': async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(joining('full'))));
    let bytes = 0;
    for (const socket of sockets) socket.on('message', (data: Buffer) => (bytes += data.length));
    let i = 0;
    await repeat(20, () => {
      i += 1;
      for (const socket of sockets) socket.send(`42["join_room",{"room":"${i % 2 ? 'full2' : 'full'}"}]`);
    });
    return { bytes };
  },

  'hop-without-reading': async () => {
    const socket = connectTcp(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\n` +
        'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await new Promise((done) => socket.once('data', done));
    socket.pause();
    socket.write(frameOf(0x81, joining('full')));
    let hops = 0;
    while (!socket.destroyed && hops < 400) {
      hops += 1;
      socket.write(frameOf(0x81, `42["join_room",{"room":"${hops % 2 ? 'full2' : 'full'}"}]`));
      await delay(50);
    }
    return { ended: socket.destroyed, hops };
  },

  pipelining: async () => {
    const sockets = Array.from({ length: 500 }, () =>
      connectTcp(Number(port), hostname).on('error', () => {}),
    );
    for (const socket of sockets) {
      socket.pause();
      socket.write(`GET /socket.io/socket.io.js HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(20));
    }
    await delay(SECONDS * 1000);
    for (const socket of sockets) socket.destroy();
    return {};
  },
};

// No attack outlives its test, also when that has failed.
setTimeout(() => process.exit(1), 90_000).unref();
const attack = attacks[name];
if (!attack) throw new Error(`There is no attack "${name}".`);
console.log(`outcome ${JSON.stringify(await attack())}`);
process.exit(0);
