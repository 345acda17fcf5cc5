// Presence: who is here. Everybody has a nickname, unique among those who are connected.
import { randomUUID } from 'node:crypto';
import { type AppServer, type AppSocket, type User, authSchema } from '../events.ts';

// Who has been here lately, by session, and who is connected, by nickname.
const MAX_SESSIONS = 2000;
const sessions = new Map<string, User>();
const online = new Map<string, AppSocket>();

/** Nicknames are compared without case. */
const keyOf = (nickname: string) => nickname.toLowerCase();

/** Lets a socket in when its nickname is good and free. An error given to `next` reaches the browser as a sentence. */
export function checkIn(socket: AppSocket, next: (refusal?: Error) => void): void {
  const auth = authSchema.safeParse(socket.handshake.auth);
  if (!auth.success) return next(new Error(auth.error.issues[0]?.message));

  const { nickname, room, session = '' } = auth.data;
  const holder = online.get(keyOf(nickname));
  // After a drop of the Wi-Fi the holder may be one's own old connection, which the server still takes for alive.
  if (holder && holder.data.session !== session) {
    return next(new Error(`The nickname "${nickname}" is taken. Please choose another.`));
  }

  const known = sessions.get(session);
  const isBack = known && keyOf(known.nickname) === keyOf(nickname);
  socket.data.session = isBack ? session : randomUUID();
  socket.data.user = isBack ? known : { id: randomUUID(), nickname, joinedAt: new Date().toISOString() };
  socket.data.room = room;
  next();
}

/** The socket of the person with this nickname, in whichever room. */
export function findOnline(nickname: string): AppSocket | undefined {
  return online.get(keyOf(nickname));
}

export function registerPresence(io: AppServer, socket: AppSocket): void {
  const { session, user } = socket.data;
  const key = keyOf(user.nickname);
  const before = online.get(key);
  online.set(key, socket);
  remember(session, user);

  socket.emit('session', { session, user });
  let room = before?.data.room; // where the others see this person
  const appear = () => {
    // Only what changes goes to the others: the whole list at each joining would be far too much for a class.
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
  socket.on('join_room', appear);
  before?.disconnect(true);

  socket.on('disconnect', () => {
    if (online.get(key) !== socket) return; // a newer connection of the same person has taken over
    online.delete(key);
    io.to(`room:${room}`).emit('user_left', user);
  });
}

function remember(session: string, user: User): void {
  sessions.delete(session); // so that it moves to the end, as the latest
  sessions.set(session, user);
  const [oldest] = sessions.keys();
  if (sessions.size > MAX_SESSIONS && oldest) sessions.delete(oldest);
}
