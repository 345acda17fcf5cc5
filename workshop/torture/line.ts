// A line: the TCP proxy between one person and the server. It can break in the ways in which networks break.
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setImmediate as nextRound, setTimeout as delay } from 'node:timers/promises';
import { type Packet, packetsIn, piecesOf } from './packets.ts';

const LATE = 300; // milliseconds, for what is delayed

/** A TCP connection from a page to the proxy, and the one from there to the server. */
interface Pair {
  browser: Socket;
  server: Socket;
  isDeaf: boolean; // half-open: what comes is swallowed
}

export class Line {
  /** Called when the server has sent an acknowledgement or a broadcast, which is on its way to the page then. */
  onSent: (packet: Packet) => void = () => {};
  /** Called when an acknowledgement was lost on purpose. */
  onLost: () => void = () => {};
  #losesNextAck = false;
  #latency: number;
  /** Until when nothing gets through, everything is late, or bytes come in pieces. */
  #until = { stall: 0, delay: 0, split: 0 };
  #pairs = new Set<Pair>();
  #server: Server;

  /** @param latency milliseconds that everything needs, in each direction. Without it, this computer is too good. */
  constructor(target: { hostname: string; port: number }, latency: number) {
    this.#latency = latency;
    this.#server = createServer((browser) => {
      const pair: Pair = { browser, server: connect(target.port, target.hostname), isDeaf: false };
      this.#pairs.add(pair);
      this.#carry(pair, 'browser', 'server');
      this.#carry(pair, 'server', 'browser');
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  /** One end of each connection is gone, and the other one isn't told before `milliseconds` are over. */
  async halfOpen(end: 'browser' | 'server', milliseconds: number): Promise<void> {
    const pairs = [...this.#pairs];
    for (const pair of pairs) {
      pair.isDeaf = true;
      pair[end].resetAndDestroy();
    }
    await delay(milliseconds);
    for (const pair of pairs) this.#cut(pair);
  }

  /** Slow from now on, for so many milliseconds: see FAULTS. */
  slow(how: 'stall' | 'delay' | 'split', milliseconds: number): void {
    this.#until[how] = Math.max(this.#until[how], performance.now() + milliseconds);
  }

  loseNextAck(): void {
    this.#losesNextAck = true;
  }

  /** Everything works again; connections that are half-open end. */
  heal(): void {
    this.#losesNextAck = false;
    this.#until = { stall: 0, delay: 0, split: 0 };
    for (const pair of this.#pairs) if (pair.isDeaf) this.#cut(pair);
  }

  async close(): Promise<void> {
    this.heal();
    this.reset();
    await new Promise((done) => this.#server.close(done));
  }

  #carry(pair: Pair, from: 'browser' | 'server', to: 'browser' | 'server'): void {
    let before = Promise.resolve(); // so that bytes stay in order, however long each piece takes
    pair[from].on('error', () => {}); // 'close' follows
    pair[from].on('data', (bytes: Buffer) => {
      const now = performance.now();
      const due = now + this.#latency + (now < this.#until.delay ? LATE : 0);
      if (to === 'browser') for (const packet of packetsIn(bytes)) this.onSent(packet);
      before = before.then(() => this.#pass(pair, bytes, to, due));
    });
    pair[from].on('close', () => {
      void before.then(() => {
        if (pair.isDeaf) return;
        pair[to].destroy();
        this.#pairs.delete(pair);
      });
    });
  }

  async #pass(pair: Pair, bytes: Buffer, to: 'browser' | 'server', due: number): Promise<void> {
    if (due > performance.now()) await delay(due - performance.now());
    while (performance.now() < this.#until.stall) await delay(10);
    if (pair.isDeaf) return;
    if (this.#losesNextAck && to === 'browser' && packetsIn(bytes).includes('ack')) {
      this.#losesNextAck = false;
      this.onLost();
      return this.#cut(pair);
    }
    const pieces = performance.now() < this.#until.split ? piecesOf(bytes) : [bytes];
    for (const piece of pieces) {
      pair[to].write(piece);
      if (pieces.length > 1) await nextRound();
    }
  }

  /** Ends both connections with a reset, so that nobody waits for what was on its way. */
  #cut(pair: Pair): void {
    pair.isDeaf = false;
    this.#pairs.delete(pair);
    for (const end of [pair.browser, pair.server]) if (!end.destroyed) end.resetAndDestroy();
  }
}
