// Latency: makes a connection slower on purpose, in both directions, because localhost flatters whoever asks again.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const MAX_ON_ITS_WAY = 64 * 1024; // bytes in each direction that may be delayed at the same time

/**
 * Returns a function that runs functions after a delay, and in their order even when the delay changes.
 * `latency` says how long, in milliseconds. It is asked each time.
 */
export function inOrder(latency: () => number): (run: () => void) => void {
  const waiting: (() => void)[] = [];
  return (run) => {
    const delay = latency();
    if (delay === 0 && waiting.length === 0) return run();
    waiting.push(run);
    setTimeout(() => waiting.shift()?.(), delay);
  };
}

/** A TCP connection on which everything takes longer. Both WebSocket servers accept any stream in place of a socket. */
export class SlowStream extends Duplex {
  #socket: Socket;
  #leave: (run: () => void) => void;
  #arriving = 0; // bytes
  #leaving = 0;

  constructor(socket: Socket, latency: () => number) {
    super();
    this.#socket = socket;
    this.#leave = inOrder(latency);
    const arrive = inOrder(latency);
    socket.on('data', (bytes) => {
      this.#arriving += bytes.length;
      if (this.#arriving > MAX_ON_ITS_WAY) socket.pause();
      arrive(() => {
        this.#arriving -= bytes.length;
        if (!this.push(bytes)) socket.pause();
      });
    });
    socket.on('end', () => arrive(() => this.push(null)));
    socket.on('close', () => this.destroy());
  }

  /** The limits count by address. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#send(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  #send(bytes: Buffer, done: () => void): void {
    this.#leaving += bytes.length;
    // A slow reader must look slow from here, too. Then the servers skip a move of the ball, or hang up.
    const isSlow = this.#leaving > MAX_ON_ITS_WAY || this.#socket.writableNeedDrain;
    this.#leave(() => {
      this.#leaving -= bytes.length;
      this.#socket.write(bytes, () => isSlow && done());
    });
    if (!isSlow) done();
  }

  override _final(done: () => void): void {
    this.#leave(() => this.#socket.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
