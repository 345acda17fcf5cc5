// Has a crowd join: a few after another, or all at once and timed.
import type { JoinOrder, JoinReport } from './orders.ts';
import { pace, quiet, stopwatch } from './pace.ts';
import { type Person, crowd, join } from './person.ts';

const AFTER_ANOTHER = 200; // in a second

export async function joinAll({ url, protocol, count, atOnce }: JoinOrder): Promise<JoinReport> {
  const watch = stopwatch();
  const joining: Promise<void>[] = [];
  const enter = (index: number) => {
    const joined = join(url, protocol, `load${index}`);
    joined.catch(() => {}); // whoever is refused is heard of when all are awaited
    joining.push(joined);
  };
  let took = NaN;
  if (atOnce) {
    const known = allKnown(count);
    const started = performance.now();
    for (let index = 0; index < count; index++) enter(index);
    await Promise.all(joining);
    took = (await known) - started;
  } else {
    await pace(AFTER_ANOTHER, count / AFTER_ANOTHER, enter);
    await Promise.all(joining);
  }
  await quiet();
  return { took, bytes: crowd.people.reduce((sum, { bytes }) => sum + bytes, 0), cpu: watch().cpu };
}

/** The moment when each of `count` people has got the history and has been told of all of them. */
async function allKnown(count: number): Promise<number> {
  const knows = new Map<Person, number>(); // of how many
  const complete = new Set<Person>();
  let histories = 0;
  return new Promise((done) => {
    const listener = (frame: Buffer, person: Person) => {
      const event = frame.toString('latin1', 4, 15); // behind 42["
      if (event === 'message_his') histories += 1;
      else if (event === 'user_joined') knows.set(person, (knows.get(person) ?? 0) + 1);
      else if (event.startsWith('user_list"')) {
        const listed = frame.toString('latin1').split('"nickname"').length - 1;
        knows.set(person, (knows.get(person) ?? 0) + listed);
      } else return;
      if (knows.get(person) === count) complete.add(person);
      if (complete.size < count || histories < count) return;
      crowd.listeners = crowd.listeners.filter((one) => one !== listener);
      done(performance.now());
    };
    crowd.listeners.push(listener);
  });
}
