// Presence: who is here. Everybody has a nickname that nobody else has.
import { randomUUID } from 'node:crypto';
import { type AppServer, type AppSocket, authSchema } from '../events.ts';
import { validate } from '../guard.ts';
import { arrive, findPerson, isSame, isTaken, leave, makePlace } from './sessions.ts';

const online = new Map<string, AppSocket>(); // by nickname in lower case

/** Lets a socket in when its nickname is valid and free. The message of an error given to `next` reaches the browser. */
export function authenticate(socket: AppSocket, next: (refusal?: Error) => void): void {
  const { data: auth, error } = validate(authSchema, socket.handshake.auth);
  if (error !== undefined) return next(new Error(error));

  // The session is a secret of the browser. It proves that this is the same person as before.
  const { nickname, room, session = randomUUID() } = auth;
  if (isTaken(nickname, session)) {
    return next(new Error(`The nickname "${nickname}" is taken. Please choose another.`));
  }
  const known = findPerson(session)?.user;
  const isBack = known && isSame(known.nickname, nickname);
  if (!isBack && !makePlace(socket.handshake.address)) {
    return next(new Error('This server is full. Try again later.'));
  }
  socket.data.session = known && !isBack ? randomUUID() : session;
  socket.data.user = isBack ? known : { id: randomUUID(), nickname, joinedAt: new Date().toISOString() };
  socket.data.room = room;
  next();
}

/** The socket of the person with this nickname, in whichever room. */
export function findOnline(nickname: string): AppSocket | undefined {
  return online.get(nickname.toLowerCase());
}

export function registerPresence(io: AppServer, socket: AppSocket): void {
  const { session, user, facts } = socket.data;
  const key = user.nickname.toLowerCase();
  const before = online.get(key); // the same person's last connection, if the server still thinks that it is alive
  let room = before?.data.room; // where the others see this person

  socket.on('disconnect', (reason) => {
    if (online.get(key) !== socket) return; // a newer connection of the same person has taken over
    online.delete(key);
    // Only a goodbye frees the nickname. Somebody whose connection was lost may come back to it.
    leave(session, reason === 'client namespace disconnect');
    io.to(`room:${room}`).emit('user_left', user);
  });
  online.set(key, socket);
  arrive(session, user, socket.handshake.address);

  socket.emit('session', { session, user });
  const appear = () => {
    // Only what changes goes to the others: the whole list each time somebody joins would be too much for a class.
    if (room !== socket.data.room) {
      if (room) socket.to(`room:${room}`).emit('user_left', user);
      room = socket.data.room;
      socket.to(`room:${room}`).emit('user_joined', user);
    }
    const here = [...online.values()].filter((one) => one.data.room === room);
    socket.emit(
      'user_list',
      here.map((one) => one.data.user),
    );
  };
  appear();
  facts.on('room_changed', appear);
  before?.emit('session_moved');
  before?.disconnect(true);
}
