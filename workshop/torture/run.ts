// One run: people chat while things go wrong, then everything works again, and what everyone shows is compared.
import { setTimeout as delay } from 'node:timers/promises';
import { cause } from './cause.ts';
import { Line } from './line.ts';
import type { Message } from './log.ts';
import { Person } from './person.ts';
import type { Rules } from './rules.ts';
import { PEOPLE, type Schedule } from './schedule.ts';
import type { Subject } from './subject.ts';
import type { Trace } from './trace.ts';

const PATIENCE = 60_000; // milliseconds, until everybody has to be back: some notice only after 20 seconds
const QUIET = 700; // milliseconds without an event: then all that was on its way has arrived
const CATCHES_UP = 5000; // milliseconds: with numbers, a page learns that it has missed the last message
const LATENCIES = [10, 15, 20, 30, 40]; // milliseconds, one for each person

/** What is left at the end. */
export interface Outcome {
  schedule: Schedule;
  trace: Trace;
  rules: Rules;
  /** What each person's page shows, and what a newcomer gets. */
  logs: Map<string, Message[]>;
  newcomer: Message[] | undefined; // undefined: nobody can come in
  /** Who is in each person's list; undefined when this server has no such list. */
  lists: Map<string, string[] | undefined>;
  /** Those who didn't come back, or still wait for an answer. */
  stuck: string[];
  /** What the server has printed, when it has ended without being killed. */
  lastWords?: string | undefined;
}

export async function runOnce(
  subject: Subject,
  schedule: Schedule,
  rules: Rules,
  trace: Trace,
): Promise<Outcome> {
  const { hostname, port } = new URL(subject.url);
  const lines = PEOPLE.map((_, i) => new Line({ hostname, port: Number(port) || 80 }, LATENCIES[i]!));
  const people = await Promise.all(
    lines.map(async (line, i) => new Person(PEOPLE[i]!, await line.open(), rules, trace)),
  );
  try {
    trace.begin();
    const wait = (at: number) => delay(Math.max(0, at - trace.now()));
    const going = [
      ...schedule.messages.map(({ at, person, text }) =>
        wait(at).then(() => people[person]!.sender.write(text)),
      ),
      ...schedule.faults.map((fault) => wait(fault.at).then(() => cause(fault, lines, subject, trace))),
    ];
    await Promise.all([...going, wait(schedule.length)]);
    for (const line of lines) line.heal();

    const isSettled = () => people.every(({ socket, sender }) => socket.connected && sender.unsettled === 0);
    const hasEnded = () => subject.lastWords() !== undefined;
    await until(() => isSettled() || hasEnded(), PATIENCE);
    await quiet(trace);
    await until(() => new Set(people.map(({ log }) => log.last)).size === 1, CATCHES_UP);
    const stuck = people.filter(({ socket, sender }) => !socket.connected || sender.unsettled > 0);
    // Somebody comes, gets what there is, and says goodbye: all lists of people must be right after that.
    const guest = new Person('Newcomer', subject.url, rules, trace);
    await until(() => guest.socket.connected || hasEnded(), PATIENCE / 2);
    const canComeIn = guest.socket.connected;
    await quiet(trace);
    const newcomer = canComeIn ? guest.log.shown : undefined;
    guest.leave();
    const isGone = () => people.every((one) => !one.people?.some(({ nickname }) => nickname === guest.name));
    await until(isGone, CATCHES_UP);
    await quiet(trace);
    return {
      schedule,
      trace,
      rules,
      logs: new Map(people.map(({ name, log }) => [name, log.shown])),
      newcomer,
      lists: new Map(people.map((one) => [one.name, one.people?.map(({ nickname }) => nickname)])),
      stuck: stuck.map(({ name }) => name),
      lastWords: subject.lastWords(),
    };
  } finally {
    for (const person of people) person.leave();
    await Promise.all(lines.map((line) => line.close()));
  }
}

/** Waits until something is so, or until it has taken too long: then it returns false. */
export async function until(isSo: () => boolean, patience: number): Promise<boolean> {
  for (const limit = performance.now() + patience; performance.now() < limit; await delay(20)) {
    if (isSo()) return true;
  }
  return isSo();
}

/** Waits until nothing has happened for a while. */
async function quiet(trace: Trace): Promise<void> {
  const since = trace.now();
  await until(() => trace.now() - Math.max(since, trace.events.at(-1)?.at ?? 0) > QUIET, PATIENCE);
}
