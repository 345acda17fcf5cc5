// The contract: every event that may travel between browser and server, and what it carries.
import type { EventEmitter } from 'node:events';
import type { DefaultEventsMap, Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

/** For a value that is missing or of another type, in the words of the person who has to give it. */
const errors = (missing: string, wrong: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? missing : wrong),
});

// Something visible: not only spaces, control characters (Cc), and characters that are empty in every font (Cf, DI).
const visible = /[^\s\p{Cc}\p{Cf}\p{DI}\u2800]/u;
// The marks (M) above and below letters. Vietnamese, Thai and Hindi need up to three, and piles of them slow down pages.
const pileOfMarks = /(\p{M}\p{Cf}*){5}/u;

const text = z
  .string(errors('The text is missing.', 'The text has to be a string.'))
  .trim()
  .regex(visible, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.')
  .refine((typed) => typed.split('\n').length <= 20, 'Please write at most 20 lines.')
  .refine((typed) => !pileOfMarks.test(typed), 'Please put at most four marks on a letter.');

// normalize('NFKC') turns characters that look alike, such as wide letters, into the usual ones. Then letters (L)
// with their marks (M) and digits (N) of any alphabet are welcome, but none that are invisible (DI, "default ignorable").
const name = (what: string) =>
  z
    .string(errors(`Please choose a ${what}.`, `A ${what} has to be a string.`))
    .transform((typed) => typed.normalize('NFKC').trim())
    .refine(
      (chosen) => /^(?!.*\p{DI})([\p{L}\p{N}_.-]\p{M}{0,4}){1,20}$/u.test(chosen),
      `A ${what} has 1 to 20 letters, digits, or _ . - and no spaces.`,
    );

// Letters of two scripts can look alike: with a Cyrillic "Р", "Рrof" would pass for "Prof". So a nickname has letters of
// one script only, as in Unicode Technical Standard 39, section 5.1. Those of East Asia are written together.
const scripts = (
  'Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Ethiopic Devanagari Bengali Gurmukhi Gujarati Oriya Tamil ' +
  'Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Khmer Han+Hiragana+Katakana+Bopomofo+Hangul'
).split(' ');
const lettersOf = (names: string) => names.replaceAll(/\w+/g, '\\p{scx=$&}').replaceAll('+', '');
const oneScript = new RegExp(scripts.map((names) => `^[\\P{L}${lettersOf(names)}]+$`).join('|'), 'u');
const nickname = name('nickname').refine(
  (chosen) => oneScript.test(chosen),
  'A nickname has letters of one script only, such as Latin or Cyrillic.',
);
const room = name('name for the room');
const nothing = z.object({}, 'An empty object was expected.');

/** What the browser sends along when it connects: the handshake's `auth`. */
export const authSchema = z.object({
  nickname,
  session: z
    .string('That session is not valid.')
    .regex(/^[\w-]{22,64}$/, 'That session is not valid.')
    .optional(),
  room: room.catch('general'), // an address without a room, or with an invalid one, leads here
});

/** What the browser may send. The guard checks each payload against its schema before a handler sees it. */
export const clientEvents = {
  send_message: z.object({ text }),
  join_room: z.object({ room }),
  typing_start: nothing,
  typing_stop: nothing,
  send_whisper: z.object({ to: nickname, text }),
};

export interface User {
  id: string;
  nickname: string;
  joinedAt: string;
}

/** What the server knows about a socket. The session is a secret between it and one browser. */
export interface SocketData {
  session: string;
  user: User;
  room: string;
  facts: EventEmitter<Facts>;
}

/** What has happened to a person. A layer listens to these facts, not to another layer's requests. */
export interface Facts {
  room_changed: [];
  message_accepted: [];
}

export interface Room {
  name: string;
  users: number;
}

/** How many messages a room has had since it was opened. */
export interface MessageCount {
  room: string;
  messages: number;
}

export interface Message {
  id: string;
  from: string;
  room: string;
  text: string;
  timestamp: string;
}

export interface Whisper {
  id: string;
  from: string;
  to: string;
  text: string;
  timestamp: string;
}

/** The answer to every event of the browser: it worked, or a sentence that says why it did not. */
export type AckResponse = { ok: true; id?: string } | { ok: false; error: string };

/** What the server may send. */
export interface ServerToClientEvents {
  message_history: (messages: Message[]) => void;
  new_message: (message: Message) => void;
  session: (payload: { session: string; user: User }) => void;
  session_moved: () => void;
  user_list: (users: User[]) => void;
  user_joined: (user: User) => void;
  user_left: (user: User) => void;
  room_list: (rooms: Room[]) => void;
  room_joined: (payload: { room: string }) => void;
  message_counts: (counts: MessageCount[]) => void;
  counts_updated: (counts: MessageCount[]) => void;
  typing_update: (payload: { nickname: string; typing: boolean }) => void;
  private_message: (whisper: Whisper) => void;
}

/** The two ends: the server and each of its sockets, and the one socket of a browser. */
export type AppServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type AppSocket = ServerSocket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
export type BrowserSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * You can skip this one at first. It is a mapped type: it makes the type of each event of the browser from its schema,
 * so the two can't differ. Spelled out, each line would read
 * `name: (payload: { what its schema says }, ack: (answer: AckResponse) => void) => void`.
 */
export type ClientToServerEvents = {
  [Event in keyof typeof clientEvents]: (
    payload: z.infer<(typeof clientEvents)[Event]>,
    ack: (answer: AckResponse) => void,
  ) => void;
};
