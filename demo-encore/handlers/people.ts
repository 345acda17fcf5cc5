// The people in each room: the database knows who is where. Each server tells its own people what has changed.
import { query } from '../database.ts';
import type { AppServer, User } from '../events.ts';
import { MARK, onFigures } from './figures.ts';
import { columns, userOf } from './sessions.ts';

/** The people in a room, as those of them who are on this server have been told. */
interface Told {
  people: Map<string, User>; // by id
  mark: string;
}
type Row = Parameters<typeof userOf>[0] & { room: string; mark: string };

const told = new Map<string, Told>(); // by room, those with somebody on this server
const isEmpty = (io: AppServer, room: string) => !io.of('/').adapter.rooms.has(`room:${room}`);

/** Tells everybody in these rooms who has come and who has left, on all servers. Resolves when those on this one know. */
export function peopleChanged(io: AppServer, rooms: string[]): Promise<void> {
  io.serverSideEmit('people_changed', rooms);
  return follow(io, rooms);
}

/** The people in a room, as those who are there have been told. */
export const peopleIn = (room: string): User[] => [...(told.get(room)?.people.values() ?? [])];

/** Listens to the other servers, and finds out when something of theirs has got lost. */
export function followPeople(io: AppServer): void {
  io.on('people_changed', (rooms) => void follow(io, rooms).catch(() => {})); // the next figures try again
  onFigures((figures) => {
    const marks = new Map(figures.map(({ room, people }) => [room, people]));
    for (const room of told.keys()) if (isEmpty(io, room)) told.delete(room);
    const changed = [...told.keys()].filter((room) => told.get(room)?.mark !== (marks.get(room) ?? ''));
    if (changed.length > 0) follow(io, changed).catch(() => {});
  });
}

let waiting = new Set<string>(); // rooms
let current: Promise<void> = Promise.resolve();
let next: Promise<void> | undefined;

/** Asks the database once for all who want to know while it is busy. An answer never comes after a newer one. */
function follow(io: AppServer, rooms: string[]): Promise<void> {
  for (const room of rooms) waiting.add(room);
  const ask = () => {
    const asked = [...waiting];
    waiting = new Set();
    next = undefined;
    current = tellAll(io, asked);
    return current;
  };
  next ??= current.then(ask, ask);
  return next;
}

/** Resolves when this server has told all that it has heard of so far. */
export const peopleTold = (): Promise<void> => next ?? current;

async function tellAll(io: AppServer, rooms: string[]): Promise<void> {
  const rows = await query<Row>(
    `select ${columns}, room, (${MARK} over (partition by room))::text as mark
     from online join people on people.id = person
     where room = any($1) and socket is not null order by here_since, people.id`,
    [rooms],
  );
  for (const room of rooms) {
    const here = rows.filter((row) => row.room === room);
    const people = new Map(here.map((row) => [row.id, userOf(row)]));
    tell(io, room, { people, mark: here[0]?.mark ?? '' });
  }
}

/** Only what has changed goes to the people: the whole list each time somebody joins would be too much for a class. */
function tell(io: AppServer, room: string, now: Told): void {
  const before = told.get(room) ?? now; // the first one here is shown the list
  if (isEmpty(io, room)) return void told.delete(room);
  told.set(room, now);
  const here = io.local.to(`room:${room}`);
  for (const [id, user] of before.people) if (!now.people.has(id)) here.emit('user_left', user);
  for (const [id, user] of now.people) {
    const known = before.people.get(id);
    if (!known) here.except(`person:${id}`).emit('user_joined', user);
    else if (known.isHost !== user.isHost) here.emit('user_updated', user);
  }
}
