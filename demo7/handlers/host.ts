// The host: whoever has entered the key from the terminal. What only the host may do is checked here, on the server.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AppServer, AppSocket, RoomMode, User } from '../events.ts';
import { seatOf } from '../limits.ts';
import type { Seat } from '../limits/addresses.ts';
import { allowance } from '../limits/allowance.ts';
import { deleteMessage } from './chat.ts';
import { remove } from './removals.ts';
import { onRoomClosed } from './rooms.ts';

const key = randomBytes(8).toString('hex'); // 64 random bits, and other ones each time that the server starts

const ofHost = ['delete_message', 'remove_person', 'set_room_mode'];
const evenWhenFrozen = ['join_room', 'typing_stop', 'become_host'];
const normal: RoomMode = { frozen: false, seconds: 0 };

const modes = new Map<string, RoomMode>(); // by room
onRoomClosed((room) => modes.delete(room));
// A WeakMap forgets with the person or the seat.
const wroteAt = new WeakMap<User, number>(); // in slow mode, in milliseconds
const guesses = new WeakMap<Seat, () => boolean>();
const reports = new WeakMap<Seat, () => boolean>();

export const printKey = (): void =>
  console.log(`The host's key: ${key} (press Host on the page, enter it there)`);

/** Tells the terminal who sends too much. A nickname has letters and digits only, so it can't disturb the terminal. */
export function reportFlood(socket: AppSocket): void {
  const { user } = socket.data;
  const seat = seatOf(socket);
  const mayReport = reports.get(seat) ?? allowance(1, 0.2); // one line in five seconds
  reports.set(seat, mayReport);
  if (mayReport()) console.log(`Refused for flooding: ${user.nickname} (${socket.handshake.address})`);
}

export function registerHost(io: AppServer, socket: AppSocket): void {
  // The session keeps this object. So being host lasts as long as the session, whatever happens to the connection.
  const { session, user, facts } = socket.data;
  const modeHere = () => modes.get(socket.data.room) ?? normal;
  const showMode = () => socket.emit('room_mode', modeHere());
  showMode();
  facts.on('room_changed', showMode);

  // Runs before the handlers of all layers. What is refused here has no effect on any of them.
  socket.use(([event, , ack], next) => {
    const error = user.isHost ? undefined : whyNot(event, user, modeHere());
    if (error === undefined) next();
    else ack({ ok: false, error });
  });

  socket.on('become_host', ({ key: guess }, ack) => {
    const seat = seatOf(socket);
    const mayGuess = guesses.get(seat) ?? allowance(5, 0.05);
    guesses.set(seat, mayGuess);
    if (!mayGuess()) return ack({ ok: false, error: 'Too many guesses. Try again in 20 seconds.' });
    // It takes as long for a guess that is almost right. (=== would stop at the first character that is different.)
    const isRight = timingSafeEqual(hashOf(guess), hashOf(key));
    if (!isRight) return ack({ ok: false, error: 'That is not the key.' });
    mayGuess(-1); // puts it back: only wrong ones count
    user.isHost = true;
    socket.emit('session', { session, user });
    io.to(`room:${socket.data.room}`).emit('user_updated', user);
    ack({ ok: true });
  });

  socket.on('delete_message', ({ message }, ack) => {
    const { room } = socket.data;
    const error = 'This message is not in this room, or not any more.';
    if (!deleteMessage(room, message)) return ack({ ok: false, error });
    io.to(`room:${room}`).emit('message_deleted', { message });
    ack({ ok: true });
  });

  socket.on('remove_person', ({ user: id }, ack) => {
    const person = [...io.of('/').sockets.values()].find(({ data }) => data.user.id === id);
    if (!person) return ack({ ok: false, error: 'This person is not here any more.' });
    if (id === user.id) return ack({ ok: false, error: 'You cannot remove yourself.' });
    remove(person);
    ack({ ok: true });
  });

  socket.on('set_room_mode', (mode, ack) => {
    modes.set(socket.data.room, mode);
    io.to(`room:${socket.data.room}`).emit('room_mode', mode);
    ack({ ok: true });
  });
}

/** Why somebody who is not the host may not do this now. Undefined when they may. */
function whyNot(event: string, user: User, { frozen, seconds }: RoomMode): string | undefined {
  if (ofHost.includes(event)) return 'Only the host can do that.';
  if (frozen && !evenWhenFrozen.includes(event)) return 'The host has frozen this room.';
  if (seconds === 0 || event !== 'send_message') return undefined;
  const wait = seconds - (performance.now() - (wroteAt.get(user) ?? -Infinity)) / 1000;
  if (wait > 0) return `Slow mode: you can write again in ${Math.ceil(wait)} s.`;
  wroteAt.set(user, performance.now());
  return undefined;
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
