// Places: a request that waits for its answer costs memory and a connection. So there is room for only so many.
import type { ServerResponse } from 'node:http';

const IN_ONE_RACE = 6; // one for each lane, and after a break the old one may still be there
const OF_ONE_ADDRESS = 300; // a page needs two or three
const IN_ALL = 1000; // each is written to 30 times a second

const taken = new WeakMap<object, number>(); // by race and by address
let takenInAll = 0;
const countOf = (owner: object) => taken.get(owner) ?? 0;

/** Takes a place until the response is over. Returns a sentence if there is none. */
export function takePlace(race: object, address: object, response: ServerResponse): string {
  if (countOf(race) >= IN_ONE_RACE) return 'This race has too many open requests. Reload the page.';
  if (countOf(address) >= OF_ONE_ADDRESS) return 'Your address has too many open requests. Close some tabs.';
  if (takenInAll >= IN_ALL) return 'Too many people are watching the race. Try again later.';

  const add = (places: number) => {
    for (const owner of [race, address]) taken.set(owner, countOf(owner) + places);
    takenInAll += places;
  };
  add(1);
  response.once('close', () => add(-1));
  return '';
}
