// The contract of both columns: what a client may send, what comes back, and what is asked when one logs in.
import type { DefaultEventsMap, Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

const text = z
  .string('The text is missing.')
  .trim()
  .min(1, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.');
const nothing = z.object({}, 'An empty object was expected.');

/** The body of POST /login. The same nickname may be there more than once: here the token says who one is. */
export const loginSchema = z.object(
  {
    nickname: z
      .string('Please choose a nickname.')
      .transform((typed) => typed.normalize('NFKC').trim())
      .refine(
        (chosen) => /^(?:(?!\p{DI})[\p{L}\p{N}_.-]){1,20}$/u.test(chosen),
        'A nickname has 1 to 20 letters, digits, or _ . - and no blanks.',
      ),
  },
  'Please choose a nickname.',
);

/** What a client may send, once it is in. */
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
export type Answer = { ok: true } | { ok: false; error: string };

export type ClientEvent = keyof typeof clientEvents;
export type ClientPayload<Event extends ClientEvent> = z.infer<(typeof clientEvents)[Event]>;

export type ClientToServerEvents = {
  [Event in ClientEvent]: (payload: ClientPayload<Event>, ack: (answer: Answer) => void) => void;
};
export type ServerToClientEvents = {
  [Event in keyof ServerPayloads]: (payload: ServerPayloads[Event]) => void;
};

/** What the server knows of a socket. */
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

/** What both clients tell whoever uses them. */
export interface Listeners {
  /** How the connection is, and a sentence that says so. */
  onStatus: (state: 'connecting' | 'connected' | 'disconnected', sentence: string) => void;
  /** A sentence about something that this client has sent, and that no answer belongs to. */
  onProblem: (sentence: string) => void;
  /** What to do with each event of the server. */
  events: ServerToClientEvents;
  /** Every frame or packet as text, with the bytes that it takes. */
  onFrame: (direction: 'sent' | 'received', raw: string, bytes: number) => void;
}

/** What both clients can do. */
export interface Client {
  /** Sends an event, at once or when there is a connection again; resolves with the answer. */
  send: <Event extends ClientEvent>(event: Event, payload: ClientPayload<Event>) => Promise<Answer>;
  /** Sends what no server can understand. */
  sendNonsense: () => void;
  /** Breaks the connection, which then comes back by itself. */
  cut: () => void;
  /** Connects anew, with the token that there is now. */
  reconnect: () => void;
  /** Says goodbye. */
  close: () => void;
}
