// What the plan of a step is made of: plan/step3.ts leads from demo 3 to demo 4, in stages.

export interface Step {
  /** What somebody understands after it. */
  goal: string;
  stages: Stage[];
  /** What to leave out when time is short. */
  late: string;
}

/**
 * A stage makes some of the changes between the two demos. It names them by lines that they contain, so there is no
 * code in a plan. Each change is in exactly one stage of its step: pieces.ts finds those that aren't.
 */
export interface Stage {
  title: string;
  /** What is typed, in words, for somebody who knows the demo. */
  what: string;
  /** What is typed, by file, in this order. */
  type?: Record<string, Quote[]>;
  /** What is pasted as a block, because it isn't the lesson. */
  paste?: Record<string, Quote[]>;
  /** Files and folders (with / at the end) that are copied: all that no other line of the plan names. */
  copy?: string[];
  /** Files that are deleted. */
  remove?: string[];
  /** Lines that are different for now, as a mistake on purpose or as the first half of a line. */
  forNow?: ForNow[];
  /** What to try when it is typed. */
  try: string;
  /** What to type into the browser's console for it, line by line. */
  console?: string[];
  ask?: Question[];
  /** Which sentences of the check hold from now on, by layer: those that the next demo adds. */
  green?: Record<string, 'all' | string[]>;
  /** From demo 3 on: what the page's status says if it isn't connected. '' as long as the page doesn't use the socket. */
  status?: string;
}

/** A line: all changes around it, as far as they are next to each other. In an array: from one line to another, or one alone. */
export type Quote = string | [line: string] | [first: string, last: string];

export interface ForNow {
  file: string;
  /** The line as the next demo has it. */
  line: string;
  /** The line as it is typed first. */
  as: string;
  /** The number of the stage that puts it right. */
  until: number;
}

export interface Question {
  question: string;
  answer?: string;
}

/** The plan of a day. Its parts follow each other from 0:00 on. */
export interface Clock {
  title: string;
  parts: Part[];
}

export interface Part {
  minutes: number;
  /** Where a new phase begins. */
  phase?: string;
  what: string;
  /** What to enter in the terminal. */
  run?: string;
  /** The demo that it leads to, for the run sheet. */
  demo?: number;
  /** The stages that are typed. The others of the step are shown: `npm run stage 5.2`. */
  typed?: string[];
}
