// A fuzzer: sends spoiled packets to a demo, and checks that it survives, stays small, and still serves a bystander.
// npx tsx tests/attacks/fuzz.ts <demo> [--seconds 60] [--seed 1]
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { startDemo } from '../../workshop/check/harness.ts';
import { Random, frame, mutate, oddFrames, recordings, words } from './fuzz/packets.ts';

const CLIENTS = 10;
const LATE = 500; // milliseconds
const MAX_GROWTH = 150; // MB
const NEVER = /(?!)/;
const UPGRADED = /^HTTP\/1.1 101/;

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const [target = ''] = positionals;
const events = recordings[target];
if (!events) throw new Error(`"${target}" is not a valid target. Pick one of ${Object.keys(recordings)}.`);
const isSidebar = target === 'demo-sidebar';
const auth = isSidebar ? '{"token":"$token"}' : '{"nickname":"$own","session":"$session","room":"general"}';
const tame = [...events.map((event, i) => `42${i}${event}`), '3', '3'];
const packets = [...tame, ...words(`40${auth} 44${auth} 40/admin,{} 41 43[{"ok":true}] 2probe 5 6 2 1`)];
packets.push('451-["send_message",{"_placeholder":true,"num":0}]');
const frames = events.map((event, id) => {
  const [type, payload] = JSON.parse(event) as [string, object];
  return JSON.stringify({ ...payload, type, id });
});
const hello = '{"type":"authenticate","token":"$token"}';
const engine = '/socket.io/?EIO=4&transport=';
const paths =
  words(`/ /about /socket.io /socket.io/socket.io.js /% /%ff // /../%2e%2e/etc/passwd * /ws?a=1 http://[/
  ${engine}polling ${engine}polling&sid=$id ${engine}websocket&sid=$id ${engine}polling&j=1 ${engine}constructor
  ${engine}polling&sid=__proto__ /socket.io/?EIO=3&transport=polling /socket.io/?EIO[]=4&transport[a]=polling&sid[]=1
  /?${'a=b&'.repeat(3000)}`);

const demo = await startDemo(target);
const port = Number(new URL(demo.url).port);
const problems = new Set<string>();
const lately: string[] = []; // what was sent last, to find the cause of a problem
const end = performance.now() + Number(values.seconds) * 1000;
const isOver = () => performance.now() > end || problems.size > 0;
let writes = 0;
let lives = 0;
let stalled = 0; // milliseconds in all
let longestStall = 0;

const request = (method: string, path: string, body = '', headers = 'Connection: close') =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}\r\n` +
  (body && `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`) +
  `\r\n${body}`;
const upgrade = (path: string) => {
  const headers = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13';
  return request('GET', path, '', `${headers}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==`);
};

/** One of the clients. It has many lives: each is one connection, or a few requests. */
class Client {
  #number: number;
  #life = 0;
  #ids = ['none'];
  #names = ['bystander'];
  #token = '';

  constructor(number: number) {
    this.#number = number;
  }

  async live(): Promise<void> {
    const kinds = [this.#webSocket, this.#webSocket, this.#polling, this.#polling, this.#requests];
    if (isSidebar) kinds.push(this.#rawWebSocket, this.#rawWebSocket);
    while (!isOver()) {
      this.#life += 1;
      lives += 1;
      const random = new Random(`${values.seed} ${this.#number} ${this.#life}`);
      if (isSidebar && (!this.#token || random.chance(30))) {
        const { heard } = await this.#dial(request('POST', '/login', `{"nickname":"fuzz${this.#number}"}`));
        this.#token = /"token":"([\w-]+)"/.exec(heard)?.[1] ?? '';
      }
      await random.pick(kinds)(random);
      await delay(100);
    }
  }

  /** Sends text on a new TCP connection. Resolves with what came back, until it matches or the connection ends. */
  #dial = (text: string, pattern = NEVER, patience = 2000): Promise<{ socket: Socket; heard: string }> =>
    new Promise((done) => {
      const socket = connect(port, '127.0.0.1').setEncoding('latin1');
      let heard = '';
      const finish = () => {
        clearTimeout(timer);
        done({ socket, heard });
        if (!pattern.test(heard)) socket.destroy();
      };
      const timer = setTimeout(finish, patience);
      socket.on('error', () => {}).on('close', finish);
      socket.on('data', (data: string) => {
        for (const [, id] of data.matchAll(/"(?:id|sid)":"([\w-]{10,40})"/g)) this.#ids.unshift(id!);
        for (const [, name] of data.matchAll(/"nickname":"(\w+)"/g)) this.#names.unshift(name!);
        for (const list of [this.#ids, this.#names]) list.splice(50);
        heard = (heard + data).slice(0, 50_000);
        if (pattern.test(heard)) finish();
      });
      this.#write(socket, text);
    });

  #write(socket: Socket, data: string | Buffer): void {
    writes += 1;
    lately.push(`${this.#number}.${this.#life} ${JSON.stringify(data.toString('latin1')).slice(0, 2000)}`);
    if (lately.length > 2000) lately.splice(0, 1000);
    if (!socket.destroyed) socket.write(data, 'latin1');
  }

  /** Fills in the words with a $, and turns letters into bytes of UTF-8. Then it may spoil the text. */
  #make(text: string, random: Random, percent = 0, isWild = false): string {
    const own = `fuzz${this.#number}x${this.#life >> 2}`; // four lives of the same person
    const filled = text
      .replaceAll('$own', own)
      .replaceAll('$session', `session-of-${own}-0000000000000`)
      .replaceAll('$token', this.#token)
      .replaceAll('$id', random.pick(this.#ids))
      .replaceAll('$name', random.pick(this.#names))
      .replaceAll('$number', String(random.below(200)));
    const sound = Buffer.from(filled).toString('latin1');
    return random.chance(percent) ? mutate(sound, random, isWild && random.chance(20)) : sound;
  }

  #webSocket = (random: Random) => this.#converse(random, `${engine}websocket`, `40${auth}`, tame, packets);
  #rawWebSocket = (random: Random) => this.#converse(random, '/ws', hello, frames, [...frames, hello]);

  async #converse(random: Random, path: string, first: string, calm: string[], all: string[]): Promise<void> {
    const { socket } = await this.#dial(upgrade(path), UPGRADED);
    const isWild = random.chance(50);
    const pace = random.pick([0, 2, 10, 25, 25, 50]); // milliseconds
    const percent = random.pick([10, 50, 90]);
    if (random.chance(10)) socket.pause(); // it does not read
    this.#write(socket, frame(this.#make(first, random, 15, isWild)));
    for (let step = random.pick([5, 100, 400]); step > 0 && !socket.destroyed && !isOver(); step--) {
      // Some packets end the connection. A tame client rarely sends them.
      const packet = random.pick(isWild || random.chance(2) ? all : calm);
      const text = this.#make(packet, random, percent, isWild);
      this.#write(socket, isWild && random.chance(10) ? oddFrames(text, random) : frame(text));
      if (packet.startsWith('45')) this.#write(socket, frame('binary', 0x82));
      if (pace > 0 || step % 50 === 0) await delay(pace);
    }
    await delay(random.pick([0, 200]));
    if (random.chance(30)) this.#write(socket, frame('\x03\xe8', 0x88));
    setTimeout(() => socket.destroy(), random.pick([0, 0, 3000]));
  }

  #polling = async (random: Random): Promise<void> => {
    const { heard } = await this.#dial(request('GET', `${engine}polling`));
    const path = `${engine}polling&sid=${/"sid":"([\w-]+)"/.exec(heard)?.[1]}`;
    const isWild = random.chance(50);
    let body = this.#make(`40${auth}`, random, 15, isWild);
    for (let step = random.pick([3, 20, 60]); step > 0 && !isOver(); step--) {
      const posted = this.#dial(request('POST', path, body));
      if (random.chance(5)) void this.#dial(request('POST', path, body)); // two at the same time
      if (random.chance(80)) void this.#dial(request('GET', path));
      if (random.chance(5)) await this.#probe(random, path.replace('polling', 'websocket'), isWild);
      if (!(await posted).heard.startsWith('HTTP/1.1 200')) return;
      const count = random.pick([1, 3, 8]);
      const parts = Array.from({ length: count }, () => random.pick(isWild ? [...packets, 'bAAEC'] : tame));
      body = parts.map((packet) => this.#make(packet, random, 30, isWild)).join('\x1e');
      if (isWild && random.chance(10)) body = mutate(body, random, true);
    }
  };

  /** Upgrades from polling to WebSocket, as it should be or somehow. */
  async #probe(random: Random, path: string, isWild: boolean): Promise<void> {
    const { socket } = await this.#dial(upgrade(path), UPGRADED);
    for (const packet of ['2probe', '5', '3', ...(isWild ? packets : [])]) {
      const text = this.#make(packet, random, isWild ? 10 : 0, true);
      this.#write(socket, isWild && random.chance(20) ? oddFrames(text, random) : frame(text));
      await delay(random.pick([0, 20, 200]));
    }
    setTimeout(() => socket.destroy(), random.pick([0, 3000]));
  }

  #requests = async (random: Random): Promise<void> => {
    for (let step = 10; step > 0 && !isOver(); step--) {
      const path = this.#make(random.pick(paths), random);
      const body = this.#make(
        random.pick([...frames, '{"nickname":"a","token":"$token"}']),
        random,
        30,
        true,
      );
      const read = request(random.pick(words('GET GET HEAD OPTIONS PUT TRACE CONNECT')), path);
      const text = random.pick([
        read,
        request('POST', random.pick(['/login', '/logout', path]), body),
        upgrade(path),
      ]);
      const { socket } = await this.#dial(
        random.chance(60) ? mutate(text, random, true) : text,
        /^HTTP/,
        500,
      );
      setTimeout(() => socket.destroy(), 500);
    }
  };
}

/** When a request was sent, and for how long this process had been stalled until then. */
interface Moment {
  time: number;
  stall: number;
}

/** A valid client with an address of its own. It sends a valid request five times a second. */
async function watch(path: string, first: string, ask: (id: number) => string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { localAddress: '127.0.0.2' });
  const figures = { times: [] as number[], late: 0, refused: 0, sentAt: new Map<number, Moment>() };
  socket.on('error', () => {}); // the close event follows
  socket.on('close', (code) => isOver() || problems.add(`the bystander lost its connection (${code})`));
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text === '2') socket.send('3');
    const [, id, ok] = /^(?:43|\{"type":"answer","id":)(\d+)(?:\[\{|,)"ok":(\w+)/.exec(text) ?? [];
    if (!id) return;
    const { time, stall } = figures.sentAt.get(Number(id)) ?? { time: 0, stall: 0 };
    figures.times.push(performance.now() - time);
    figures.sentAt.delete(Number(id));
    if (performance.now() - time - (stalled - stall) > LATE) figures.late += 1;
    if (ok !== 'true') figures.refused += 1;
  });
  await once(socket, 'open');
  socket.send(first);
  await delay(500);
  let id = 0;
  const timer = setInterval(() => {
    if (isOver()) return clearInterval(timer);
    figures.sentAt.set((id += 1), { time: performance.now(), stall: stalled });
    socket.send(ask(id));
  }, 200);
  return figures;
}

/** In MB. */
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${demo.pid}/status`, 'utf8'))?.[1]) / 1024;
const atStart = memory();
let most = atStart;
// When the machine is busy elsewhere, this process stalls, too. That time is not counted as the demo's.
let ticked = performance.now();
setInterval(() => {
  const now = performance.now();
  stalled += Math.max(0, now - ticked - 20);
  longestStall = Math.max(longestStall, now - ticked - 20);
  ticked = now;
}, 20);
const checks = setInterval(() => {
  if (demo.ended()) problems.add('the process ended');
  else most = Math.max(most, memory());
  if (/^\s+at .*[:(]/m.test(demo.output())) problems.add('a stack trace was printed');
}, 1000);

let token = '';
if (isSidebar) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
  socket.write(request('POST', '/login', '{"nickname":"bystander"}'));
  token = /"token":"([\w-]+)"/.exec(String(await once(socket, 'data')))?.[1] ?? '';
}
const login = JSON.stringify(isSidebar ? { token } : { nickname: 'bystander' });
const bystanders = [await watch(`${engine}websocket`, `40${login}`, (id) => `42${id}${events[0]}`)];
if (isSidebar) {
  const ask = (id: number) => JSON.stringify({ ...JSON.parse(frames[0]!), id });
  bystanders.push(await watch('/ws', hello.replace('$token', token), ask));
}
await Promise.all(Array.from({ length: CLIENTS }, (_, i) => new Client(i).live()));
await delay(5000);
clearInterval(checks);
const atEnd = demo.ended() ? NaN : memory();

const times = bystanders.flatMap((one) => one.times).toSorted((a, b) => a - b);
const at = (part: number) => `${times[Math.ceil(times.length * part) - 1]?.toFixed(0)} ms`;
const late = bystanders.reduce((sum, one) => sum + one.late, 0);
const unanswered = bystanders.reduce((sum, { sentAt }) => sum + sentAt.size, 0);
const refused = bystanders.reduce((sum, one) => sum + one.refused, 0);
if (late + unanswered + refused > 0) problems.add('the bystander went unserved');
if (atEnd > atStart + MAX_GROWTH) problems.add('the memory has grown');
console.log(
  `${target}, seed ${values.seed}, ${values.seconds} s: ${writes} writes in ${lives} lives; bystander: ` +
    `${times.length} answers, median ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}, ${late} late, ` +
    `${unanswered} unanswered, ${refused} refused; memory ${atStart.toFixed(0)} → ${atEnd.toFixed(0)} MB, at most ` +
    `${most.toFixed(0)} MB; own stall at most ${longestStall.toFixed(0)} ms: ${[...problems].join(', ') || 'ok'}`,
);
if (problems.size > 0) {
  const log = join(tmpdir(), `fuzz-${target}-${values.seed}.log`);
  writeFileSync(log, lately.join('\n'));
  console.log(`What was sent last is in ${log}. What the demo printed:\n${demo.output().slice(-3000)}`);
}
await demo.stop();
process.exit(problems.size > 0 ? 1 : 0);
