// The contract: every event that may travel between browser and server, and what it carries.
import type { DefaultEventsMap, Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

const text = z
  .string('The text is missing.')
  .trim()
  .min(1, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.');

// normalize('NFKC') turns characters that look alike, such as wide letters, into the usual ones. Then letters (L)
// and digits (N) of any alphabet are welcome, but none that cannot be seen (DI, "default ignorable").
const name = (what: string) =>
  z
    .string(`Please choose a ${what}.`)
    .transform((typed) => typed.normalize('NFKC').trim())
    .refine(
      (chosen) => /^(?:(?!\p{DI})[\p{L}\p{N}_.-]){1,20}$/u.test(chosen),
      `A ${what} has 1 to 20 letters, digits, or _ . - and no blanks.`,
    );

const nickname = name('nickname');
const room = name('name for the room');
const nothing = z.object({}, 'An empty object was expected.');

const id = z.string('Which one?').max(40, 'That is no id.');
const options = z
  .array(text, 'The options are missing.')
  .min(2, 'A poll needs at least two options.')
  .max(8, 'A poll has at most eight options.')
  .refine(
    (all) => new Set(all.map((one) => one.toLowerCase())).size === all.length,
    'Each option may be there only once.',
  );

/** With what one can react to a message. */
export const EMOJI = ['👍', '💜', '😂', '😮', '🤔', '🎉'] as const;

const color = z.string('Which colour?').regex(/^#[0-9a-f]{6}$/i, 'A colour is written like #1d4ed8.');
// From 0, left and top, to 1, right and bottom: so the picture is the same on every screen.
const coordinate = z.number('A coordinate is a number.').min(0, 'Too small.').max(1, 'Too large.');
const point = z.object({ x: coordinate, y: coordinate }, 'A point has an x and a y.');
const points = z.array(point, 'Where?').min(1, 'A stroke needs a point.').max(200, 'Too many points.');

/** What the browser sends along when it connects: the handshake's `auth`. */
export const authSchema = z.object({
  nickname,
  session: z.string('That session is not valid.').optional(),
  room: room.catch('general'), // an address without a room, or with one that cannot be, leads here
});

/** What the browser may send. The guard checks each payload against its schema before a handler sees it. */
export const clientEvents = {
  send_message: z.object({ text }),
  join_room: z.object({ room }),
  typing_start: nothing,
  typing_stop: nothing,
  send_whisper: z.object({ to: nickname, text }),
  create_poll: z.object({ question: text, options }),
  vote_poll: z.object({ poll: id, option: z.int('Which option?').min(0, 'There is no such option.') }),
  close_poll: z.object({ poll: id }),
  toggle_reaction: z.object({ message: id, emoji: z.enum(EMOJI, 'There is no such reaction.') }),
  draw: z.object({ color, points }),
  clear_canvas: nothing,
  move_cursor: point,
};

export interface User {
  id: string;
  nickname: string;
  joinedAt: string;
}

/** What the server knows of a socket. The session is a secret between it and one browser. */
export interface SocketData {
  session: string;
  user: User;
  room: string;
}

export interface Room {
  name: string;
  users: number;
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

export interface Poll {
  id: string;
  question: string;
  options: { text: string; votes: number }[];
  createdBy: string;
  closed: boolean;
  timestamp: string;
}

/** A poll as one person gets it: `vote` is that person's own, and nobody else learns it. */
export interface OwnPoll extends Poll {
  vote?: number | undefined;
  mine: boolean;
}

/** What changes in a poll: the votes for each option, and whether it is closed. */
export interface PollUpdate {
  id: string;
  votes: number[];
  closed: boolean;
}

export interface Reaction {
  message: string;
  emoji: (typeof EMOJI)[number];
  user: User;
}

export interface Stroke {
  from: string;
  color: string;
  points: { x: number; y: number }[];
}

export interface Cursor {
  nickname: string;
  x: number;
  y: number;
}

/** The answer to every event of the browser: it worked, or a sentence that says why it did not. */
export type Answer = { ok: true; id?: string } | { ok: false; error: string };

/**
 * The types of the browser's events follow from their schemas, so the two cannot differ. Spelled out, each line
 * reads: `name: (payload: { what its schema says }, ack: (answer: Answer) => void) => void`.
 */
export type ClientToServerEvents = {
  [Event in keyof typeof clientEvents]: (
    payload: z.infer<(typeof clientEvents)[Event]>,
    ack: (answer: Answer) => void,
  ) => void;
};

/** What the server may send. */
export interface ServerToClientEvents {
  message_history: (messages: Message[]) => void;
  new_message: (message: Message) => void;
  session: (payload: { session: string; user: User }) => void;
  user_list: (users: User[]) => void;
  user_joined: (user: User) => void;
  user_left: (user: User) => void;
  room_list: (rooms: Room[]) => void;
  room_joined: (payload: { room: string }) => void;
  typing_update: (payload: { nickname: string; typing: boolean }) => void;
  private_message: (whisper: Whisper) => void;
  poll_history: (polls: OwnPoll[]) => void;
  new_poll: (poll: Poll) => void;
  poll_updated: (update: PollUpdate) => void;
  reaction_history: (reactions: Reaction[]) => void;
  reaction_updated: (reaction: Reaction & { added: boolean }) => void;
  canvas_history: (strokes: Stroke[]) => void;
  canvas_update: (strokes: Stroke[]) => void;
  canvas_cleared: (payload: { nickname: string }) => void;
  cursor_moved: (cursors: Cursor[]) => void;
  stats: (payload: { messages: number; polls: number; users: number }) => void;
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
