// The figures of all rooms: twice a second, each server asks the database for them. So they are right on all servers,
// whatever has got lost on the way between them.
import { setTimeout as delay } from 'node:timers/promises';
import { query } from '../database.ts';
import { report } from '../report.ts';

const ASK_EVERY = 500; // milliseconds

export interface Figures {
  room: string;
  messages: number; // the number of the latest one
  polls: number;
  users: number;
  people: string; // their mark
  frozen: boolean;
  seconds: number;
  canvas: number; // the version of the canvas
}

/** Stands for the people of a room: another text as soon as somebody has come, left or become the host. */
export const MARK = 'sum(hashtext(person::text || is_host))';

/** `askedAt` tells when they were asked for, as performance.now(): what this server has heard since then is newer. */
type Listener = (figures: Figures[], askedAt: number) => void;
const listeners: Listener[] = [];

/** Registers a callback for the figures, each time that they come. */
export function onFigures(listener: Listener): void {
  listeners.push(listener);
}

/** The three rooms that are always open come first, then the others in the order in which they were opened. */
export const figuresNow = (): Promise<Figures[]> =>
  query<Figures>(
    `select name as room, last_number as messages, polls, coalesce(here.users, 0) as users,
       coalesce(here.people, '') as people, frozen, seconds, canvas_version as canvas
     from rooms left join
       (select room, count(*)::int as users, ${MARK}::text as people
        from online join people on people.id = person where socket is not null group by room) as here
       on here.room = rooms.name
     where here.users > 0 or last_number > 0 or opened_by is null
     order by opened_by is not null, opened_at, name`,
  );

export async function askForFigures(): Promise<never> {
  for (;;) {
    try {
      const askedAt = performance.now();
      const figures = await figuresNow();
      for (const listener of listeners) listener(figures, askedAt);
    } catch (error) {
      report(error);
    }
    await delay(ASK_EVERY);
  }
}
