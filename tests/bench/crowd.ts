// What does a crowd cost? Prints figures and judges nothing: npm run bench:crowd
import { type Client, connect } from '../../workshop/check/client.ts';
import { demos, startDemo } from '../../workshop/check/harness.ts';

const demo5 = demos.find(({ number }) => number === 5)!.folder;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2).padStart(7);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** A client by WebSocket, and how many bytes it has received. */
async function counted(url: string) {
  const client = await connect(url, { transports: ['websocket'] });
  let bytes = 0;
  client.socket.io.engine.on('packet', ({ data }) => (bytes += String(data ?? '').length + 1));
  // The packets of the handshake came before: the session, the list, and the history.
  for (const event of ['session', 'user_list', 'message_history']) {
    bytes += JSON.stringify([event, await client.next(event)]).length + 2;
  }
  return { client, bytes: () => bytes };
}

console.log(
  'Joining at once: people, milliseconds until everybody knows of everybody, MB that the server sent',
);
for (const count of [50, 100, 200, 300]) {
  const demo = await startDemo(demo5);
  const started = performance.now();
  const people = await Promise.all(Array.from({ length: count }, () => counted(demo.url)));
  await people[0]!.client.ask('send_message', { text: 'all here?' });
  await Promise.all(people.map(({ client }) => client.next('new_message')));
  const took = performance.now() - started;
  const bytes = people.reduce((sum, person) => sum + person.bytes(), 0);
  const each = (bytes / count / count).toFixed(0);
  console.log(
    `${String(count).padStart(5)}  ${took.toFixed(0).padStart(6)} ms ${megabytes(bytes)} MB, ${each} bytes for each pair`,
  );
  for (const { client } of people) client.close();
  await demo.stop();
}

// As public/main.js sets it. Without the chance that Socket.IO adds, all would come in the same moment.
const patience = { reconnection: true, reconnectionDelay: 250, reconnectionDelayMax: 1500 };
console.log(
  'Coming back after a restart: people, seconds from the start until half of them and all are back',
);
for (const count of [100, 300]) {
  const demo = await startDemo(demo5);
  const people = await Promise.all(
    Array.from({ length: count }, () => connect(demo.url, { transports: ['websocket'], ...patience })),
  );
  await demo.stop('SIGKILL');
  const back = people.map(
    ({ socket }) => new Promise<number>((done) => socket.once('connect', () => done(performance.now()))),
  );
  const again = await startDemo(demo5, { port: Number(new URL(demo.url).port) });
  const ready = performance.now();
  const times = (await Promise.all(back)).map((time) => Math.max(0, time - ready) / 1000);
  const [half, all] = [median(times), Math.max(...times)].map((time) => time.toFixed(2).padStart(6));
  console.log(`${String(count).padStart(5)}  ${half} s ${all} s`);
  for (const { socket } of people) socket.disconnect();
  await again.stop();
}

/** The median round trip of a person's own messages, one every 50 ms for 3 s, while `others` goes on. */
async function roundTrips(person: Client, others: (until: number) => Promise<void>) {
  const end = performance.now() + 3000;
  const times: number[] = [];
  const chat = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      await person.ask('send_message', { text: 'mine' });
      times.push(performance.now() - sent);
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  await Promise.all([chat(), others(end)]);
  return median(times);
}

const demo = await startDemo(demo5);
const bystander = await connect(demo.url, { transports: ['websocket'] });
const alone = await roundTrips(bystander, async () => {});
let delivered = 0;
const flooded = await roundTrips(bystander, async (end) => {
  while (performance.now() < end) {
    const flooder = await connect(demo.url, { transports: ['websocket'] }).catch(() => null);
    if (!flooder) continue;
    const ended = new Promise<null>((done) => flooder.socket.on('disconnect', () => done(null)));
    const answers = Array.from({ length: 2000 }, () =>
      flooder.socket.emitWithAck('send_message', { text: 'flood' }),
    );
    const all = await Promise.all(
      answers.map((answer: Promise<{ ok: boolean }>) => Promise.race([answer, ended])),
    );
    delivered += all.filter((answer) => answer?.ok).length;
  }
});
console.log(
  `A bystander's own message, median of 3 s: ${alone.toFixed(1)} ms alone, ${flooded.toFixed(1)} ms while`,
);
console.log(`somebody floods and reconnects without end (${delivered} of whose messages came through)`);
bystander.close();
await demo.stop();
