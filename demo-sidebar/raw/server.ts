// The raw server. The package ws sends and receives frames. Validation, answers, heartbeats and broadcasts are written here.
import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { watchBall } from '../ball.ts';
import { type ClientEvent, type Message, clientEvents } from '../events.ts';
import { validate } from '../guard.ts';
import { type Seat, findAddress } from '../limits/addresses.ts';
import { allowance } from '../limits/allowance.ts';
import { charge, takeTurn } from '../limits/fair-queue.ts';
import { hasOwnHost, isSameOrigin } from '../origin.ts';
import { freeToken, nicknameOf, useToken, whenRevoked } from '../tokens.ts';

const MAX_MESSAGES = 50;
const MAX_STRANGERS = 200; // connections that have not shown a token yet
const MAX_PAYLOAD = 16 * 1024; // bytes of a message, all its frames together
const MAX_FRAGMENTS = 64; // frames of a message
const MAX_WAITING = 256 * 1024; // bytes that may wait for a slow client; with more, the connection ends
const AUTHENTICATE_WITHIN = 5000; // milliseconds
const CLOSE_WITHIN = 2000; // milliseconds: how long the client may take to close, too
const PING_EVERY = 10_000; // milliseconds
// Why a connection is closed. Codes from 4000 on are free for your own use: RFC 6455, section 7.4.2.
const POLICY_VIOLATION = 1008;
const UNAUTHORIZED = 4401;

type Envelope = Record<string, unknown>;

/** The rate limits of a token. Reconnecting doesn't reset them. */
interface Allowances {
  mayAsk: () => boolean;
  mayInsist: () => boolean;
}

/** Somebody who has shown a valid token. */
interface Member {
  socket: WebSocket;
  seat: Seat;
  token: string;
  nickname: string;
}

export function serveRaw(server: HttpServer): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    maxFragments: MAX_FRAGMENTS,
  });
  const allowances = new Map<string, Allowances>(); // by token
  const strangers = new Set<WebSocket>(); // the oldest first
  const members = new Set<Member>();
  const watching = new Set<Member>();
  const messages: Message[] = [];
  let stopWatching: (() => void) | undefined;

  server.on('upgrade', (request, stream, head) => {
    if (request.url?.split('?')[0] !== '/ws') return; // it belongs to Socket.IO, or to nobody
    stream.on('error', () => {});
    const address = findAddress(request.socket.remoteAddress);
    const isAllowed = hasOwnHost(request) && isSameOrigin(request);
    if (!isAllowed || address.refusal()) {
      const status = isAllowed ? '503 Service Unavailable' : '403 Forbidden';
      stream.once('finish', () => stream.destroy());
      stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // A frame that breaks the protocol makes ws close the connection. Without a listener for that error, it would
      // end the whole process.
      socket.on('error', () => {});
      const seat = address.takeSeat();
      socket.on('close', () => seat.leave());
      limitFrames(socket, seat);
      keepAlive(socket);
      authenticate(socket, seat);
    });
  });

  /** Waits for the token, then for events. */
  function authenticate(socket: WebSocket, seat: Seat): void {
    strangers.add(socket);
    const [oldest = socket] = strangers;
    if (strangers.size > MAX_STRANGERS) {
      strangers.delete(oldest);
      oldest.terminate();
    }
    const timer = setTimeout(
      () => dismiss(socket, UNAUTHORIZED, 'No token came in time.'),
      AUTHENTICATE_WITHIN,
    );
    const stopWaiting = () => {
      strangers.delete(socket);
      clearTimeout(timer);
    };
    socket.on('close', stopWaiting);
    socket.once('message', (data) => {
      stopWaiting();
      const { type, token } = parse(data) ?? {};
      const nickname = type === 'authenticate' ? nicknameOf(token) : undefined;
      if (typeof token !== 'string' || nickname === undefined) {
        return dismiss(socket, UNAUTHORIZED, token ? 'This token is not valid.' : 'The token is missing.');
      }
      if (!useToken(token)) return dismiss(socket, UNAUTHORIZED, 'Too many connections use this token.');
      socket.on('close', () => freeToken(token));
      admit({ socket, seat, token, nickname });
    });
  }

  function admit(member: Member): void {
    members.add(member);
    member.socket.on('close', () => {
      members.delete(member);
      unwatch(member);
    });
    member.socket.on('message', (data) => receive(member, parse(data)));
    send(member, { type: 'message_history', messages });
  }

  /** Ends a connection, and ignores what still comes from it: the client may take its time to close. */
  function expel(member: Member, code: number, reason: string): void {
    members.delete(member);
    unwatch(member);
    member.socket.removeAllListeners('message');
    dismiss(member.socket, code, reason);
  }

  /** Validates a message, handles it, and answers with the id that it came with. */
  function receive(member: Member, envelope: Envelope = {}): void {
    const { type, id } = envelope;
    const { seat, token } = member;
    // We only send back an id that our own client could have chosen. Anything else could be deeply nested.
    const safeId = typeof id === 'number' || (typeof id === 'string' && id.length <= 40) ? id : null;
    const answer = (outcome: object) => send(member, { type: 'answer', id: safeId, ...outcome });
    const refuse = (error: string) => answer({ ok: false, error });

    if (typeof type !== 'string') return refuse('Invalid message: a JSON object with a "type" was expected.');
    if (!isClientEvent(type)) return refuse(`This server does not know the event "${type.slice(0, 40)}".`);
    const { data, error } = validate(clientEvents[type], envelope);
    if (error !== undefined) return refuse(error);

    const { mayAsk, mayInsist } = allowancesOf(token);
    if (!mayAsk()) {
      refuse('You are sending too fast. Wait a moment, then try again.');
      if (!mayInsist()) expel(member, POLICY_VIOLATION, 'Too many messages.');
      return;
    }

    const carryOut = () => {
      if (!members.has(member)) return; // it left while it waited for its turn
      const before = bytesSent;
      handlers[type](member, 'text' in data ? data.text : '');
      answer({ ok: true });
      charge(seat, bytesSent - before);
    };
    takeTurn(seat, 0, carryOut, () => refuse('Too much is going on here. Wait a moment, then try again.'));
  }

  /** 40 events at the same time, or 20 a second. After 100 rejected ones, the connection ends. */
  function allowancesOf(token: string): Allowances {
    const known = allowances.get(token) ?? { mayAsk: allowance(40, 20), mayInsist: allowance(100, 10) };
    allowances.set(token, known);
    return known;
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
      if (watching.size > 1) return; // somebody watches already
      stopWatching = watchBall((ball) => broadcast(keepingUp(), { type: 'ball_moved', ...ball }));
    },
    unwatch_ball: unwatch,
  };

  function unwatch(member: Member): void {
    if (watching.delete(member) && watching.size === 0) stopWatching?.();
  }

  /** Everyone who has received everything so far. The others miss a move of the ball, and get the next one. */
  const keepingUp = () => [...watching].filter(({ socket }) => socket.bufferedAmount === 0);

  whenRevoked((token) => {
    allowances.delete(token);
    for (const member of members) {
      if (member.token === token) expel(member, UNAUTHORIZED, 'You have logged out.');
    }
  });
}

/** Closes a connection, and cuts it if the client takes too long to close it, too. */
function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN);
  socket.on('close', () => clearTimeout(timer));
}

/** Counts everything that arrives, including pings and the answers to our own pings. */
function limitFrames(socket: WebSocket, seat: Seat): void {
  const count = (data: RawData) => {
    const bytes = Array.isArray(data) ? MAX_PAYLOAD : data.byteLength;
    if (!seat.maySend() || !seat.mayTransfer(bytes)) socket.terminate();
  };
  socket.on('message', count);
  socket.on('ping', count);
  socket.on('pong', count);
}

/** Pings, and ends a connection that didn't answer the last ping. Browsers answer by themselves: section 5.5.2. */
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
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

const isClientEvent = (type: string): type is ClientEvent => Object.hasOwn(clientEvents, type);

function send(member: Member, envelope: Envelope): void {
  broadcast([member], envelope);
}

let bytesSent = 0;

/** Sends to many. The JSON is made once, and a slow client is disconnected before too much waits for it. */
function broadcast(to: Iterable<Member>, envelope: Envelope): void {
  const frame = JSON.stringify(envelope);
  for (const { socket } of to) {
    bytesSent += frame.length;
    if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
    else socket.send(frame);
  }
}
