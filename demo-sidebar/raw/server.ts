// Raw WebSocket: the package ws brings frames. Envelopes, checks, answers, heartbeats and broadcasts are written here.
import { randomUUID } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { watchBall } from '../ball.ts';
import { type ClientEvent, type Message, clientEvents } from '../events.ts';
import { nicknameOf, whenRevoked } from '../tokens.ts';

const MAX_MESSAGES = 50;
const MAX_CONNECTIONS = 1000;
const MAX_PAYLOAD = 16 * 1024; // bytes of a message, all its frames together
const MAX_WAITING = 256 * 1024; // bytes that may wait for somebody who is slow; with more the connection ends
const AUTHENTICATE_WITHIN = 5000; // milliseconds
const PING_EVERY = 10_000; // milliseconds
// Why a connection is closed. Codes from 4000 on are for everybody's own use: RFC 6455, section 7.4.2.
const POLICY_VIOLATION = 1008;
const UNAUTHORIZED = 4401;

// By token, so that who reconnects finds the count as it was: 40 events in 2 seconds, 100 refused in 10.
const ordinary = new RateLimiterMemory({ points: 40, duration: 2 });
const tooFast = new RateLimiterMemory({ points: 100, duration: 10 });

type Envelope = Record<string, unknown>;

/** Somebody who has shown a good token. */
interface Member {
  socket: WebSocket;
  token: string;
  nickname: string;
}

export function serveRaw(server: HttpServer): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD });
  const members = new Set<Member>();
  const watching = new Set<Member>();
  const messages: Message[] = [];
  let stopWatching: (() => void) | undefined;

  server.on('upgrade', (request, stream, head) => {
    if (request.url?.split('?')[0] !== '/ws') return; // Socket.IO's, or nobody's
    stream.on('error', () => {});
    const isFull = sockets.clients.size >= MAX_CONNECTIONS;
    if (isFull || !isSameOrigin(request)) {
      stream.once('finish', () => stream.destroy());
      stream.end(
        `HTTP/1.1 ${isFull ? '503 Service Unavailable' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // A frame that breaks the protocol makes ws close the connection. Without a listener for that error, it would
      // end the whole process.
      socket.on('error', () => {});
      keepAlive(socket);
      authenticate(socket);
    });
  });

  /** Waits for the token; then for events. */
  function authenticate(socket: WebSocket): void {
    const timer = setTimeout(() => socket.close(UNAUTHORIZED, 'No token came in time.'), AUTHENTICATE_WITHIN);
    socket.on('close', () => clearTimeout(timer));
    socket.once('message', (data) => {
      clearTimeout(timer);
      const { type, token } = parse(data) ?? {};
      const nickname = type === 'authenticate' ? nicknameOf(token) : undefined;
      if (typeof token !== 'string' || nickname === undefined) {
        return socket.close(UNAUTHORIZED, token ? 'This token is not valid.' : 'The token is missing.');
      }
      admit({ socket, token, nickname });
    });
  }

  function admit(member: Member): void {
    members.add(member);
    send(member, { type: 'message_history', messages });
    member.socket.on('message', (data) => void receive(member, parse(data)));
    member.socket.on('close', () => {
      members.delete(member);
      unwatch(member);
    });
  }

  /** Ends a connection, and hears no more of it: the other side may take its time to close. */
  function expel(member: Member, code: number, reason: string): void {
    members.delete(member);
    unwatch(member);
    member.socket.removeAllListeners('message');
    member.socket.close(code, reason);
  }

  /** Checks what has come, carries it out, and answers under the id that it came with. */
  async function receive(member: Member, envelope: Envelope | undefined): Promise<void> {
    const answer = (outcome: object) => send(member, { type: 'answer', id: envelope?.['id'], ...outcome });
    const refuse = (error: string) => answer({ ok: false, error });

    if (!(await spend(ordinary, member.token))) {
      refuse('You are sending too fast. Wait a moment, then try again.');
      if (!(await spend(tooFast, member.token))) expel(member, POLICY_VIOLATION, 'Too many messages.');
      return;
    }
    if (!members.has(member)) return; // it has gone, or was sent away, meanwhile
    if (!envelope) return refuse('That is not understood: an object is expected, as JSON.');
    const type = String(envelope['type']);
    if (!isClientEvent(type)) return refuse(`This server does not know the event "${type.slice(0, 40)}".`);
    const checked = clientEvents[type].safeParse(envelope);
    if (!checked.success) return refuse(checked.error.issues[0]?.message ?? 'That is not valid.');

    const text = 'text' in checked.data ? checked.data.text : '';
    handlers[type](member, text);
    answer({ ok: true });
  }

  const handlers: Record<ClientEvent, (member: Member, text: string) => void> = {
    echo_message: (member, text) => {
      send(member, { type: 'echo_response', text, timestamp: new Date().toISOString() });
    },
    send_message: ({ nickname }, text) => {
      const message = { id: randomUUID(), from: nickname, text, timestamp: new Date().toISOString() };
      messages.push(message);
      if (messages.length > MAX_MESSAGES) messages.shift();
      broadcast(members, { type: 'new_message', ...message });
    },
    watch_ball: (member) => {
      if (watching.has(member)) return;
      watching.add(member);
      if (watching.size > 1) return; // the ball is watched already
      stopWatching = watchBall((ball) => broadcast(keepingUp(), { type: 'ball_moved', ...ball }));
    },
    unwatch_ball: unwatch,
  };

  function unwatch(member: Member): void {
    if (watching.delete(member) && watching.size === 0) stopWatching?.();
  }

  /** Those who have got everything so far. The others miss a move of the ball, and get the next one. */
  const keepingUp = () => [...watching].filter(({ socket }) => socket.bufferedAmount === 0);

  whenRevoked((token) => {
    for (const member of members) {
      if (member.token === token) expel(member, UNAUTHORIZED, 'You have logged out.');
    }
  });
}

/** Any page in the world can open a WebSocket to this server, and CORS does not stop it: RFC 6455, section 10.2. */
function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Pings, and ends a connection that has not answered the ping before. Browsers answer by themselves: section 5.5.2. */
function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_EVERY);
  socket.on('close', () => clearInterval(timer));
}

function parse(data: RawData): Envelope | undefined {
  try {
    const parsed: unknown = JSON.parse(data.toString());
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
}

const isClientEvent = (type: string): type is ClientEvent => Object.hasOwn(clientEvents, type);

function send(member: Member, envelope: Envelope): void {
  broadcast([member], envelope);
}

/** Sends to many. It is put into JSON once, and nobody who is slow makes the server keep more and more. */
function broadcast(to: Iterable<Member>, envelope: Envelope): void {
  const frame = JSON.stringify(envelope);
  for (const { socket } of to) {
    if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
    else socket.send(frame);
  }
}

/** Whether there was a point left to spend: consume() rejects when there is none. */
async function spend(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  return limiter.consume(key).then(
    () => true,
    () => false,
  );
}
