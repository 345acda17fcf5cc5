// The contract of both columns: what a client may send, what comes back, and what you send to log in.
import type { DefaultEventsMap, Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

const text = z
  .string('The text is missing.')
  .trim()
  .min(1, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.');
const nothing = z.object({}, 'An empty object was expected.');

/** The body of POST /login. Several people may have the same nickname, because the token says who you are. */
export const loginSchema = z.object(
  {
    nickname: z
      .string('Please choose a nickname.')
      .transform((typed) => typed.normalize('NFKC').trim())
      .refine(
        (chosen) => /^(?:(?!\p{DI})[\p{L}\p{N}_.-]){1,20}$/u.test(chosen),
        'A nickname has 1 to 20 letters, digits, or _ . - and no spaces.',
      ),
  },
  'Please choose a nickname.',
);

/** What a client may send after it has shown its token. */
export const clientEvents = {
  echo_message: z.object({ text }),
  send_message: z.object({ text }),
  watch_ball: nothing,
  unwatch_ball: nothing,
};

export interface Message {
  id: string;
  from: string;
  text: string;
  timestamp: string;
}

/** Where the ball is: from 0 to 1, left to right and top to bottom, at a time of the server in milliseconds. */
export interface Ball {
  x: number;
  y: number;
  at: number;
}

/** What the server sends. */
export interface ServerPayloads {
  echo_response: { text: string; timestamp: string };
  message_history: Message[];
  new_message: Message;
  ball_moved: Ball;
}

/** The answer to every event of a client. */
export type AckResponse = { ok: true } | { ok: false; error: string };

export type ClientEvent = keyof typeof clientEvents;
export type ClientPayload<Event extends ClientEvent> = z.infer<(typeof clientEvents)[Event]>;

/** What the server knows about a socket. */
export interface SocketData {
  token: string;
  nickname: string;
}

export type AppServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type AppSocket = ServerSocket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
export type BrowserSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** What both clients tell the page or the terminal. */
export interface Listeners {
  /** The state of the connection, and a sentence about it. */
  onStatus: (state: 'connecting' | 'connected' | 'disconnected', sentence: string) => void;
  /** An error message that belongs to no event of this client. */
  onError: (sentence: string) => void;
  /** What to do with each event of the server. */
  events: ServerToClientEvents;
  /** Every frame or packet as text, with its size in bytes. */
  onFrame: (direction: 'sent' | 'received', raw: string, bytes: number) => void;
}

/** What both clients can do. */
export interface Client {
  /** Sends an event, immediately or after reconnecting. Resolves with the answer. */
  send: <Event extends ClientEvent>(event: Event, payload: ClientPayload<Event>) => Promise<AckResponse>;
  /** Sends something that no server can parse. */
  sendNonsense: () => void;
  /** Cuts the connection. The client reconnects by itself. */
  cut: () => void;
  /** Reconnects with the current token. */
  reconnect: () => void;
  /** Closes the connection for good. */
  close: () => void;
}

/**
 * You can skip these two at first. They are mapped types: they make the type of each event from the payloads above, so
 * the two can't differ.
 */
export type ClientToServerEvents = {
  [Event in ClientEvent]: (payload: ClientPayload<Event>, ack: (answer: AckResponse) => void) => void;
};
export type ServerToClientEvents = {
  [Event in keyof ServerPayloads]: (payload: ServerPayloads[Event]) => void;
};
