// The encore starts, stops, and starts again: what it keeps, and what it says when it can't.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, newRoom, settle, type User } from '../workshop/check/behaviours/inside.ts';
import { type Client, connect } from '../workshop/check/client.ts';
import { type Demo, DidNotStart, startDemo } from '../workshop/check/harness.ts';
import { endOf } from './attacks/common.ts';
import { dataFolder, encore } from './support/encore.ts';

const LONG = 90_000;

/** The one sentence that an encore says instead of starting. */
async function refusal(env: NodeJS.ProcessEnv, port = 0): Promise<string> {
  try {
    const demo = await startDemo(encore, { port, env: { DATABASE_URL: undefined, ...env } });
    await demo.stop();
    return 'it has started';
  } catch (error) {
    if (error instanceof DidNotStart) return error.output.trim();
    throw error;
  }
}

async function withFolder(work: (env: NodeJS.ProcessEnv, folder: string) => Promise<void>): Promise<void> {
  const { folder, remove } = dataFolder();
  try {
    await work({ DATA_FOLDER: folder, DATABASE_URL: undefined }, folder);
  } finally {
    remove();
  }
}

describe('what it keeps', () => {
  test('is there after a restart, also after one that was killed', { timeout: LONG }, () =>
    withFolder(async (env, folder) => {
      const room = newRoom();
      let demo = await startDemo(encore, { env });
      let ann = await connect(demo.url, { auth: { nickname: 'Ann', room } });
      const { session, user } = await identityOf(ann);
      const message = await ann.ask('send_message', { text: 'kept' });
      await ann.ask('toggle_reaction', { message: message.id, emoji: '👍' });
      const { id: poll } = await ann.ask('create_poll', { question: 'Kept?', options: ['yes', 'no'] });
      await ann.ask('vote_poll', { poll, option: 0 });
      await ann.ask('draw', { color: '#000000', points: [{ x: 0, y: 0 }] });
      expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        ann.close();
        await demo.stop(signal);
        demo = await startDemo(encore, { env });
        ann = await connect(demo.url, { auth: { nickname: 'Ann', session, room } });
        expect((await identityOf(ann)).user).toEqual(user);
        expect(await ann.next('message_history')).toMatchObject([
          { id: message.id, number: 1, text: 'kept' },
        ]);
        expect(await ann.next('reaction_history')).toMatchObject([
          { message: message.id, user: { id: user.id } },
        ]);
        expect(await ann.next('poll_history')).toMatchObject([{ id: poll, vote: 0, mine: true }]);
        expect(await ann.next('canvas_history')).toMatchObject([{ from: 'Ann', points: [{ x: 0, y: 0 }] }]);
      }
      ann.close();
      await demo.stop();
    }),
  );

  test('is used by one encore at a time', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env });
      expect(await refusal(env)).toMatch(
        /^demo-encore can't start: another one runs with the same data\. [^\n]+\.$/,
      );
      await demo.stop();
    }),
  );
});

const serverOf = async (client: Client) => (await client.next('server_info')) as { id: string };

const serversOf = (demo: Demo) =>
  execFileSync('pgrep', ['-P', String(demo.pid), 'node'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

describe('a server that dies without a word', () => {
  test('keeps no browser waiting that was about to be its own', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env: { ...env, SERVERS: '2' } });
      const [dying] = serversOf(demo);
      process.kill(dying!, 'SIGSTOP');
      const { port } = new URL(demo.url);
      // The one that is stopped has the fewest connections, so it gets all new ones.
      const ends = Array.from({ length: 5 }, () => {
        const socket = connectTcp(Number(port), '127.0.0.1');
        socket.write('GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
        return endOf(socket);
      });
      await expect(fetch(demo.url, { signal: AbortSignal.timeout(1000) })).rejects.toThrow('timeout');
      process.kill(dying!, 'SIGKILL');
      await Promise.all(ends); // without an answer: the page tries again
      await demo.stop();
    }),
  );

  test('gets the whole of a request that comes in pieces', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env: { ...env, SERVERS: '2' } });
      const { host, port } = new URL(demo.url);
      const socket = connectTcp(Number(port), '127.0.0.1').setNoDelay();
      const answered = once(socket, 'data');
      const head = `POST /login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
      for (const piece of [
        `${head}Content-Length: 34\r\n\r\n`,
        'nickname=',
        'Ann&',
        'password=',
        'not my own!!',
      ]) {
        socket.write(piece);
        await new Promise((done) => setTimeout(done, 30)); // so that each travels alone
      }
      expect(String((await answered)[0])).toContain(' 422 ');
      socket.destroy();
      await demo.stop();
    }),
  );

  test('takes no browser before it is ready again, also when all have died', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env: { ...env, SERVERS: '2' } });
      for (const pid of serversOf(demo)) process.kill(pid, 'SIGKILL');
      // A request that reaches a server too early would never be answered.
      await expect.poll(async () => (await fetch(demo.url).catch(() => null))?.status).toBe(200);
      await demo.stop();
    }),
  );

  test('does not take the first process with it, which was about to answer it', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env: { ...env, SERVERS: '2' } });
      const [dying] = serversOf(demo);
      const people = [];
      for (const nickname of ['Ann', 'Bob']) people.push(await connect(demo.url, { auth: { nickname } }));
      process.kill(dying!, 'SIGSTOP');
      // Before a server answers a handshake, it asks the first process.
      const handshake = fetch(`${demo.url}/socket.io/?EIO=4&transport=polling`).catch(() => {});
      // A request with a body stays with the first process, which passes on that it was cancelled.
      const cancelled = fetch(demo.url, { method: 'POST', body: 'x', signal: AbortSignal.timeout(1000) });
      await expect(cancelled).rejects.toThrow('timeout');
      process.kill(demo.pid, 'SIGSTOP');
      process.kill(dying!, 'SIGCONT');
      // One of them is on the server that was stopped. When it answers, it has asked.
      await Promise.all(people.map((one) => one.ask('send_message', { text: 'Are you there?' })));
      process.kill(dying!, 'SIGKILL');
      const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(dying)], { encoding: 'utf8' });
      await expect.poll(state).toMatch(/^Z/); // it has ended, and its parent hasn't noticed
      process.kill(demo.pid, 'SIGCONT');
      await handshake;
      await expect.poll(async () => (await fetch(demo.url).catch(() => null))?.status).toBe(200);
      for (const client of people) client.close();
      expect(await demo.stop()).toBe(0);
    }),
  );

  test('is missed by the others, and so are its people', { timeout: LONG }, () =>
    withFolder(async (env) => {
      const demo = await startDemo(encore, { env: { ...env, SERVERS: '2' } });
      const room = newRoom();
      const people = [];
      for (const nickname of ['Ann', 'Bob'])
        people.push(await connect(demo.url, { auth: { nickname, room } }));
      const [ann, bob] = people as [Client, Client];
      await settle(ann, bob);
      expect((await serverOf(ann)).id).not.toBe((await serverOf(bob)).id);
      const { user } = await identityOf(bob);
      // A process that is stopped answers nothing, and its parent doesn't notice. Bob's is one of two.
      const pids = serversOf(demo);
      let stopped = pids[0]!;
      process.kill(stopped, 'SIGSTOP');
      const asked = ann.ask('send_message', { text: 'alive?' }).then(() => true, () => false); // prettier-ignore
      if (!(await Promise.race([asked, new Promise((done) => setTimeout(done, 2000, false))]))) {
        process.kill(stopped, 'SIGCONT');
        stopped = pids[1]!;
        process.kill(stopped, 'SIGSTOP');
      }
      const isGone = () => ann.received('user_left').some((one) => (one as User).id === user.id);
      await expect.poll(isGone).toBe(true);
      process.kill(stopped, 'SIGCONT');
      for (const client of people) client.close();
      await demo.stop();
    }),
  );
});

describe('what it can’t work with gets a sentence, and exit code 1', () => {
  const sentence = /^demo-encore can't start: [^\n]+\.$/;

  test.each([
    ['nonsense', /DATABASE_URL is not valid/],
    ['postgres://nobody:wrong@127.0.0.1:1/nothing', /the database does not work \(.*ECONNREFUSED.*\)/],
  ])('DATABASE_URL=%s', { timeout: LONG }, async (url, reason) => {
    const said = await refusal({ DATABASE_URL: url });
    expect(said).toMatch(sentence);
    expect(said).toMatch(reason);
  });

  test.each(['0', 'x', '1.5', '1000'])('SERVERS=%s', { timeout: LONG }, (servers) =>
    withFolder(async (env) => {
      const said = await refusal({ ...env, SERVERS: servers });
      expect(said).toMatch(sentence);
      expect(said).toContain(`"${servers}" is not a valid number of servers`);
    }),
  );

  test('data of another version of PostgreSQL', { timeout: LONG }, () =>
    withFolder(async (env, folder) => {
      mkdirSync(join(folder, 'postgres'), { recursive: true });
      writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '12\n');
      const said = await refusal(env);
      expect(said).toMatch(sentence);
      expect(said).toMatch(/belongs to PostgreSQL 12, and this is 18/);
    }),
  );

  test.each(['1', '2'])('a port in use, with %s server(s)', { timeout: LONG }, (servers) =>
    withFolder(async (env, folder) => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => other.once('listening', done));
      const { port } = other.address() as { port: number };
      const said = await refusal({ ...env, SERVERS: servers }, port);
      expect(said).toMatch(
        /demo-encore can't start: listen EADDRINUSE[^\n]+\. Set the variable PORT to another number/,
      );
      other.close();
      await expect.poll(() => existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
      expect(readFileSync(join(folder, 'postgres', 'PG_VERSION'), 'utf8').trim()).toBe('18');
    }),
  );
});
