// What each layer must do, and in which demos: the one source for the tests and for checking a learner's copy.
import type { Demo } from '../harness.ts';
import { canvas } from './canvas.ts';
import { chat } from './chat.ts';
import { connection } from './connection.ts';
import { echo } from './echo.ts';
import { guestbook } from './guestbook.ts';
import { host } from './host.ts';
import { pages } from './pages.ts';
import { polls } from './polls.ts';
import { presence } from './presence.ts';
import { reactions } from './reactions.ts';
import { rooms } from './rooms.ts';
import { stats } from './stats.ts';
import { typing } from './typing.ts';
import { unread } from './unread.ts';
import { whispers } from './whispers.ts';

/** What somebody is told who asks for help with one behaviour: each of the stages says more than the one before. */
export interface Hint {
  /** First: a question or a thought, and no code. */
  ask: string;
  /** Second: the file in your own copy, and what it must do. */
  look: string;
  /** Third: the file of the demo that does it, and a line in it; by the first demo that has it so, if it changes. */
  line: [file: string, code: string | Record<number, string>];
}

/** What a check and an explanation need. */
export interface Judged {
  ask: Hint['ask'];
  /** Finds out whether the sentence is true of a demo. It throws when it is not. */
  check: (demo: Demo) => Promise<void>;
}

export interface Behaviour extends Hint, Judged {}

/** By their sentences. */
export type Behaviours = Record<string, Behaviour>;

/** `from` and `to` are the first and the last demo that must have the layer. */
export interface Layer {
  name: string;
  from: number;
  to: number;
  behaviours: Behaviours;
}

/** Those of one demo are in the order in which they are best built: each needs only those before it. */
export const layers: Layer[] = [
  { name: 'pages', from: 1, to: 7, behaviours: pages },
  { name: 'guestbook', from: 2, to: 2, behaviours: guestbook },
  { name: 'connection', from: 3, to: 7, behaviours: connection },
  { name: 'echo', from: 3, to: 3, behaviours: echo },
  { name: 'chat', from: 4, to: 7, behaviours: chat },
  { name: 'presence', from: 5, to: 7, behaviours: presence },
  { name: 'rooms', from: 6, to: 7, behaviours: rooms },
  { name: 'typing', from: 6, to: 7, behaviours: typing },
  { name: 'whispers', from: 6, to: 7, behaviours: whispers },
  { name: 'unread', from: 6, to: 7, behaviours: unread },
  { name: 'polls', from: 7, to: 7, behaviours: polls },
  { name: 'reactions', from: 7, to: 7, behaviours: reactions },
  { name: 'canvas', from: 7, to: 7, behaviours: canvas },
  { name: 'stats', from: 7, to: 7, behaviours: stats },
  { name: 'host', from: 7, to: 7, behaviours: host },
];
