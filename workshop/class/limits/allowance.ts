// Allowances: how much somebody may do, and how much they have done lately.

/**
 * A token bucket: it holds `size` tokens and gets `perSecond` new ones. The function that is returned takes some, or
 * says false when there are too few.
 */
export function allowance(size: number, perSecond: number): (tokens?: number) => boolean {
  let left = size;
  let filledAt = performance.now();
  return (tokens = 1) => {
    const now = performance.now();
    left = Math.min(size, left + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (left < tokens) return false;
    left -= tokens;
    return true;
  };
}

/** The bytes that somebody has caused lately: every 5 seconds, half of them are forgotten. */
export class Usage {
  #bytes = 0;
  #at = performance.now();

  lately(now = performance.now()): number {
    return this.#bytes * 0.5 ** ((now - this.#at) / 5000);
  }

  add(bytes: number): void {
    const now = performance.now();
    this.#bytes = this.lately(now) + bytes;
    this.#at = now;
  }
}
