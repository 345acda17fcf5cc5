// The rules about who got what: somebody who was not meant, or who is in two rooms.
import { type Entry, NothingCame } from '../tests/transcript.ts';
import { brief } from './failure.ts';

/** Somebody who went to another room, and is counted in the one before as well. */
export function stillThere(error: unknown, transcript: Entry[]): string[] | undefined {
  if (!(error instanceof NothingCame) || error.event !== 'room_list') return undefined;
  const rooms = new Map<number, string>();
  let before: Record<string, number> | undefined;
  let moved: { client: number; from: string } | undefined;
  for (const { client, kind, name, payload } of transcript) {
    if (kind === 'connecting') [before, moved] = [undefined, undefined]; // somebody comes in: the counts change
    if (kind !== 'received') continue;
    if (name === 'room_joined') {
      const { room } = payload as { room: string };
      const from = rooms.get(client);
      if (from !== undefined && from !== room) moved = { client, from };
      rooms.set(client, room);
    }
    if (name !== 'room_list' || !Array.isArray(payload)) continue;
    const list = payload as { name: string; users: number }[];
    const now = Object.fromEntries(list.map((room) => [room.name, room.users]));
    const [old, young] = moved ? [before?.[moved.from], now[moved.from]] : [];
    if (moved && old !== undefined && young !== undefined && young > 0 && young >= old) {
      return [
        `Client ${moved.client} has gone to another room, and ${brief(moved.from)} has as many people as before. Who enters a room`,
        'must leave the one before: `socket.leave`.',
      ];
    }
    if (!moved) before = now;
  }
  return undefined;
}

/** The nickname of each client, as far as the server has told. */
function nicknamesIn(transcript: Entry[]): Map<number, string> {
  const told = transcript.filter(({ kind, name }) => kind === 'received' && name === 'session');
  return new Map(
    told.map(({ client, payload }) => [
      client,
      String((payload as { user?: { nickname?: string } }).user?.nickname),
    ]),
  );
}

/** Whom an event is about, by nickname. */
function authorOf(payload: unknown): string | undefined {
  const one = (Array.isArray(payload) ? payload[0] : payload) as
    { nickname?: string; from?: string; user?: { nickname?: string } } | undefined;
  return one?.nickname ?? one?.from ?? one?.user?.nickname;
}

/** The text of a payload, as the contract leaves it. */
function textOf(payload: unknown): string | undefined {
  const { text } = (payload ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text.trim() : undefined;
}

/** What came to somebody for whom it was not meant. */
export function notForThem(transcript: Entry[]): string[] | undefined {
  const nicknames = nicknamesIn(transcript);
  /** Who sent an echo with this text. Which of two clients was served first makes no difference to that. */
  const sendersOf = (text: unknown) =>
    transcript
      .filter(({ kind, payload }) => kind === 'sent' && text !== undefined && textOf(payload) === text)
      .map(({ client }) => client);
  for (const { client, kind, name, payload } of transcript) {
    if (kind !== 'received') continue;
    const own = nicknames.get(client);
    const isOwn = own !== undefined && authorOf(payload) === own;
    const senders = name === 'echo_response' ? sendersOf(textOf(payload)) : [];
    if (senders.length > 0 && !senders.includes(client)) {
      return [
        `Client ${client} got "${name}", although client ${senders[0]} had sent that text. \`io.emit\` speaks to all;`,
        '`socket.emit` speaks to the one socket of this connection.',
      ];
    }
    if (
      name === 'private_message' &&
      own !== undefined &&
      !isOwn &&
      (payload as { to?: string }).to !== own
    ) {
      return [
        `Client ${client} (${own}) got a "${name}" that is neither from nor to it. \`io.emit\` speaks to all; \`io.to(…).emit\``,
        'speaks to one room, or to one socket by its id.',
      ];
    }
    if (name === 'typing_update' && isOwn) {
      return [
        `Client ${client} (${own}) was told that itself is typing. \`socket.to(room).emit\` leaves out the sender;`,
        '`io.to(room).emit` does not.',
      ];
    }
    if (name === 'user_joined' && isOwn) {
      return [
        `Client ${client} (${own}) was told of its own joining. \`io.emit\` speaks to all; \`socket.broadcast.emit\` and`,
        '`socket.to(…).emit` leave out the one whose socket it is.',
      ];
    }
  }
  return undefined;
}

/** Something of one room that came to another. */
export function wrongRoom(transcript: Entry[]): string[] | undefined {
  const nicknames = nicknamesIn(transcript);
  const rooms = new Map<number, string[]>(); // by client, the latest one last
  let hasLeft: string[] | undefined;
  let pollster = 0;
  for (const { client, kind, name, payload } of transcript) {
    if (kind === 'sent' && name.endsWith('_poll')) pollster = client;
    if (kind !== 'received') continue;
    if (name === 'room_joined') {
      rooms.set(client, [...(rooms.get(client) ?? []), String((payload as { room?: unknown }).room)]);
    }
    if (!/^(new|typing|poll|reaction|canvas|cursor)_/.test(name) || name.endsWith('_history')) continue;
    const author = [...nicknames].find(([, nickname]) => nickname === authorOf(payload))?.[0] ?? pollster;
    const from = name === 'new_message' ? (payload as { room?: string }).room : rooms.get(author)?.at(-1);
    const own = rooms.get(client) ?? [];
    if (from === undefined || own.length === 0 || own.at(-1) === from) continue;
    const what = `Client ${client} is in the room ${brief(own.at(-1))} and got "${name}" of the room ${brief(from)}.`;
    if (!own.includes(from)) {
      return [
        `${what} \`io.emit\` and`,
        '`socket.broadcast.emit` speak to all rooms; `io.to(room).emit` and `socket.to(room).emit` to one.',
      ];
    }
    hasLeft ??= [
      `${what} It was`,
      'there before: has it left, by `socket.leave`? Or does `io.emit` speak to all rooms?',
    ];
  }
  return hasLeft;
}
