// The picture of a room in the database: who has drawn what, which strokes go when it is full, and what can be brought back.
import { type Query, query, transaction } from '../database.ts';
import type { CanvasChange, Stroke } from '../events.ts';
import { MAX_POINTS, makeRoom } from './full-picture.ts';

const EXTRA = 3; // in points: everything else about a stroke takes as much memory as three of them
const RESTORE_WITHIN = '10 seconds'; // after a clearing

/** A part of a line, and the id of the person who has drawn it. A nickname may later belong to somebody else. */
export interface Part {
  author: string;
  stroke: Stroke;
}

/** All strokes of a room, and the version of the canvas at that moment. */
export async function pictureOf(room: string): Promise<{ version: number; strokes: Stroke[] }> {
  const [picture] = await query<{ version: number; strokes: Stroke[] }>(
    `select canvas_version as version, coalesce((
       select jsonb_agg(jsonb_build_object('id', id, 'from', nickname, 'color', color, 'width', width,
         'points', points) order by position)
       from strokes where room = name and cleared_at is null
     ), '[]') as strokes from rooms where name = $1`,
    [room],
  );
  return picture ?? { version: 0, strokes: [] };
}

/** Runs a change of a canvas: one after the other, on whichever servers they are made. Each has a number, its version. */
const change = <Result>(room: string, work: (ask: Query, size: number) => Promise<Result | undefined>) =>
  transaction(async (ask) => {
    const [canvas] = await ask<{ version: number; size: number }>(
      'select canvas_version + 1 as version, canvas_size as size from rooms where name = $1 for update',
      [room],
    );
    const result = canvas && (await work(ask, canvas.size));
    if (!canvas || !result) return undefined;
    await ask(
      `update rooms set canvas_version = $2, canvas_size =
         (select coalesce(sum(size), 0) from strokes where room = name and cleared_at is null) where name = $1`,
      [room, canvas.version],
    );
    return { version: canvas.version, ...result };
  });

/** Adds parts of lines: to the strokes that they belong to, or as the beginnings of new ones. */
export async function addParts(room: string, parts: Part[]): Promise<CanvasChange | undefined> {
  const strokes = new Map<number, Part>();
  for (const { author, stroke } of parts) {
    const points = [...(strokes.get(stroke.id)?.stroke.points ?? []), ...stroke.points];
    strokes.set(stroke.id, { author, stroke: { ...stroke, points } });
  }
  return change(room, async (ask, size) => {
    const added = await ask<{ size: number }>(
      `insert into strokes (id, room, author, nickname, color, width, points, size)
       select (stroke->>'id')::bigint, $1, author, stroke->>'from', stroke->>'color', stroke->>'width',
         stroke->'points', jsonb_array_length(stroke->'points') + $3
       from jsonb_to_recordset($2) as part (author uuid, stroke jsonb)
       on conflict (id) do update set points = strokes.points || excluded.points,
         size = strokes.size + excluded.size - $3
       returning size`,
      [room, JSON.stringify([...strokes.values()]), EXTRA],
    );
    const most = added.reduce((sum, one) => sum + one.size, size); // too much for a line that has become longer
    return {
      parts: parts.map(({ stroke }) => stroke),
      removed: most > MAX_POINTS ? await makeRoom(ask, room) : [],
    };
  });
}

/** Removes somebody's latest stroke. */
export const undo = (room: string, author: string): Promise<CanvasChange | undefined> =>
  change(room, async (ask) => {
    const [gone] = await ask<{ id: number }>(
      `delete from strokes where id = (select id from strokes
       where room = $1 and author = $2 and cleared_at is null order by position desc limit 1) returning id::int`,
      [room, author],
    );
    return gone && { removed: [gone.id] };
  });

/** Empties the picture. For a while, the person who did it can bring it back. */
export const clear = (room: string, by: string, isEvenEmpty: boolean): Promise<CanvasChange | undefined> =>
  change(room, async (ask, size) => {
    if (size === 0 && !isEvenEmpty) return undefined;
    await ask('delete from strokes where room = $1 and cleared_at is not null', [room]);
    await ask('update strokes set cleared_at = now(), cleared_by = $2 where room = $1', [room, by]);
    return {};
  });

/** Puts back what this person has cleared, or anybody, below what was drawn since. */
export const restore = (room: string, by: string | undefined): Promise<CanvasChange | undefined> =>
  change(room, async (ask) => {
    const back = await ask(
      `update strokes set cleared_at = null, cleared_by = null where room = $1
       and cleared_at > now() - $2::interval and ($3::uuid is null or cleared_by = $3) returning 1`,
      [room, RESTORE_WITHIN, by ?? null],
    );
    return back.length > 0 ? { removed: await makeRoom(ask, room) } : undefined;
  });
