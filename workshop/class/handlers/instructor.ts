// The instructor: whoever has the key from the terminal. Lets sockets in, and says what each of them may send.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type AppSocket, authSchema } from '../events.ts';
import { validate } from '../guard.ts';
import { seatOf } from '../limits.ts';
import type { Seat } from '../limits/addresses.ts';
import { allowance } from '../limits/allowance.ts';
import { hasPlaceFor, isKnown, isRemoved } from './members.ts';

// 128 random bits, and other ones each time that the class starts: nobody guesses them, however many guesses they have.
export const key = randomBytes(16).toString('hex');

// A seat is for one student. Whoever reconnects with ever new sessions can't fill the board with them.
const newcomers = new WeakMap<Seat, () => boolean>();

/** An error that a client shows. It connects again by itself unless the error is final. */
const refusal = (sentence: string, isFinal: boolean) =>
  Object.assign(new Error(sentence), { data: { isFinal } });

/** Lets a socket in as a member, or as the instructor. */
export function authenticate(socket: AppSocket, next: (refusal?: Error) => void): void {
  const { data: auth, error } = validate(authSchema, socket.handshake.auth);
  if (error !== undefined) return next(refusal(error, true));
  if (auth.role === 'instructor') {
    // It takes as long for a key that is almost right. (=== would stop at the first character that is different.)
    const isRight = timingSafeEqual(hashOf(auth.key), hashOf(key));
    return next(isRight ? undefined : refusal('That is not the key. It is in the terminal.', true));
  }
  if (isRemoved(auth.session)) return next(refusal('The instructor has removed you from the class.', true));
  const seat = seatOf(socket);
  const mayBeNew = newcomers.get(seat) ?? allowance(20, 0.1);
  newcomers.set(seat, mayBeNew);
  const isWelcome = isKnown(auth.session) || mayBeNew();
  if (!isWelcome) return next(refusal('Too many have joined from here. Wait a few seconds.', false));
  if (!hasPlaceFor(auth.session)) return next(refusal('The class is full. Tell your instructor.', false));
  socket.data.student = auth;
  next();
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
