// The contract of the class: every event between the class, its members and the instructor, and what it carries.
import type { DefaultEventsMap, Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

/** What a student can be at: the demo that they build, not the one that they start from. */
export const STEPS = [
  ...(['demo1', 'demo2', 'demo3', 'demo4', 'demo5', 'demo6', 'demo7'] as const),
  'sidebar',
  'encore',
] as const;

// Something visible, without control characters, and without piles of marks on a letter: it is shown to others.
const visible = /[^\s\p{Cc}\p{Cf}\p{DI}\u2800]/u;
const pileOfMarks = /(\p{M}\p{Cf}*){5}/u;
const line = (what: string, max: number) =>
  z
    .string(`${what} has to be a string.`)
    .transform((typed) => typed.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim())
    .refine((typed) => visible.test(typed), `${what} is empty. Please write something first.`)
    .refine((typed) => typed.length <= max, `${what} has at most ${max} characters.`)
    .refine((typed) => !pileOfMarks.test(typed), 'Please put at most four marks on a letter.');

const whole = (what: string, max: number) =>
  z.int(`${what} is a whole number.`).min(0, `${what} is at least 0.`).max(max, `${what} is at most ${max}.`);
const id = z.string('An id is a string.').max(40, 'That is not a valid id.');
const nothing = z.object({}, 'An empty object was expected.');

const alias = z
  .string('Please choose an alias.')
  .transform((typed) => typed.normalize('NFKC').trim())
  .refine(
    (chosen) => /^(?!.*\p{DI})([\p{L}\p{N}_.-]\p{M}{0,4}){1,20}$/u.test(chosen),
    'An alias has 1 to 20 letters, digits, or _ . - and no spaces.',
  );

const progress = z
  .object(
    {
      step: z.enum(STEPS, 'There is no such step.'),
      stage: whole('A stage', 20).optional(),
      held: whole('The number of sentences that hold', 999),
      of: whole('The number of sentences', 999),
      failing: line('The sentence that fails', 300).optional(),
    },
    'Your progress is an object.',
  )
  .refine(({ held, of }) => held <= of, 'No more sentences can hold than there are.');

/** What a socket sends along when it connects: the handshake's `auth`. The session is a secret that a member makes. */
export const authSchema = z.discriminatedUnion(
  'role',
  [
    z.object({
      role: z.literal('member'),
      alias,
      session: z.string('That session is not valid.').regex(/^[\w-]{22,64}$/, 'That session is not valid.'),
    }),
    z.object({
      role: z.literal('instructor'),
      key: z.string('A key is a string.').max(100, 'That is not the key.'),
    }),
  ],
  'Join as a member, or as the instructor.',
);

/** What a member may send. */
export const memberEvents = {
  // A snapshot: it replaces the report before it. Its number tells a report that comes twice, or late.
  send_report: z.object({
    number: whole('The number of a report', Number.MAX_SAFE_INTEGER),
    progress: progress.optional(),
    hand: z.object({ sentence: line('The sentence', 300).optional() }, 'A hand is an object.').optional(),
  }),
  answer_question: z.object({ question: id, option: whole('An option', 7) }),
  leave_class: nothing,
};

/** What the instructor may send. */
export const instructorEvents = {
  lead_class: z.object({
    step: z.enum([...STEPS, 'slides'], 'There is no such step.'),
    stage: whole('A stage', 200).optional(),
  }),
  start_timer: z.object({ plan: whole('A plan', 9), part: whole('A part', 99) }),
  go_to_part: z.object({ part: whole('A part', 99) }),
  stop_timer: nothing,
  ask_question: z.object({
    text: line('A question', 200),
    options: z
      .array(line('An option', 80), 'The options are an array.')
      .min(2, 'A question needs at least two options.')
      .max(8, 'A question has at most eight options.')
      .refine((all) => new Set(all).size === all.length, 'Each option may be there only once.'),
  }),
  close_question: nothing,
  // Takes a closed question off the projector.
  hide_results: nothing,
  post_message: z.object({ text: line('A message', 300) }),
  clear_message: nothing,
  lower_hand: z.object({ member: id }),
  remove_member: z.object({ member: id }),
};

const clientEvents = { ...memberEvents, ...instructorEvents };

export type Progress = z.infer<typeof progress>;
export type Report = z.infer<typeof memberEvents.send_report>;

/** Where the class is. `title` names the stage or the slide. */
export interface Lead {
  step: (typeof STEPS)[number] | 'slides';
  stage?: number | undefined;
  title: string;
}

export interface Question {
  id: string;
  text: string;
  options: string[];
}

/** What somebody gets who connects: the whole picture. It replaces what they had. */
export interface Welcome {
  lead: Lead | null;
  question: Question | null;
  message: Message | null;
  /** For a member: the alias that they have got. A second Ann is "Ann 2". */
  alias?: string | undefined;
  /** For a member: the number of the last report that arrived, and what the class has from it. */
  received: number;
  told: Pick<Report, 'progress' | 'hand'>;
  /** The demos that the instructor hosts: the port is that of the class's own host. */
  demos: { name: string; title: string; port: number }[];
}

export interface Message {
  id: string;
  text: string;
}

/** A student on the board. Times are in milliseconds until now, so that two clocks need not agree. */
export interface Tile {
  id: string;
  alias: string;
  isHere: boolean;
  progress?: Progress | undefined;
  hand?: { sentence?: string | undefined } | undefined;
  /** How long the hand has been up. */
  handMs: number;
  /** How long they have been at this step and stage with these sentences. */
  pointMs: number;
}

export interface Results {
  question: Question | null;
  isOpen: boolean;
  counts: number[];
  members: number;
}

export interface Part {
  at: string;
  minutes: number;
  phase: string;
  what: string;
}

/** What the board offers to choose from. */
export interface Plan {
  plans: { title: string; parts: Part[] }[];
  places: { step: Lead['step']; title: string; stages: string[] }[];
}

export interface Timer {
  plan: number;
  part: number;
  /** Milliseconds since the start of the day, and since this part was begun. */
  elapsed: number;
  inPart: number;
}

export type AckResponse = { ok: true } | { ok: false; error: string };

/** What the server may send. */
export interface ServerToClientEvents {
  welcome: (welcome: Welcome) => void;
  lead_changed: (lead: Lead) => void;
  question_changed: (question: Question | null) => void;
  message_posted: (message: Message) => void;
  message_cleared: () => void;
  // To one member.
  session_moved: () => void;
  member_removed: () => void;
  hand_lowered: () => void;
  // To the instructor's pages.
  plan: (plan: Plan) => void;
  tile_list: (tiles: Tile[]) => void;
  tiles_updated: (tiles: Tile[]) => void;
  tiles_removed: (ids: string[]) => void;
  timer_changed: (timer: Timer | null) => void;
  results_updated: (results: Results) => void;
}

/** What the server knows about a socket. The instructor's have no student. */
export interface SocketData {
  student?: { session: string; alias: string };
}

/** A student in the class. */
export interface Member {
  id: string;
  alias: string;
  session: string;
  socket: AppSocket | undefined;
  /** The number of the last report. */
  received: number;
  /** Whether there is anything to keep while they are away. */
  hasTold: boolean;
  progress: Progress | undefined;
  hand: Report['hand'];
  /** By the server's clock, in milliseconds. */
  since: { hand: number; there: number; gone: number };
}

export type AppServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type AppSocket = ServerSocket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
export type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** The type of each event that a client sends, made from its schema. */
export type ClientToServerEvents = {
  [Event in keyof typeof clientEvents]: (
    payload: z.infer<(typeof clientEvents)[Event]>,
    ack: (answer: AckResponse) => void,
  ) => void;
};
