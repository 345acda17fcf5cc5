// Chance that can be repeated: the same seed gives the same numbers.

export interface Chance {
  /** A whole number from `from` to `to`, both included. */
  between: (from: number, to: number) => number;
  oneOf: <Item>(items: readonly Item[]) => Item;
  shuffled: <Item>(items: readonly Item[]) => Item[];
}

/** Mulberry32, a generator of random numbers with 32 bits of state. It is not for secrets. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const oneOf = <Item>(items: readonly Item[]) => items[between(0, items.length - 1)]!;
  const shuffled = <Item>(items: readonly Item[]) => {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i--) {
      const j = between(0, i);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  };
  return { between, oneOf, shuffled };
}
