// The order of a canvas' changes: they come from several servers, and are told by their versions, one after the other.
import type { CanvasChange } from '../events.ts';

const MAX_WAITING = 100; // changes

export class CanvasOrder {
  version = 0; // of the last change that was told
  #waiting = new Map<number, CanvasChange>(); // by version: one before them has not come yet

  add(change: CanvasChange): void {
    if (change.version <= this.version || this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(change.version, change);
  }

  /** For somebody who has got a whole picture: what is in it need not be told any more. */
  skipTo(version: number): void {
    this.version = version;
    for (const old of this.#waiting.keys()) if (old <= version) this.#waiting.delete(old);
  }

  /**
   * The next change. Undefined when it has not come yet.
   *
   * @param together whether those after it that only add to the picture, or take strokes away, may be told with it
   */
  next(together: (first: CanvasChange) => boolean): CanvasChange | undefined {
    const first = this.#take();
    if (!first || !isPlain(first) || !together(first)) return first;
    const parts = [...(first.parts ?? [])];
    const removed = [...(first.removed ?? [])];
    while (isPlain(this.#waiting.get(this.version + 1))) {
      const more = this.#take();
      parts.push(...(more?.parts ?? []));
      removed.push(...(more?.removed ?? []));
    }
    return { version: this.version, parts, removed };
  }

  #take(): CanvasChange | undefined {
    const next = this.#waiting.get(this.version + 1);
    if (!next) return undefined;
    this.#waiting.delete(next.version);
    this.version = next.version;
    return next;
  }
}

const isPlain = (change?: CanvasChange) =>
  change !== undefined && change.clearedBy === undefined && change.restoredBy === undefined;
