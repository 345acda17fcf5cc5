// Sessions: who is here, and who was here lately. Anyone who comes back with their session is the same person as before.
import type { User } from '../events.ts';

const MAX_PEOPLE = 2000;
const NICKNAME_KEPT = 30_000; // milliseconds after a connection was lost

/** Times are in milliseconds. While somebody is here, `leftAt` is undefined. */
interface Person {
  user: User;
  address: string;
  arrivedAt: number;
  leftAt: number | undefined;
  keepsNickname: boolean;
}

const people = new Map<string, Person>(); // by session

export const findPerson = (session: string): Person | undefined => people.get(session);

/** Nicknames are compared without case. */
export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The people with another session who are here, or can come back to their nickname. */
export function othersThan(session: string): User[] {
  const others = [...people].filter(([other, { leftAt, keepsNickname }]) => {
    const isKept = leftAt === undefined || (keepsNickname && Date.now() - leftAt < NICKNAME_KEPT);
    return isKept && other !== session;
  });
  return others.map(([, { user }]) => user);
}

export const isTaken = (nickname: string, session: string): boolean =>
  othersThan(session).some((other) => isSame(other.nickname, nickname));

export function arrive(session: string, user: User, address: string): void {
  const known = people.get(session) ?? { user, address, arrivedAt: Date.now(), keepsNickname: true };
  people.set(session, { ...known, leftAt: undefined });
}

/** @param isGoodbye whether the nickname is free from now on */
export function leave(session: string, isGoodbye: boolean): void {
  const person = people.get(session);
  if (person) Object.assign(person, { leftAt: Date.now(), keepsNickname: !isGoodbye });
}

/** Makes sure that there is a place for somebody new. False when everyone who is remembered is here. */
export function makePlace(address: string): boolean {
  if (people.size < MAX_PEOPLE) return true;
  const gone = [...people].filter(([, { leftAt }]) => leftAt !== undefined);
  // Many short visits from one address push out each other, and nobody else.
  const sameAddress = gone.filter(([, person]) => person.address === address);
  const candidates = sameAddress.length > MAX_PEOPLE / 4 ? sameAddress : gone;
  const [shortest] = candidates.toSorted(([, one], [, other]) => lengthOf(one) - lengthOf(other));
  return shortest !== undefined && people.delete(shortest[0]);
}

/** How long a visit was. */
const lengthOf = ({ arrivedAt, leftAt = Infinity }: Person) => leftAt - arrivedAt;
