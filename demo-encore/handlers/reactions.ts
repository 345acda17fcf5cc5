// Reactions: an emoji on a message. A second click takes it back.
import { query, transaction } from '../database.ts';
import type { AppServer, AppSocket, Message, Reaction } from '../events.ts';
import { newest } from '../snapshot.ts';
import { arriveInTurn, on } from '../turns.ts';
import { isId } from './messages.ts';

const MAX_REACTIONS = 2000; // to the latest messages of a room
const LATEST = 200; // messages
const UNKNOWN = 'This message is not in this room, or not any more.';

interface Row {
  message: string;
  emoji: Reaction['emoji'];
  person: string;
  nickname: string;
  joined_at: Date;
  is_host: boolean;
}

export function registerReactions(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  const showReactions = async () => {
    const reactions = await newest(socket, ['reaction_updated'], () => reactionsIn(socket.data.room));
    socket.emit('reaction_history', reactions);
  };
  arriveInTurn(socket, showReactions);
  facts.on('room_changed', showReactions);

  on(socket, 'toggle_reaction', async ({ message, emoji }) => {
    const { room } = socket.data;
    if (!isId(message)) return { ok: false, error: UNKNOWN };
    const added = await transaction(async (ask) => {
      // The row of the message is locked, so two clicks in the same moment are one after the other.
      const [found] = await ask<{ number: number }>(
        'select number from messages where room = $1 and id = $2 and deleted_at is null for update',
        [room, message],
      );
      if (!found) return UNKNOWN;
      const taken = await ask(
        'delete from reactions where message = $1 and emoji = $2 and person = $3 returning 1',
        [message, emoji, user.id],
      );
      if (taken.length > 0) return false;
      const given = await ask(
        `insert into reactions (message, emoji, person, nickname) select $1, $2, $3, $4
         where (select count(*) from reactions join messages on messages.id = message
                where room = $5 and number > $6) < $7 returning 1`,
        [message, emoji, user.id, user.nickname, room, found.number - LATEST, MAX_REACTIONS],
      );
      return given.length > 0 || `There are ${MAX_REACTIONS} reactions in this room already.`;
    });
    if (typeof added === 'string') return { ok: false, error: added };
    io.to(`room:${room}`).emit('reaction_updated', { message, emoji, user, added });
    return { ok: true };
  });
}

const selected = `select message, emoji, person, reactions.nickname, coalesce(joined_at, sent_at) as joined_at,
    coalesce(people.is_host, false) as is_host
  from messages join reactions on message = messages.id left join people on people.id = person`;

const reactionOf = ({ message, emoji, person, nickname, joined_at, is_host }: Row): Reaction => ({
  message,
  emoji,
  user: { id: person, nickname, joinedAt: joined_at.toISOString(), ...(is_host && { isHost: true }) },
});

async function reactionsIn(room: string): Promise<Reaction[]> {
  const rows = await query<Row>(
    `${selected} where room = $1 and number > (select last_number - $2 from rooms where name = $1)
     order by reactions.id`,
    [room, LATEST],
  );
  return rows.map(reactionOf);
}

/** For a page that reads messages again. */
export async function reactionsTo(messages: Message[]): Promise<Reaction[]> {
  const rows = await query<Row>(`${selected} where message = any($1) order by reactions.id`, [
    messages.map(({ id }) => id),
  ]);
  return rows.map(reactionOf);
}
