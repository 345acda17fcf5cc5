// The people of the benchmark: bare WebSockets in a process of their own, which read no more than they must.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

/** What one round has measured. Times are in milliseconds. */
export interface Result {
  sent: number;
  acknowledged: number;
  delivered: number;
  latencies: number[];
  seconds: number;
}

interface Person {
  socket: WebSocket;
  acks: Map<number, () => void>;
  next: number;
}

/** Orders of the other process: come in, or send for a while. */
type Order =
  | { what: 'join'; url: string; count: number; rooms: number; from: number }
  | { what: 'chat'; perSecond: number; seconds: number }
  | { what: 'flood'; seconds: number };

const people: Person[] = [];
let delivered = 0;
let latencies: number[] = [];

function comeIn(url: string, number: number, room: string): Promise<Person> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const person: Person = { socket, acks: new Map(), next: 0 };
  return new Promise((done, failed) => {
    socket.on('error', failed);
    socket.on('message', (bytes) => {
      const text = String(bytes as Buffer);
      if (text.startsWith('0')) socket.send(`40${JSON.stringify({ nickname: `bench${number}`, room })}`);
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40')) done(person);
      else if (text.startsWith('44')) failed(new Error(text));
      else if (text.startsWith('42["new_message"')) {
        delivered += 1;
        const at = /at:([\d.]+)/.exec(text)?.[1];
        if (at) latencies.push(performance.timeOrigin + performance.now() - Number(at));
      } else if (text.startsWith('43')) {
        const [, id = ''] = /^43(\d+)/.exec(text) ?? [];
        if (text.includes('"ok":true')) person.acks.get(Number(id))?.();
        person.acks.delete(Number(id));
      }
    });
  });
}

function send(person: Person, acknowledged: () => void): void {
  const id = person.next++;
  person.acks.set(id, acknowledged);
  const text = `at:${performance.timeOrigin + performance.now()}`;
  person.socket.send(`42${id}${JSON.stringify(['send_message', { id: randomUUID(), text }])}`);
}

async function run(order: Order): Promise<Result> {
  if (order.what === 'join') {
    for (let i = order.from; i < order.from + order.count; i++)
      people.push(await comeIn(order.url, i, order.rooms === 1 ? 'bench' : `bench${i % order.rooms}`));
    return { sent: 0, acknowledged: 0, delivered: 0, latencies: [], seconds: 0 };
  }
  delivered = 0;
  latencies = [];
  let [sent, acknowledged] = [0, 0];
  const start = performance.now();
  const end = start + order.seconds * 1000;
  if (order.what === 'chat') {
    while (performance.now() < end) {
      send(people[sent++ % people.length]!, () => (acknowledged += 1));
      const wait = start + (sent * 1000) / order.perSecond - performance.now();
      await new Promise((done) => setTimeout(done, wait));
    }
  } else {
    // Each person sends as fast as the rate limit lets them, a little less than 20 messages a second.
    const timers = people.map((person) =>
      setInterval(() => {
        sent += 1;
        send(person, () => (acknowledged += 1));
      }, 52),
    );
    await new Promise((done) => setTimeout(done, end - start));
    for (const timer of timers) clearInterval(timer);
  }
  const seconds = (performance.now() - start) / 1000;
  const inTime = acknowledged;
  await new Promise((done) => setTimeout(done, 1000)); // what is still on its way
  return {
    sent,
    acknowledged: order.what === 'flood' ? inTime : acknowledged,
    delivered,
    latencies,
    seconds,
  };
}

process.on('message', (order: Order) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
