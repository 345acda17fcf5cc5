// A batch of messages: one transaction, in which each gets its number.
import type { Query } from '../database.ts';
import type { Message } from '../events.ts';
import { type Row, toMessage } from './messages.ts';
import type { Draft } from './storing.ts';

const MAX_KEPT = 100_000; // messages of a room

interface Room {
  name: string;
  number: number; // of the latest message
  frozen: boolean;
  seconds: number;
}
interface Author {
  id: string;
  nickname: string;
  is_host: boolean;
  since: number | null; // seconds since they wrote in slow mode
}

const idOf = ({ author, key }: { author: string; key: string }) => `${author} ${key}`;

/** The messages as they are stored, now or before, in the order of the drafts; or why not, in a sentence. */
export async function storeAll(ask: Query, drafts: Draft[]): Promise<(Message | string)[]> {
  const authors = drafts.map(({ author }) => author);
  // The rows of the rooms are locked until the end of the transaction. So the next message has to wait for its number
  // until these are stored: when somebody sees number 8, number 7 is there. The order keeps two servers from waiting
  // for each other.
  const rooms = await ask<Room>(
    `select name, last_number as number, frozen, seconds from rooms where name = any($1) order by name for update`,
    [drafts.map(({ room }) => room)],
  );
  const people = await ask<Author>(
    `select id, nickname, is_host, extract(epoch from now() - wrote_at)::float as since from people where id = any($1)`,
    [authors],
  );
  const known = await ask<Row & { author: string; author_key: string }>(
    `select messages.* from messages join unnest($1::uuid[], $2::text[]) as draft (author, key)
     on messages.author = draft.author and author_key = draft.key`,
    [authors, drafts.map(({ key }) => key)],
  );
  const messages = new Map(known.map((row) => [idOf({ author: row.author, key: row.author_key }), row]));
  const refusals = new Map<Draft, string>();
  const added = new Map<string, Draft & { number: number; nickname: string; is_host: boolean }>();
  const slowed: string[] = [];
  for (const draft of drafts) {
    if (messages.has(idOf(draft)) || added.has(idOf(draft))) continue;
    const room = rooms.find(({ name }) => name === draft.room);
    const person = people.find(({ id }) => id === draft.author);
    const refusal = whyNot(room, person);
    if (refusal !== undefined || !room || !person) {
      refusals.set(draft, refusal ?? '');
      continue;
    }
    room.number += 1;
    if (room.seconds > 0) slowed.push(person.id);
    if (room.seconds > 0) person.since = 0;
    const { nickname, is_host } = person;
    added.set(idOf(draft), { ...draft, number: room.number, nickname, is_host });
  }
  if (added.size > 0) {
    const rows = await ask<Row & { author: string; author_key: string }>(
      `insert into messages (room, number, author, author_key, nickname, is_host, text)
       select room, number, author, key, nickname, is_host, text from jsonb_to_recordset($1)
         as draft (room text, number integer, author uuid, key text, nickname text, is_host boolean, text text)
       returning *`,
      [JSON.stringify([...added.values()])],
    );
    for (const row of rows) messages.set(idOf({ author: row.author, key: row.author_key }), row);
    await ask(
      `with last as (select * from unnest($1::text[], $2::integer[]) as last (room, number)),
         old as (delete from messages using last where messages.room = last.room
           and messages.number <= last.number - $3),
         slowed as (update people set wrote_at = now() where id = any($4))
       update rooms set last_number = last.number from last where name = last.room`,
      [rooms.map(({ name }) => name), rooms.map(({ number }) => number), MAX_KEPT, slowed],
    );
  }
  return drafts.map((draft) => {
    const row = messages.get(idOf(draft));
    return row ? toMessage(row) : (refusals.get(draft) ?? 'This did not work. Try again.');
  });
}

/** In slow mode, a person has to wait between two messages, whichever server they come back to. */
function whyNot(room: Room | undefined, person: Author | undefined): string | undefined {
  if (!room) return 'This room was closed. Choose another one.';
  if (!person) return 'This server has forgotten you. Reload the page.';
  if (person.is_host) return undefined;
  if (room.frozen) return 'The host has frozen this room.';
  const wait = room.seconds - (person.since ?? Infinity);
  return wait > 0 ? `Slow mode: you can write again in ${Math.ceil(wait)} s.` : undefined;
}
