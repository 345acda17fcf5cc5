// Notifications: those that wait together go to the database as one question, in their order.
import type pg from 'pg';
import { poolOf } from './database.ts';
import { self } from './identity.ts';

const MAX_AT_ONCE = 100;

// One connection sends. With more of them, what was sent first could arrive last.
const sender = poolOf(1);

interface Waiting {
  channel: unknown;
  payload: unknown;
  done: () => void;
  failed: (error: unknown) => void;
}

// PostgreSQL tells everybody everything in the same order. So when this server hears its own last notification, it has
// heard all that was sent before, also by others: what it answers then comes after that news.
const ECHO = `echo-${self.id}`;
const GIVE_UP = 1000; // milliseconds: the connection that listens may have broken
let latest = 0;
const echoes = new Map<string, () => void>();

function nextEcho(): { id: string; heard: Promise<void> } {
  const id = String(++latest);
  const heard = new Promise<void>((done) => {
    echoes.set(id, done);
    setTimeout(hearEcho, GIVE_UP, id);
  });
  return { id, heard };
}

function hearEcho(id: string): void {
  echoes.get(id)?.();
  echoes.delete(id);
}

/** Listens to the own notifications, on the connection by which the adapter hears the others. */
export async function listen(client: pg.Client): Promise<void> {
  client.on('notification', ({ channel, payload }) => channel === ECHO && hearEcho(payload ?? ''));
  await client.query(`listen "${ECHO}"`);
}

let waiting: Waiting[] = [];
let isSending = false;

/** What the adapter asks the database for. Most of it are notifications. */
export function ask(sql: string, values: unknown[] = []): Promise<unknown> {
  if (!/^SELECT pg_notify\(\$1, \$2\)$/i.test(sql)) return sender.query(sql, values);
  const [channel, payload] = values;
  return new Promise<void>((done, failed) => {
    waiting.push({ channel, payload, done, failed });
    if (!isSending) void sendWaiting();
  });
}

async function sendWaiting(): Promise<void> {
  isSending = true;
  while (waiting.length > 0) {
    const batch = waiting.slice(0, MAX_AT_ONCE);
    waiting = waiting.slice(MAX_AT_ONCE);
    try {
      const echo = nextEcho();
      await sender.query(
        'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as one (channel, payload)',
        [
          [...batch.map(({ channel }) => channel), ECHO],
          [...batch.map(({ payload }) => payload), echo.id],
        ],
      );
      void echo.heard.then(() => {
        for (const { done } of batch) done();
      });
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }
  isSending = false;
}
