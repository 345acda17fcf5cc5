// Who should have got an event, and who did: what usually is behind a difference.
import { type Entry, NotForThem, NothingCame } from './transcript.ts';
import { brief } from './words.ts';

type Person = { nickname?: string; from?: string; user?: { nickname?: string }; to?: string; text?: unknown };

const one = (payload: unknown) => ((Array.isArray(payload) ? payload[0] : payload) ?? {}) as Person;
const authorOf = (payload: unknown) =>
  one(payload).nickname ?? one(payload).from ?? one(payload).user?.nickname;
const textOf = (payload: unknown) => String(one(payload).text).trim();
const isNews = (name: string) =>
  /^(new|typing|poll|reaction|canvas|cursor|strokes)_/.test(name) && !name.endsWith('_history');

/** What came to somebody for whom it was not meant: goes through all that came. */
export function notMeant(error: unknown, entries: Entry[]): string | undefined {
  const nicknames = new Map<number, string>(); // by client, as the server has told
  const rooms = new Map<number, string[]>(); // by client, the latest one last
  let last = 0; // the client that has asked for something last
  let later: string | undefined;
  for (const { client, kind, name, payload } of entries) {
    if (kind === 'sent') last = client;
    if (kind !== 'received') continue;
    if (name === 'session') nicknames.set(client, String(authorOf(payload)));
    if (name === 'room_joined')
      rooms.set(client, [...(rooms.get(client) ?? []), (payload as { room: string }).room]);
    const own = nicknames.get(client);
    const author = authorOf(payload);
    const who = own === undefined ? `Client ${client}` : `Client ${client} (${own})`;

    if (name === 'echo_response') {
      const senders = entries.filter(
        (sent) => sent.kind === 'sent' && textOf(sent.payload) === textOf(payload),
      );
      if (senders.length > 0 && !senders.some((sent) => sent.client === client))
        return `${who} got "${name}", although client ${senders[0]?.client} had sent that text. \`io.emit\` speaks to all; \`socket.emit\` speaks to the one socket of this connection.`;
    }
    if (name === 'private_message' && own && author !== own && one(payload).to !== own)
      return `${who} got a "${name}" that is neither from nor to it. \`io.emit\` speaks to all; \`io.to(…).emit\` speaks to one room, or to one socket by its id.`;
    if ((name === 'typing_update' || name === 'user_joined') && own && author === own)
      return `${who} got "${name}" about itself. \`io.emit\` and \`io.to(room).emit\` speak to the sender too. \`socket.to(room).emit\` leaves out the sender, and so does \`socket.broadcast.emit\`.`;

    const sender = [...nicknames].find(([, nickname]) => nickname === author)?.[0] ?? last;
    const from = (payload as { room?: string } | undefined)?.room ?? rooms.get(sender)?.at(-1);
    const mine = rooms.get(client) ?? [];
    if (!isNews(name) || from === undefined || mine.length === 0 || mine.at(-1) === from) continue;
    const what = `Client ${client} is in the room ${brief(mine.at(-1))} and got "${name}" of the room ${brief(from)}.`;
    if (!mine.includes(from))
      return `${what} \`io.emit\` and \`socket.broadcast.emit\` speak to all rooms; \`io.to(room).emit\` and \`socket.to(room).emit\` to one.`;
    later ??= `${what} It was there before: has it left, by \`socket.leave\`? Or does \`io.emit\` speak to all rooms?`;
  }
  if (later || !(error instanceof NotForThem)) return later;
  return `Client ${error.client} got "${error.event}". Look at the line that emits it: \`io.emit\` speaks to all, \`io.to(room).emit\` to one room, and \`socket.to(room).emit\` to the others in it. A request that is refused must lead to no event at all.`;
}

/** What did not come to somebody for whom it was meant. */
export function notGot(error: unknown, entries: Entry[]): string | undefined {
  if (!(error instanceof NothingCame) || error.kind !== 'event') return undefined;
  const { event, client } = error;
  const last = entries.findLastIndex(({ kind }) => kind === 'sent');
  const sender = entries[last]?.client;
  const since = entries
    .slice(Math.max(last, 0))
    .filter(({ kind, name }) => kind === 'received' && name === event);
  const receivers = new Set(since.map((entry) => entry.client));
  if (receivers.has(client)) return undefined;
  if (sender !== undefined && sender !== client && receivers.size === 1 && receivers.has(sender))
    return `Only client ${sender}, who had sent something, got "${event}". \`socket.emit\` speaks to that one socket alone; \`io.emit\` speaks to all, and \`io.to(…).emit\` to all in a room.`;
  if (sender === client && receivers.size > 0)
    return `The others got "${event}", but client ${client}, who had sent something, did not. \`socket.broadcast.emit\` and \`socket.to(…).emit\` leave out the sender; \`io.emit\` and \`io.to(…).emit\` do not.`;
  return receivers.size > 0
    ? `Others got "${event}", but client ${client} did not. Who is it sent to?`
    : undefined;
}

/** Somebody who went to another room, and is counted in the one before as well. */
export function stillThere(error: unknown, entries: Entry[]): string | undefined {
  if (!(error instanceof NothingCame) || error.event !== 'room_list') return undefined;
  const rooms = new Map<number, string>();
  let before: Map<string, number> | undefined;
  let moved: { client: number; from: string } | undefined;
  for (const { client, kind, name, payload } of entries) {
    if (kind === 'connecting') [before, moved] = [undefined, undefined]; // somebody comes in: the counts change
    if (kind !== 'received') continue;
    if (name === 'room_joined') {
      const { room } = payload as { room: string };
      const from = rooms.get(client);
      if (from !== undefined && from !== room) moved = { client, from };
      rooms.set(client, room);
    }
    if (name !== 'room_list' || !Array.isArray(payload)) continue;
    const now = new Map(
      (payload as { name: string; users: number }[]).map((room) => [room.name, room.users]),
    );
    const [old = Infinity, young = 0] = moved ? [before?.get(moved.from), now.get(moved.from)] : [];
    if (moved && young > 0 && young >= old)
      return `Client ${moved.client} has gone to another room, and ${brief(moved.from)} has as many people as before. Who enters a room must leave the one before: \`socket.leave\`.`;
    if (!moved) before = now;
  }
  return undefined;
}
