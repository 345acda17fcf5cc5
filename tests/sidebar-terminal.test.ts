// The sidebar in a terminal, as a student types it and as a pipe feeds it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_TRACE } from '../workshop/check/behaviours/http.ts';
import { type Demo, root, startDemo } from '../workshop/check/harness.ts';

const folder = join(root, 'demo-sidebar');

/** The client as a process, with what it has printed. */
function start(args: string[]) {
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(folder, 'terminal.ts'), ...args],
    { cwd: root, stdio: 'pipe' },
  );
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  }
  const exited = new Promise<number | null>((done) =>
    child.on('close', (code) => {
      done(code);
      for (const check of waiting) check();
    }),
  );
  const printed = (pattern: RegExp) =>
    new Promise<void>((done, failed) => {
      const check = () => {
        const ended = child.exitCode !== null;
        if (!pattern.test(output) && !ended) return;
        waiting.delete(check);
        if (pattern.test(output)) done();
        else failed(new Error(`It ended before it printed ${pattern}. What it printed:\n${output}`));
      };
      waiting.add(check);
      check();
    });
  return {
    type: (line: string) => child.stdin.write(`${line}\n`),
    end: () => child.stdin.end(),
    output: () => output,
    exited,
    printed,
  };
}

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo(folder);
});
afterAll(async () => {
  await demo.stop();
});

describe.each(['raw', 'socketio'])('%s', (kind) => {
  test('chats, echoes, shows the ball, and quits', async () => {
    const [ann, bob] = ['Ann', 'Bob'].map((name) => start([kind, '--url', demo.url, '--nickname', name]));
    await ann!.printed(/\* Connected by WebSocket/);
    await bob!.printed(/\* Connected by WebSocket/);
    ann!.type('hello Bob');
    await bob!.printed(/^Ann: hello Bob$/m);
    await ann!.printed(/^Ann: hello Bob$/m);
    ann!.type('/echo only me');
    await ann!.printed(/^echo: only me \(/m);
    bob!.type('/ball');
    await bob!.printed(/^ball: [01]\.\d\d [01]\.\d\d$/m);
    bob!.type('/ball');
    bob!.type('/nonsense');
    await bob!.printed(/^! Unknown command \/nonsense\. The commands are \/echo text, \/ball and \/quit\.$/m);
    bob!.type('/echo');
    await bob!.printed(/^! Please write something first\.$/m);
    for (const one of [ann!, bob!]) one.type('/quit');
    expect(await Promise.all([ann!.exited, bob!.exited])).toEqual([0, 0]);
    expect(bob!.output()).not.toContain('only me');
    expect(ann!.output()).not.toMatch(/↑|↓/);
  });

  test('takes a pipe, and sends all of it before it ends', async () => {
    const listener = start([kind, '--url', demo.url, '--nickname', 'Listener']);
    await listener.printed(/\* Connected/);
    const pipe = start([kind, '--url', `${demo.url}/`, '--nickname', 'Pipe', '--frames']);
    for (let i = 1; i <= 10; i++) pipe.type(`line ${i}`);
    pipe.end();
    expect(await pipe.exited).toBe(0);
    await listener.printed(/^Pipe: line 10$/m);
    const lines = [...listener.output().matchAll(/^Pipe: (.*)$/gm)].map(([, text]) => text);
    expect(lines).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i + 1}`));
    expect(pipe.output()).toMatch(/^↑ .*send_message.* bytes\)$/m);
    expect(pipe.output()).toMatch(/^↓ .*new_message.* bytes\)$/m);
    listener.type('/quit');
    await listener.exited;
  });

  test('ends with the pipe also when it has sent far too much', async () => {
    const pipe = start([kind, '--url', demo.url]);
    for (let i = 1; i <= 1000; i++) pipe.type(`line ${i}`);
    pipe.end();
    expect([0, 1]).toContain(await pipe.exited);
    expect(pipe.output()).toMatch(/^! You are sending too fast/m);
  });

  test('is in again when the server is back', async () => {
    const first = await startDemo(folder);
    const client = start([kind, '--url', first.url]);
    await client.printed(/\* Connected by WebSocket/);
    await first.stop('SIGKILL');
    await client.printed(/Trying again/);
    const second = await startDemo(folder, { port: Number(new URL(first.url).port) });
    await client.printed(/Trying again[^]*\* Connected by WebSocket/);
    client.type('back again');
    await client.printed(/^guest\d+: back again$/m);
    client.end();
    expect(await client.exited).toBe(0);
    await second.stop();
  });

  test('says so in a sentence when no server answers, and ends with exit code 1', async () => {
    const gone = await startDemo(folder);
    await gone.stop();
    const client = start([kind, '--url', gone.url]);
    expect(await client.exited).toBe(1);
    expect(client.output()).toBe(
      `No server answers at ${gone.url}. Start it in another terminal: npm run sidebar\n`,
    );
  });

  test('says so when the nickname is refused', async () => {
    const client = start([kind, '--url', demo.url, '--nickname', 'two words']);
    expect(await client.exited).toBe(1);
    expect(client.output()).toMatch(/^A nickname has 1 to 20 .*\.\n$/);
  });
});

test.each([
  [[]],
  [['pigeon']],
  [['raw', 'socketio']],
  [['raw', '--port', '1']],
  [['raw', '--url', 'nonsense']],
  [['raw', '--url', 'http://']],
  [['raw', '--url', 'http://localhost:99999']],
])('with %j it explains itself, and ends with exit code 1', async (args) => {
  const client = start(args);
  expect(await client.exited).toBe(1);
  expect(client.output()).toMatch(/^npm run sidebar:client -- raw /);
  expect(client.output()).not.toMatch(STACK_TRACE);
});

test('--help explains it, with exit code 0', async () => {
  const client = start(['--help']);
  expect(await client.exited).toBe(0);
  expect(client.output()).toMatch(/^npm run sidebar:client -- raw /);
});

test('says so when something else answers', async () => {
  const other = await startDemo(join(root, 'demo1'));
  const client = start(['raw', '--url', other.url]);
  expect(await client.exited).toBe(1);
  expect(client.output()).toBe(
    `${other.url} is not a sidebar. Start one in another terminal: npm run sidebar\n`,
  );
  await other.stop();
});
