// The contract: every event that may travel between the hub and its page, and what it carries.
import type { Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

const demo = z.number('Which demo?').int('Which demo?').min(1, 'Which demo?').max(7, 'Which demo?');
const server = z.object({
  name: z
    .string('Which server?')
    .regex(/^(demo([1-7]|-encore|-sidebar)|my|slides)$/, 'The hub has no server with this name.'),
});

const checked = z.object({
  demo,
  exercise: z.string('Which exercise?').max(100, 'Which exercise?').default(''),
});

/** What the page may ask for. The guard checks each payload against its schema before a handler sees it. */
export const clientEvents = {
  visit_step: z.object({
    name: z.string().regex(/^demo([1-7]|-encore|-sidebar)$/, 'There is no such step.'),
  }),
  start_server: server,
  stop_server: server,
  restart_server: server,
  set_my: z.object({ stop: z.string().regex(/^[1-7](\.\d)?$/, 'my/ can’t be put there.') }),
  restore_my: z.object({ copy: z.string('Which copy?').max(100, 'Which copy?') }),
  open_file: z.object({
    path: z.string('Which file?').max(300, 'Which file?'),
    line: z.number().int().min(1),
  }),
  run_check: checked,
  ask_hint: z.object({ demo }),
  check_on_save: checked.extend({ on: z.boolean() }),
  join_class: z.object({
    address: z.string('Which class?').max(200, 'Which class?'),
    alias: z.string('Please choose an alias.').max(100, 'An alias has at most 20 characters.'),
  }),
  leave_class: z.object({}),
  raise_hand: z.object({ isUp: z.boolean() }),
  answer_question: z.object({ option: z.number().int().min(0).max(7) }),
};

export interface ServerState {
  name: string;
  state: 'stopped' | 'starting' | 'running' | 'failed';
  /** The port on which it answers. */
  port?: number | undefined;
  /** What it has said of its error. */
  why?: string | undefined;
}

/** Your copy: which stage it is closest to, its files, and what was kept of earlier ones. */
export interface MyState {
  stop: string | null;
  files: string[];
  saved: string[];
}

/** How far you are. */
export interface Progress {
  /** The step that you read last: `demo4`. */
  step: string;
  /** What my/ is closest to: `3.2`, or `4` for demo 4; null without my/. */
  stop: string | null;
  /** What the last check of each demo has found, by the demo's number. */
  checks: Record<string, Found>;
}

export interface Found {
  /** Of the sentences that count: those that the demo adds. */
  held: number;
  of: number;
  /** The first sentence that fails; empty if there is none. */
  failing: string;
}

export interface CheckState {
  demo: number;
  /** The exercise of that demo's lesson which is judged, by its name; empty for what the demo does. */
  exercise: string;
  isRunning: boolean;
  onSave: boolean;
  sentences: Sentence[];
  explanation: string;
  hint: string;
  /** Why nothing could be checked. */
  error: string;
}

export interface Sentence {
  layer: string;
  sentence: string;
  /** Whether the demo adds it. */
  counts: boolean;
  result: 'waiting' | 'holds' | 'fails' | 'not checked';
  why?: string;
}

/** The class that you are in, and what its instructor says. */
export interface ClassState {
  connection: 'none' | 'connecting' | 'connected' | 'ended';
  /** Why it isn't connected. */
  reason: string;
  address: string;
  alias: string;
  isHandRaised: boolean;
  /** Where the class is, and the page of the hub for that. */
  lead: { says: string; href: string } | null;
  question: { id: string; text: string; options: string[] } | null;
  /** The option that you have chosen. */
  answer: number | null;
  message: string;
}

/** The answer to every event of the page: it worked, perhaps with a sentence about it, or why it did not. */
export type AckResponse = { ok: true; says?: string } | { ok: false; error: string };

/** What the hub sends. Each is a snapshot that replaces what the page shows, except `output_added` and `pages_changed`. */
export interface ServerToClientEvents {
  server_states: (states: ServerState[]) => void;
  output_history: (output: { name: string; text: string }) => void;
  output_added: (output: { name: string; text: string }) => void;
  /** Its windows show what is no longer so, and don't notice by themselves. */
  pages_changed: (server: { name: string }) => void;
  my_state: (state: MyState) => void;
  check_state: (state: CheckState) => void;
  progress: (progress: Progress) => void;
  class_state: (state: ClassState) => void;
}

export type AppServer = Server<ClientToServerEvents, ServerToClientEvents>;
export type AppSocket = ServerSocket<ClientToServerEvents, ServerToClientEvents>;
export type BrowserSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A mapped type: it makes the type of each event of the page from its schema. */
export type ClientToServerEvents = {
  [Event in keyof typeof clientEvents]: (
    payload: z.infer<(typeof clientEvents)[Event]>,
    ack: (answer: AckResponse) => void,
  ) => void;
};
