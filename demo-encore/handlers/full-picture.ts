// A full picture: which strokes go when there is no room for more.
import type { Query } from '../database.ts';

export const MAX_POINTS = 10_000; // in a picture

/**
 * Removes strokes until the rest fits, and returns their ids. If the oldest one had to go, a busy room would lose
 * every drawing in seconds. So it's always whoever has drawn the most who loses a stroke: the oldest of their long
 * ones, because a scribble takes the room of many straight lines.
 */
export async function makeRoom(ask: Query, room: string): Promise<number[]> {
  const drawn = await ask<{ id: number; author: string; size: number }>(
    'select id::int, author, size from strokes where room = $1 and cleared_at is null order by position',
    [room],
  );
  const removed: number[] = [];
  const authors = new Set(drawn.map(({ author }) => author));
  const shares = Array.from(authors, (author) => {
    const own = drawn.filter((one) => one.author === author);
    return { drawn: own, size: own.reduce((sum, { size }) => sum + size, 0) };
  });
  let total = shares.reduce((sum, { size }) => sum + size, 0);
  while (total > MAX_POINTS) {
    const largest = shares.reduce((one, other) => (other.size > one.size ? other : one));
    const average = largest.size / largest.drawn.length;
    const index = largest.drawn.findIndex(({ size }) => size >= average);
    for (const { id, size } of largest.drawn.splice(index, 1)) {
      largest.size -= size;
      total -= size;
      removed.push(id);
    }
  }
  if (removed.length > 0) await ask('delete from strokes where id = any($1)', [removed]);
  return removed;
}
