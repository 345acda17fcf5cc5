// What each address has: its connections, and the seats that they take.
import { type Socket, isIPv4 } from 'node:net';
import { Usage, allowance } from './allowance.ts';

const MAX_ADDRESSES = 10_000;
const MAX_STREAMS = 5000; // of one address: a browser may open seven for a page
const MAX_CONNECTIONS = 1000; // of one address
const FORGET_AFTER = 60_000; // milliseconds without a connection

/**
 * Each connection takes the lowest free seat of its address, and what may be sent is counted by seat. So 300 people
 * behind one address have 300 allowances, and anyone who reconnects to get a fresh one finds the seat as it was.
 */
export class Seat {
  address: Address;
  isTaken = false;
  usage = new Usage();
  mayInsist = allowance(100, 10); // events that come too fast, and are answered with that
  maySend = allowance(200, 60); // packets of any kind
  #mayTransfer = allowance(20_000, 5_000); // bytes of packets

  #events = new Map<string, () => boolean>();

  constructor(address: Address) {
    this.address = address;
  }

  /** Each event has an allowance of its own, so that anyone who draws can still chat. */
  mayAsk(event: string): boolean {
    const allowed = this.#events.get(event) ?? allowance(40, 20);
    this.#events.set(event, allowed);
    return allowed();
  }

  /** A little is always possible. What goes beyond that comes out of what the whole address has. */
  mayTransfer(bytes: number): boolean {
    return this.#mayTransfer(bytes) || this.address.mayTransfer(bytes);
  }

  leave(): void {
    this.address.leave(this);
  }
}

/** What one address has. A whole class may share it, behind a router or a proxy. */
class Address {
  usage = new Usage();
  visitors = new Seat(this); // all those who ask for pages and files
  mayTransfer = allowance(1_000_000, 500_000); // bytes of packets, beyond what each seat has
  #seats: Seat[] = [];
  #streams = 0; // TCP connections
  #connections = 0; // Engine.IO's: one for each page
  #mayOpen = allowance(5000, 500); // TCP connections
  #mayArrive = allowance(1000, 100); // Engine.IO's connections
  #leftAt = performance.now();

  get isOld(): boolean {
    return this.#streams === 0 && performance.now() - this.#leftAt > FORGET_AFTER;
  }

  /** Ends a TCP connection when there are too many. */
  admit(stream: Socket): void {
    if (this.#streams >= MAX_STREAMS || !this.#mayOpen()) return void stream.destroy();
    this.#streams += 1;
    stream.on('close', () => {
      this.#streams -= 1;
      this.#leftAt = performance.now();
    });
  }

  /** Why another connection may not be opened; empty when it may. */
  refusal(): string {
    if (this.#connections >= MAX_CONNECTIONS)
      return 'Too many connections came from your address. Close some.';
    return this.#mayArrive() ? '' : 'Too many connections came from your address. Wait a few seconds.';
  }

  takeSeat(): Seat {
    const free = this.#seats.find(({ isTaken }) => !isTaken);
    const seat = free ?? new Seat(this);
    if (!free) this.#seats.push(seat);
    seat.isTaken = true;
    this.#connections += 1;
    return seat;
  }

  leave(seat: Seat): void {
    seat.isTaken = false;
    this.#connections -= 1;
  }
}

const addresses = new Map<string, Address>();
const others = new Address(); // of everybody for whom there is no place in the map

export function findAddress(ip = ''): Address {
  const key = networkOf(ip);
  const address = addresses.get(key) ?? (addresses.size < MAX_ADDRESSES ? new Address() : others);
  if (address !== others) addresses.set(key, address);
  return address;
}

export function forgetOldAddresses(): void {
  for (const [key, { isOld }] of addresses) if (isOld) addresses.delete(key);
}

/** An IPv4 address as it is. Of an IPv6 address the first 64 bits: one computer may have all the addresses after them. */
export function networkOf(ip: string): string {
  const mapped = ip.replace(/^::ffff:/i, '');
  if (isIPv4(mapped)) return mapped;
  const [start = [], end = []] = ip
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0');
  return [...start, ...zeros, ...end].slice(0, 4).join(':');
}
