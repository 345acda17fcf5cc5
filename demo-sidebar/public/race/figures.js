// The figures that only the server can count, and its clock. A page sees neither headers nor frames.

/** @import { Traffic } from './lane.js' */
/** @typedef {{ now: number, lanes: Record<string, Traffic> }} Figures */

/** How much the server's clock is ahead of performance.now(). The fastest answer so far gives the best estimate. */
let clock = { ahead: 0, roundTrip: Infinity };

export const serverNow = () => performance.now() + clock.ahead;

/** Asks for the figures of a race. @param {string} race @returns {Promise<Figures>} */
export async function readFigures(race) {
  const askedAt = performance.now();
  const response = await fetch(`/lanes/figures?race=${race}`).catch(() => undefined);
  if (!response?.ok) return { now: serverNow(), lanes: {} };
  const answeredAt = performance.now();
  /** @type {Figures} */
  const figures = await response.json();
  const roundTrip = answeredAt - askedAt;
  clock.roundTrip *= 1.1; // an old estimate may be wrong: a computer that has slept has lost time
  if (roundTrip < clock.roundTrip) clock = { ahead: figures.now - (askedAt + answeredAt) / 2, roundTrip };
  return figures;
}
