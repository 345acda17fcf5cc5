// What each layer must do, and in which demos: the one source for the tests and for checking a learner's copy.
import type { Demo } from '../harness.ts';
import { canvas } from './canvas.ts';
import { chat } from './chat.ts';
import { connection } from './connection.ts';
import { echo } from './echo.ts';
import { guestbook } from './guestbook.ts';
import { pages } from './pages.ts';
import { polls } from './polls.ts';
import { presence } from './presence.ts';
import { reactions } from './reactions.ts';
import { rooms } from './rooms.ts';
import { stats } from './stats.ts';
import { typing } from './typing.ts';
import { whispers } from './whispers.ts';

/** Sentences, each with the function that finds out whether it is true of a demo. It throws when it is not. */
export type Behaviours = Record<string, (demo: Demo) => Promise<void>>;

/** `from` and `to` are the first and the last demo that must have the layer. */
export interface Layer {
  name: string;
  from: number;
  to: number;
  behaviours: Behaviours;
}

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
  { name: 'polls', from: 7, to: 7, behaviours: polls },
  { name: 'reactions', from: 7, to: 7, behaviours: reactions },
  { name: 'canvas', from: 7, to: 7, behaviours: canvas },
  { name: 'stats', from: 7, to: 7, behaviours: stats },
];
