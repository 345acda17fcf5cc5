// Rooms: everybody is in one at a time, and hears only what happens there.
import { epoch, query, transaction } from '../database.ts';
import type { AppServer, AppSocket } from '../events.ts';
import { Facts } from '../facts.ts';
import { arriveInTurn, on } from '../turns.ts';
import { type Figures, figuresNow, onFigures } from './figures.ts';

const ALWAYS_OPEN = ['general', 'random', 'tech'];
const MAX_ROOMS = 100; // with somebody in them
const MAX_KEPT = 1000; // with what was said and drawn there. When there are more, one that is empty has to go.
const MAX_EMPTY = 50; // of these, rooms that one person has opened
const OPENING = 5032; // the number of the lock: one server opens one room at a time

export function registerRooms(io: AppServer, socket: AppSocket): void {
  const { user } = socket.data;
  const facts = new Facts();
  socket.data.facts = facts;

  const enter = (room: string) => {
    socket.data.room = room;
    // Socket.IO has rooms of its own, and each socket is alone in one that is named by its id. The "room:" in
    // front keeps ours apart: nobody can join that one, and read what is meant for another.
    socket.join(`room:${room}`);
    socket.emit('room_joined', { room, epoch });
  };

  enter(socket.data.room);
  arriveInTurn(socket, async () => {
    const list = listOf(await figuresNow());
    socket.emit('room_list', list);
    if (JSON.stringify(list) !== told) told = ''; // the next figures are told, whatever they are
  });

  on(socket, 'join_room', async ({ room: wanted }) => {
    const room = await findOrOpen(wanted, user.id);
    if (!room) return { ok: false, error: `There are ${MAX_ROOMS} rooms already. Join one of them.` };
    if (room !== socket.data.room) {
      socket.leave(`room:${socket.data.room}`);
      enter(room);
      // Only now: a rejected request has no effect on other layers. If one of them fails, something is missing on the
      // page. Then it comes again, by itself, and gets all of it.
      await facts.emit('room_changed').catch((error: unknown) => {
        socket.conn.close();
        throw error;
      });
    }
    return { ok: true };
  });
}

/** The name of the room as it was first written. Undefined when there are too many rooms. */
export async function findOrOpen(wanted: string, openedBy: string): Promise<string | undefined> {
  const key = wanted.toLowerCase();
  const [known] = await query<{ name: string; is_open: boolean }>(
    `select name, name = any($2) or exists (select from online where room = name and socket is not null) as is_open
     from rooms where name_key = $1`,
    [key, ALWAYS_OPEN],
  );
  if (known?.is_open) return known.name;
  return transaction(async (ask) => {
    await ask('select pg_advisory_xact_lock($1)', [OPENING]);
    const [open] = await ask<{ count: number }>(
      `select count(*)::int as count from rooms
       where name = any($1) or exists (select from online where room = name and socket is not null)`,
      [ALWAYS_OPEN],
    );
    if ((open?.count ?? 0) >= MAX_ROOMS) return undefined;
    await makeRoom(ask, openedBy);
    const [opened] = await ask<{ name: string }>(
      `insert into rooms (name_key, name, opened_by) values ($1, $2, $3)
       on conflict (name_key) do update set left_at = now() returning name`,
      [key, wanted, openedBy],
    );
    return opened?.name;
  });
}

/** Forgets an empty room when there are too many. Anyone who opens one room after the other loses their own first. */
async function makeRoom(ask: typeof query, openedBy: string): Promise<void> {
  await ask(
    `with empty as (
       select name, left_at, opened_by is not distinct from $1 as own from rooms
       where name <> all($2) and not exists (select from online where room = name and socket is not null)
     ), own as (select count(*) as count from empty where own)
     delete from rooms where name = (
       select name from empty, own where own.count >= $3 and own or (select count(*) from rooms) >= $4
       order by own.count >= $3 and own desc, left_at limit 1
     )`,
    [openedBy, ALWAYS_OPEN, MAX_EMPTY, MAX_KEPT],
  );
}

const listOf = (figures: Figures[]) =>
  figures
    .filter(({ room, users }) => users > 0 || ALWAYS_OPEN.includes(room))
    .map(({ room, users }) => ({ name: room, users }));

let told = ''; // as JSON

/** Tells everybody on this server which rooms there are, when that has changed. */
export function announceRooms(io: AppServer): void {
  onFigures((figures) => {
    const list = listOf(figures);
    if (JSON.stringify(list) === told) return;
    told = JSON.stringify(list);
    io.local.emit('room_list', list);
  });
}
