// The chat: what one person writes, everybody in the room reads immediately, and nobody misses it.
import { randomUUID } from 'node:crypto';
import { query } from '../database.ts';
import type { AppServer, AppSocket, Message } from '../events.ts';
import { newest } from '../snapshot.ts';
import { arriveInTurn, on } from '../turns.ts';
import { broadcast, knowLine } from './message-order.ts';
import { reactionsTo } from './reactions.ts';
import { store } from './storing.ts';
import { columns, isId, readAfter, toMessage } from './messages.ts';

const MAX_MESSAGES = 100; // that are shown to anyone who joins
const CHOSEN_FROM = 200; // the latest ones: of these, those of people who wrote little stay
const MAX_REPLAYED = 500; // in one answer

export function registerChat(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  // A snapshot: the page replaces what it shows, so nothing is missing or duplicated after a reconnect. By now the
  // socket is in the room: what comes in the meantime is in the snapshot, or comes live, or both. The page can tell by
  // the numbers.
  const showHistory = async () => {
    await knowLine(socket.data.room);
    const history = await newest(socket, ['message_deleted'], () => historyOf(socket.data.room));
    socket.emit('message_history', history);
  };
  arriveInTurn(socket, showHistory);
  facts.on('room_changed', showHistory);

  on(socket, 'send_message', async ({ id: key = randomUUID(), writtenIn, text }) => {
    const { room } = socket.data;
    // What waited in the outbox may come after a change of the room.
    if (writtenIn !== undefined && writtenIn !== room)
      return { ok: false, error: `You are not in #${writtenIn} any more.`, retry: true };
    const message = await store({ room, author: user.id, key, text });
    if (typeof message === 'string') return { ok: false, error: message };
    // By now it can't be lost any more. It is broadcast also when it was stored before: a server that has stored it may
    // have stopped before it could tell anybody.
    // One without a text was sent again after the host had deleted it: nobody gets it back.
    if (message.text !== '') await broadcast(io, message);
    await facts.emit('message_accepted');
    return { ok: true, id: message.id, number: message.number };
  });

  // For a page that has missed some: what came after a number, and up to which one that is all.
  on(socket, 'read_messages', async ({ after }) => {
    const { room } = socket.data;
    const [latest] = await query<{ last_number: number }>('select last_number from rooms where name = $1', [
      room,
    ]);
    const messages = await readAfter(room, after, MAX_REPLAYED);
    const last = Math.max(latest?.last_number ?? after, messages.at(-1)?.number ?? 0);
    return {
      ok: true,
      messages,
      reactions: await reactionsTo(messages),
      through: messages.length < MAX_REPLAYED ? last : (messages.at(-1)?.number ?? after),
      latest: last,
    };
  });
}

/** The messages that a room shows to anyone who joins, the oldest first. Whoever wrote the most shows the fewest of theirs. */
async function historyOf(room: string): Promise<Message[]> {
  const rows = await query<Parameters<typeof toMessage>[0]>(
    `with latest as (
       select ${columns}, author from messages
       where room = $1 and deleted_at is null order by number desc limit $2
     ), ranked as (
       select ${columns}, row_number() over (partition by author order by number desc) as rank from latest
     ), shown as (select * from ranked order by rank, number desc limit $3)
     select ${columns} from shown order by number`,
    [room, CHOSEN_FROM, MAX_MESSAGES],
  );
  return rows.map(toMessage);
}

/** Returns who wrote it. Undefined when there is no such message. */
export async function deleteMessage(room: string, id: string): Promise<string | undefined> {
  if (!isId(id)) return undefined;
  const [gone] = await query<{ nickname: string }>(
    `with gone as (
       update messages set deleted_at = now(), text = ''
       where room = $1 and id = $2 and deleted_at is null returning id, nickname
     ), reacted as (delete from reactions using gone where message = gone.id)
     select nickname from gone`,
    [room, id],
  );
  return gone?.nickname;
}
