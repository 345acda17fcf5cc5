// The contract: every event that may travel between browser and server, and what it carries.
import type { Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Facts } from './facts.ts';

/** For a value that is missing or of another type, in the words of the person who has to give it. */
const errors = (missing: string, wrong: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? missing : wrong),
});

// Something visible: not only spaces, control characters (Cc), and characters that are empty in every font (Cf, DI).
const visible = /[^\s\p{Cc}\p{Cf}\p{DI}\u2800]/u;
// The marks (M) above and below letters. Vietnamese, Thai and Hindi need up to three, and piles of them slow down pages.
const pileOfMarks = /(\p{M}\p{Cf}*){5}/u;

// PostgreSQL keeps every text, but for these: the character number 0, and one half of a pair without the other (Cs).
const notKept = /[\0\p{Cs}]/u;

const text = z
  .string(errors('The text is missing.', 'The text has to be a string.'))
  .trim()
  .regex(visible, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.')
  .refine((typed) => typed.split('\n').length <= 20, 'Please write at most 20 lines.')
  .refine((typed) => !pileOfMarks.test(typed), 'Please put at most four marks on a letter.')
  .refine((typed) => !notKept.test(typed), 'One of the characters is not valid. Please remove it.');

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

const id = z
  .string(errors('The id is missing.', 'An id has to be a string.'))
  .max(40, 'That is not a valid id.');
const options = z
  .array(text, errors('The options are missing.', 'The options have to be an array.'))
  .min(2, 'A poll needs at least two options.')
  .max(8, 'A poll has at most eight options.')
  .refine(
    (all) => new Set(all.map((one) => one.toLowerCase())).size === all.length,
    'Each option may be there only once.',
  );

// The browser's own id for a message: with the same one, the same message may be sent any number of times. Where there is
// none, or none that could be unique, the server makes one.
const messageKey = z
  .string()
  .regex(/^[\w-]{16,40}$/)
  .optional()
  .catch(undefined);
const messageNumber = z
  .int('The number of a message is a whole number.')
  .min(0)
  .max(2 ** 31 - 1);

const minutes = z
  .int('The minutes are a whole number.')
  .min(1, 'At least one minute.')
  .max(525_600, 'At most a year.')
  .default(1440);

/** The reactions to a message. */
export const EMOJI = ['👍', '💜', '😂', '😮', '🤔', '🎉'] as const;

const color = z.string('A colour is a string.').regex(/^#[0-9a-f]{6}$/i, 'A colour is written like #1d4ed8.');
// From 0, left and top, to 1, right and bottom: so the picture is the same on every screen. Four digits are enough.
const coordinate = z
  .number('A coordinate is a number.')
  .min(0, 'A coordinate is at least 0.')
  .max(1, 'A coordinate is at most 1.')
  .transform((part) => Math.round(part * 10_000) / 10_000);
const point = z.object({ x: coordinate, y: coordinate }, 'A point has an x and a y.');
const points = z
  .array(point, 'A stroke is an array of points.')
  .min(1, 'A stroke needs a point.')
  .max(200, 'A stroke has at most 200 points.');

/** How thick a line is. What that is in pixels depends on the size of the picture. */
export const WIDTHS = ['thin', 'medium', 'thick'] as const;
const width = z.enum(WIDTHS, 'A width is thin, medium or thick.').default('medium');
// The browser counts its lines. A long one comes in parts, which have the same number.
const line = z.int('The number of a line is a whole number.').optional();

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
  send_message: z.object({ id: messageKey, writtenIn: room.optional(), text }),
  read_messages: z.object({ after: messageNumber }),
  join_room: z.object({ room }),
  typing_start: nothing,
  typing_stop: nothing,
  send_whisper: z.object({ to: nickname, text }),
  create_poll: z.object({ question: text, options }),
  vote_poll: z.object({
    poll: id,
    option: z.int('An option is a whole number.').min(0, 'There is no such option.'),
  }),
  retract_vote: z.object({ poll: id }),
  close_poll: z.object({ poll: id }),
  toggle_reaction: z.object({ message: id, emoji: z.enum(EMOJI, 'There is no such reaction.') }),
  draw: z.object({ line, color, width, points }),
  undo_stroke: nothing,
  clear_canvas: nothing,
  restore_canvas: nothing,
  move_cursor: point,
  become_host: z.object({ key: z.string('A key is a string.').max(100, 'That is not the key.') }),
  delete_message: z.object({ message: id }),
  remove_person: z.object({ user: id }),
  ban_person: z.object({ user: id, minutes }),
  read_actions: nothing,
  read_servers: nothing,
  stop_server: z.object({ server: id }),
  set_room_mode: z.object({
    frozen: z.boolean('Frozen is true or false.'),
    seconds: z.int('The seconds are a whole number.').min(0).max(60, 'At most 60 seconds.'),
  }),
};

export interface User {
  id: string;
  nickname: string;
  joinedAt: string;
  isHost?: boolean; // the server sets it, and no page can
}

/** What the server knows about a socket. The session is a secret between it and one browser. */
export interface SocketData {
  session: string;
  user: User;
  room: string;
  before?: { socket: string; room: string } | undefined; // the last connection, if it seems to be alive
  facts: Facts;
  whyNot?: (event: RequestName) => string | undefined; // the host may have frozen the room
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

/** In each room, messages are numbered from 1 without a gap. So a page notices when it has missed one. */
export interface Message {
  id: string;
  number: number;
  from: string;
  room: string;
  text: string;
  timestamp: string;
  isHost?: boolean | undefined; // whether it is from a host
}

export interface Whisper {
  id: string;
  from: string;
  to: string;
  text: string;
  timestamp: string;
}

export interface Poll {
  id: string;
  question: string;
  options: { text: string; votes: number }[];
  createdBy: string;
  closed: boolean;
  version: number; // counts its changes: with several servers, an older one may come later
  timestamp: string;
}

/** A poll as one person gets it: `vote` is that person's own, and nobody else learns it. */
export interface PollForUser extends Poll {
  vote?: number | undefined;
  mine: boolean;
}

/** What changes in a poll: the votes for each option, and whether it is closed. */
export interface PollUpdate {
  id: string;
  votes: number[];
  closed: boolean;
  version: number;
}

export interface Reaction {
  message: string;
  emoji: (typeof EMOJI)[number];
  user: User;
}

/** A line on the canvas. While it is drawn it comes in parts with the same id, each with the points that are new. */
export interface Stroke {
  id: number;
  from: string;
  color: string;
  width: (typeof WIDTHS)[number];
  points: { x: number; y: number }[];
}

export interface Cursor {
  nickname: string;
  x: number;
  y: number;
}

/** What everyone but the host may do in a room: nothing when it is frozen, else one message in so many seconds. */
export interface RoomMode {
  frozen: boolean;
  seconds: number;
}

/** What a host has done. */
export interface Action {
  at: string;
  host: string;
  what: string;
}

/** Which server somebody is on. */
export interface ServerInfo {
  id: string;
  name: string;
}

/**
 * The answer to every event of the browser: it worked, or a sentence that says why it did not. With `retry`, the same
 * request may work later.
 */
export type AckResponse =
  | {
      ok: true;
      id?: string;
      number?: number;
      messages?: Message[];
      reactions?: Reaction[];
      latest?: number; // the number of the latest message

      through?: number;
      actions?: Action[];
      servers?: (ServerInfo & { people: number })[];
    }
  | { ok: false; error: string; retry?: boolean };

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
  room_joined: (payload: { room: string; epoch: string }) => void;
  message_counts: (counts: MessageCount[]) => void;
  counts_updated: (counts: MessageCount[]) => void;
  typing_update: (payload: { nickname: string; typing: boolean }) => void;
  private_message: (whisper: Whisper) => void;
  poll_history: (polls: PollForUser[]) => void;
  new_poll: (poll: Poll & { replaces?: string | undefined }) => void; // the id of a poll that had to go
  poll_updated: (update: PollUpdate) => void;
  reaction_history: (reactions: Reaction[]) => void;
  reaction_updated: (reaction: Reaction & { added: boolean }) => void;
  canvas_history: (strokes: Stroke[]) => void;
  canvas_update: (strokes: Stroke[]) => void;
  strokes_removed: (ids: number[]) => void;
  canvas_cleared: (payload: { nickname: string }) => void;
  canvas_restored: (payload: { nickname: string }) => void;
  cursor_moved: (cursors: Cursor[]) => void;
  user_updated: (user: User) => void;
  message_deleted: (payload: { message: string }) => void;
  person_removed: (payload: { minutes: number }) => void;
  room_mode: (mode: RoomMode) => void;
  server_info: (server: ServerInfo) => void;
  stats: (payload: { messages: number; polls: number; users: number }) => void;
}

/** What the servers tell each other. */
export interface ServerToServerEvents {
  message_stored: (message: Message) => void;
  canvas_changed: (room: string, change: CanvasChange) => void;
  people_changed: (rooms: string[]) => void;
  mode_changed: (room: string, mode: RoomMode) => void;
  server_stopped: (server: string) => void;
}

/** What has happened to the canvas of a room. The versions of a room have no gap. */
export interface CanvasChange {
  version: number;
  parts?: Stroke[];
  removed?: number[];
  clearedBy?: string;
  restoredBy?: string;
}

/** The two ends: the server and each of its sockets, and the one socket of a browser. */
export type AppServer = Server<ClientToServerEvents, ServerToClientEvents, ServerToServerEvents, SocketData>;
export type AppSocket = ServerSocket<
  ClientToServerEvents,
  ServerToClientEvents,
  ServerToServerEvents,
  SocketData
>;
export type BrowserSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

export type RequestName = keyof typeof clientEvents;
export type Payload<Name extends RequestName> = z.infer<(typeof clientEvents)[Name]>;

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
