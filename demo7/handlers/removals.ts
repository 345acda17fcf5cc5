// Removals: whom the host has removed for a while, and who may not come in because their nickname looks like the host's.
import type { AppSocket } from '../events.ts';
import { looksLike } from './twins.ts';
import { isSame, othersThan } from './sessions.ts';

const REMOVED_FOR = 10; // minutes
const MAX_REMOVED = 500; // people

const removed = new Map<string, { nickname: string; until: number }>(); // by session, the oldest first

export function remove(socket: AppSocket): void {
  const { session, user } = socket.data;
  removed.set(session, { nickname: user.nickname, until: performance.now() + REMOVED_FOR * 60_000 });
  const [oldest = ''] = removed.keys();
  if (removed.size > MAX_REMOVED) removed.delete(oldest);
  user.isHost = false;
  socket.emit('person_removed', { minutes: REMOVED_FOR });
  socket.disconnect(true);
}

/** Runs before somebody is let in, after `authenticate`. */
export function keepOut(socket: AppSocket, next: (refusal?: Error) => void): void {
  const { session, user } = socket.data;
  // With another nickname, authenticate has made a new session. The handshake still has the old one.
  const sessions = [session, socket.handshake.auth.session];
  for (const [other, { nickname, until }] of removed) {
    const minutes = Math.ceil((until - performance.now()) / 60_000);
    if (minutes <= 0) removed.delete(other);
    else if (sessions.includes(other) || isSame(nickname, user.nickname)) {
      return next(new Error(`The host has removed "${nickname}". You can come back in ${minutes} min.`));
    }
  }
  if (othersThan(session).some((other) => other.isHost && looksLike(other.nickname, user.nickname))) {
    return next(new Error(`The nickname "${user.nickname}" looks like the host's. Please choose another.`));
  }
  next();
}
