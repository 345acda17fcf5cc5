// Messages as they are in the database: each has a number in its room, and they have no gap.
import { query } from '../database.ts';
import type { Message } from '../events.ts';

export interface Row {
  id: string;
  number: number;
  nickname: string;
  is_host: boolean;
  room: string;
  text: string;
  sent_at: Date;
}

/** A row of the table `messages`, as everybody gets it. */
export const toMessage = ({ id, number, nickname, is_host, room, text, sent_at }: Row): Message => ({
  id,
  number,
  from: nickname,
  isHost: is_host || undefined,
  room,
  text,
  timestamp: sent_at.toISOString(),
});

export const columns = 'id, number, nickname, is_host, room, text, sent_at';

/** The messages of a room after a number, the oldest first. */
export async function readAfter(room: string, after: number, most: number): Promise<Message[]> {
  const rows = await query<Row>(
    `select ${columns} from messages where room = $1 and number > $2 and deleted_at is null order by number limit $3`,
    [room, after, most],
  );
  return rows.map(toMessage);
}

/** Whether this can be the id of a message. The database finds one by its id, and not by a text. */
export const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
