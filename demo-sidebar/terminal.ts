// The sidebar in a terminal: a chat by raw WebSocket or by Socket.IO, with the same two clients as the page.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import type { AckResponse, Client, Listeners } from './events.ts';
import { connectRaw } from './raw/client.js';
import { connectSocketIo } from './socketio/client.js';

const USAGE = `npm run sidebar:client -- raw        (or: socketio)
  --nickname Ann                 your name; by default a random one
  --url http://localhost:5008    where the server is
  --frames                       print every frame, too
What you type goes to the chat. The commands are /echo text, /ball (again to stop) and /quit.`;

const { kind, options } = readArguments();
const url = new URL(options.url ?? 'http://localhost:5008').origin;
const nickname = options.nickname ?? `guest${Math.floor(Math.random() * 1000)}`;
let token = await logIn();

let wasIn = false;
let enter = () => {};
const entered = new Promise<void>((done) => (enter = done));
let isLeaving = false;
let showsBall = false;
/** Events that have no answer yet. Before the program ends, it waits for them. */
const pending = new Set<Promise<void>>();

const listeners: Listeners = {
  onStatus: (state, sentence) => {
    if (state === 'connected') {
      wasIn = true;
      enter();
    }
    if (state === 'connected' || wasIn) console.log(`* ${sentence}`);
    if (state === 'connecting' && !wasIn && sentence !== 'Connecting…') giveUp(noServer());
    if (state === 'disconnected') void end(sentence);
  },
  onFrame: (direction, raw, bytes) => {
    if (options.frames) console.log(`${direction === 'sent' ? '↑' : '↓'} ${raw} (${bytes} bytes)`);
  },
  onError: (sentence) => console.log(`! ${sentence}`),
  events: {
    message_history: (messages) => {
      for (const { from, text } of messages) console.log(`${from}: ${text}`);
      // After a reconnect, the server doesn't know that we watch.
      if (showsBall) void client.send('watch_ball', {});
    },
    new_message: ({ from, text }) => console.log(`${from}: ${text}`),
    echo_response: ({ text, timestamp }) => console.log(`echo: ${text} (${timestamp})`),
    ball_moved: ({ x, y }) => {
      if (showsBall) console.log(`ball: ${x.toFixed(2)} ${y.toFixed(2)}`);
    },
  },
};

const client: Client =
  kind === 'raw'
    ? connectRaw(url, () => token, listeners, WebSocket as unknown as typeof globalThis.WebSocket)
    : connectSocketIo(url, () => token, listeners, io);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const done = carryOut(line.trim()).then((answer) => {
    if (!answer.ok) console.log(`! ${answer.error}`);
    pending.delete(done);
  });
  pending.add(done);
});
// The end of a pipe, or Ctrl-D. Everything that is on its way arrives first.
lines.on('close', () => void leave());

async function leave(): Promise<void> {
  await entered;
  await Promise.all(pending);
  isLeaving = true;
  client.close();
}

/** The connection is closed and doesn't come back by itself. */
async function end(sentence: string): Promise<void> {
  if (isLeaving) process.exit(0);
  if (!wasIn) giveUp(sentence);
  // A server that has restarted knows no earlier tokens.
  wasIn = false;
  token = await logIn();
  if (!isLeaving) client.reconnect();
}

async function carryOut(line: string): Promise<AckResponse> {
  const [, command, text = ''] = /^\/(\S*)\s*(.*)$/.exec(line) ?? [];
  if (line === '') return { ok: true };
  if (command === undefined) return client.send('send_message', { text: line });
  if (command === 'echo') return client.send('echo_message', { text });
  if (command === 'ball') {
    showsBall = !showsBall;
    return client.send(showsBall ? 'watch_ball' : 'unwatch_ball', {});
  }
  if (command === 'quit') {
    lines.close();
    return { ok: true };
  }
  return { ok: false, error: `Unknown command /${command}. The commands are /echo text, /ball and /quit.` };
}

function readArguments() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        nickname: { type: 'string' },
        url: { type: 'string' },
        frames: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    const [first, ...more] = positionals;
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const isUrl = values.url === undefined || (/^https?:/.test(values.url) && URL.canParse(values.url));
    if ((first === 'raw' || first === 'socketio') && more.length === 0 && isUrl) {
      return { kind: first, options: values };
    }
  } catch {
    // An unknown option: the usage lists the valid ones.
  }
  return giveUp(USAGE);
}

async function logIn(): Promise<string> {
  const response = await fetch(new URL('/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ nickname }),
  }).catch(() => giveUp(noServer()));
  const answer = (await response.json().catch(() => giveUp(notSidebar()))) as {
    token?: string;
    error?: string;
  };
  if (answer.token) return answer.token;
  return giveUp(answer.error ?? notSidebar());
}

function notSidebar(): string {
  return `${url} is not a sidebar. Start one in another terminal: npm run sidebar`;
}

function noServer(): string {
  return `No server answers at ${url}. Start it in another terminal: npm run sidebar`;
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
