// The host: whoever has entered the key from the terminal. What only the host may do is checked here, on the server.
import { randomBytes } from 'node:crypto';
import { query } from '../database.ts';
import type { AppServer, AppSocket, RequestName, RoomMode } from '../events.ts';
import { seatOf } from '../limits.ts';
import type { Seat } from '../limits/addresses.ts';
import { allowance } from '../limits/allowance.ts';
import { on } from '../turns.ts';
import { note, readActions } from './actions.ts';
import { deleteMessage } from './chat.ts';
import { modeOf, registerModes } from './modes.ts';
import { peopleChanged } from './people.ts';
import { isHere, remove } from './removals.ts';
import { hashOf } from './sessions.ts';

const REMOVED_FOR = 10; // minutes

// 64 random bits, and other ones each time that the server starts. The first process of several gives them its own.
export const hostKey = (process.env.HOST_KEY ??= randomBytes(8).toString('hex'));

const ofHost = [
  'delete_message',
  'remove_person',
  'ban_person',
  'set_room_mode',
  'read_actions',
  'read_servers',
  'stop_server',
];
const evenWhenFrozen = ['join_room', 'typing_stop', 'become_host', 'read_messages'];

const guesses = new WeakMap<Seat, () => boolean>();
const reports = new WeakMap<Seat, () => boolean>();

export const printKey = (): void =>
  console.log(`The host's key: ${hostKey} (press Host on the page, enter it there)`);

/** Tells the terminal who sends too much. A nickname has letters and digits only, so it can't disturb the terminal. */
export function reportFlood(socket: AppSocket): void {
  const { user } = socket.data;
  const seat = seatOf(socket);
  const mayReport = reports.get(seat) ?? allowance(1, 0.2); // one line in five seconds
  reports.set(seat, mayReport);
  if (mayReport()) console.log(`Refused for flooding: ${user.nickname} (${socket.handshake.address})`);
}

export function registerHost(io: AppServer, socket: AppSocket): void {
  const { session, user } = socket.data;
  registerModes(io, socket);

  // Asked before the handlers of all layers. What is refused here has no effect on any of them.
  socket.data.whyNot = (event) => (user.isHost ? undefined : whyNot(event, modeOf(socket.data.room)));

  on(socket, 'become_host', async ({ key: guess }) => {
    const seat = seatOf(socket);
    const mayGuess = guesses.get(seat) ?? allowance(5, 0.05);
    guesses.set(seat, mayGuess);
    if (!mayGuess()) return { ok: false, error: 'Too many guesses. Try again in 20 seconds.' };
    // The key of any server is good on all of them. What is compared are hashes, so the time it takes tells nothing.
    const [server] = await query('select 1 from servers where key_hash = $1', [hashOf(guess)]);
    if (!server) return { ok: false, error: 'That is not the key.' };
    mayGuess(-1); // puts it back: only wrong ones count
    user.isHost = true;
    await query('update people set is_host = true where id = $1', [user.id]);
    await note(user, 'became the host');
    socket.emit('session', { session, user });
    await peopleChanged(io, [socket.data.room]);
    return { ok: true };
  });

  on(socket, 'delete_message', async ({ message }) => {
    const { room } = socket.data;
    const from = await deleteMessage(room, message);
    if (!from) return { ok: false, error: 'This message is not in this room, or not any more.' };
    io.to(`room:${room}`).emit('message_deleted', { message });
    await note(user, `deleted a message of ${from} in ${room}`);
    return { ok: true };
  });

  on(socket, 'remove_person', async ({ user: id }) => {
    if (id === user.id) return { ok: false, error: 'You cannot remove yourself.' };
    if (!(await isHere(id))) return { ok: false, error: 'This person is not here any more.' };
    return remove(io, user, id, REMOVED_FOR);
  });

  on(socket, 'ban_person', ({ user: id, minutes }) =>
    id === user.id ? { ok: false, error: 'You cannot ban yourself.' } : remove(io, user, id, minutes),
  );

  on(socket, 'read_actions', async () => ({ ok: true, actions: await readActions() }));
}

/** Why somebody who is not the host may not do this now. Undefined when they may. Slow mode is in messages.ts. */
function whyNot(event: RequestName, { frozen }: RoomMode): string | undefined {
  if (ofHost.includes(event)) return 'Only the host can do that.';
  if (frozen && !evenWhenFrozen.includes(event)) return 'The host has frozen this room.';
  return undefined;
}
