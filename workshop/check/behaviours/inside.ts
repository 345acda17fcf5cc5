// What the checks of people, of rooms, and of all that happens in a room have in common.
import { is, matches } from '../assert.ts';
import { type Answer, type Client, connect } from '../client.ts';
import { brief } from '../words.ts';
import type { Behaviour } from './layers.ts';

export interface User {
  id: string;
  nickname: string;
  joinedAt: string;
}

/** Who a client is, as its server has told it. */
export interface Identity {
  session: string;
  user: User;
}

let rooms = 0;

/** The name of a room that no other check uses, so that nobody disturbs another. */
export function newRoom(): string {
  rooms += 1;
  return `room-${process.pid}-${rooms}`;
}

// How long clients stay when their check is over, in milliseconds. Who leaves leaves a seat to the next one, and with
// it the count of what was sent in the last two seconds (see limits.ts): many checks in a row would seem a flood.
export const STAY = 2200;

/** Runs `test` with as many clients as there are rooms, each in the room of that name. */
export async function withClientsIn(
  url: string,
  names: string[],
  test: (...clients: Client[]) => Promise<void>,
): Promise<void> {
  const clients: Client[] = [];
  try {
    for (const name of names) {
      const client = await connect(url);
      clients.push(client);
      await enter(client, name);
    }
    await test(...clients);
  } finally {
    setTimeout(() => {
      for (const { socket } of clients) socket.close();
    }, STAY);
  }
}

/** A check with as many clients as there are names, each in the room that has this name for this check alone. */
export function inRooms(
  names: ('here' | 'there' | 'third' | 'general')[],
  test: (place: Record<'url' | 'here' | 'there' | 'third', string>, ...clients: Client[]) => Promise<void>,
): Behaviour['check'] {
  return ({ url }) => {
    const place = { here: newRoom(), there: newRoom(), third: newRoom(), general: 'general' };
    const own = names.map((name) => place[name]);
    return withClientsIn(url, own, (...clients) => test({ url, ...place }, ...clients));
  };
}

/** Brings a client into a room, and waits until it is there. */
export async function enter(client: Client, room: string): Promise<void> {
  succeeded(await client.ask('join_room', { room }));
  for (;;) {
    const { room: entered } = (await client.next('room_joined')) as { room: string };
    if (entered.toLowerCase() === room.toLowerCase()) return;
  }
}

/** Leaves the room and comes back, to be shown all that is there. */
export async function lookAgain(client: Client, room: string): Promise<void> {
  succeeded(await client.ask('join_room', { room: newRoom() }));
  succeeded(await client.ask('join_room', { room }));
}

/** Comes back with the session of a client that has left, into the same room. */
export async function comeBack(url: string, { session, user }: Identity, room: string): Promise<Client> {
  return connect(url, { auth: { nickname: user.nickname, session, room } });
}

export const identityOf = async (client: Client) => (await client.next('session')) as Identity;
export const nicknameOf = async (client: Client) => (await identityOf(client)).user.nickname;
export const idsOf = <T>(all: { id: T }[]) => all.map(({ id }) => id);

/** Waits until each has heard a message of its own: what was sent to it before has arrived then. */
export async function settle(...clients: Client[]): Promise<void> {
  for (const client of clients) succeeded(await client.ask('send_message', { text: 'settle' }));
}

export function succeeded(answer: Answer): void {
  is(answer.ok, true, `it must work, but the answer was: ${brief(answer.error)}`);
}

/** The answer must be a sentence that says why not. */
export function refused(answer: Answer, sentence: RegExp): void {
  is(answer.ok, false, `it must be refused: ${sentence}`);
  matches(answer.error ?? '', sentence, 'the sentence of the refusal must say what is wrong');
  matches(answer.error ?? '', /^\w.*[.?]$/, 'the refusal must be a whole sentence');
}
