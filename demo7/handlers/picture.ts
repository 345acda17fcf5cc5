// The picture of a room: who has drawn what, which strokes go when it is full, and what a clearing can bring back.
import type { Stroke } from '../events.ts';

const MAX_POINTS = 10_000; // in a picture
const EXTRA = 3; // in points: everything else about a stroke takes as much memory as three of them
const RESTORE_WITHIN = 10_000; // milliseconds after a clearing

/** A stroke, and the id of the person who has drawn it. A nickname may later belong to somebody else. */
interface Drawn {
  author: string;
  stroke: Stroke;
}

const sizeOf = ({ stroke }: Drawn) => stroke.points.length + EXTRA;

export class Picture {
  #drawn = new Map<number, Drawn>(); // by the stroke's id, in the order in which they are painted
  #size = 0; // of all of them, in points
  #aside: { by: string; drawn: Map<number, Drawn> } | undefined; // what was cleared last
  #forget: NodeJS.Timeout | undefined;

  get strokes(): Stroke[] {
    return Array.from(this.#drawn.values(), ({ stroke }) => stroke);
  }

  /** Adds a part of a line: to the stroke that it belongs to, or as the beginning of a new one. */
  add(author: string, part: Stroke): void {
    const known = this.#drawn.get(part.id);
    if (known) known.stroke.points.push(...part.points);
    else this.#drawn.set(part.id, { author, stroke: { ...part, points: [...part.points] } });
    this.#size += part.points.length + (known ? 0 : EXTRA);
  }

  remove(id: number): void {
    const drawn = this.#drawn.get(id);
    if (drawn) this.#size -= sizeOf(drawn);
    this.#drawn.delete(id);
    this.#aside?.drawn.delete(id); // the stroke may have been cleared while it was drawn
  }

  /** The id of somebody's latest stroke. */
  latestOf(author: string): number | undefined {
    return [...this.#drawn.values()].findLast((drawn) => drawn.author === author)?.stroke.id;
  }

  /**
   * Removes strokes until the rest fits, and returns their ids. If the oldest one had to go, a busy room would lose
   * every drawing in seconds. So it's always whoever has drawn the most who loses a stroke: the oldest of their long
   * ones, because a scribble takes the room of many straight lines.
   */
  makeRoom(): number[] {
    const removed: number[] = [];
    const shares = this.#size > MAX_POINTS ? this.#shares() : [];
    while (this.#size > MAX_POINTS) {
      const largest = shares.reduce((one, other) => (other.size > one.size ? other : one));
      const average = largest.size / largest.drawn.length;
      const index = largest.drawn.findIndex((one) => sizeOf(one) >= average);
      for (const one of largest.drawn.splice(index, 1)) {
        largest.size -= sizeOf(one);
        this.remove(one.stroke.id);
        removed.push(one.stroke.id);
      }
    }
    return removed;
  }

  /** What each person has drawn. */
  #shares(): { size: number; drawn: Drawn[] }[] {
    const shares = new Map<string, { size: number; drawn: Drawn[] }>();
    for (const one of this.#drawn.values()) {
      const share = shares.get(one.author) ?? { size: 0, drawn: [] };
      share.size += sizeOf(one);
      share.drawn.push(one);
      shares.set(one.author, share);
    }
    return [...shares.values()];
  }

  /** Empties the picture. For a while, the person who did it can bring it back. */
  clear(by: string): void {
    this.#aside = { by, drawn: this.#drawn };
    this.#drawn = new Map();
    this.#size = 0;
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => (this.#aside = undefined), RESTORE_WITHIN);
  }

  /**
   * Puts back what this person has cleared, or anybody, below what was drawn since. False when there is nothing to put
   * back.
   */
  restore(by: string | undefined): boolean {
    if (!this.#aside || (by !== undefined && by !== this.#aside.by)) return false;
    const since = this.#drawn;
    this.#drawn = new Map();
    this.#size = 0;
    for (const { author, stroke } of [...this.#aside.drawn.values(), ...since.values()])
      this.add(author, stroke);
    this.#aside = undefined;
    return true;
  }
}
