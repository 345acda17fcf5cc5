// Presence: who is here. Everybody has a nickname that nobody else has.
import { randomUUID } from 'node:crypto';
import { ownerOf } from '../accounts/accounts.ts';
import { query, transaction } from '../database.ts';
import { type AppServer, type AppSocket, authSchema } from '../events.ts';
import { validate } from '../guard.ts';
import { self } from '../identity.ts';
import { arriveInTurn, inTurn } from '../turns.ts';
import { letIn, Refusal } from './refusals.ts';
import { peopleChanged, peopleIn } from './people.ts';
import { findOrOpen } from './rooms.ts';
import { addPerson, findPerson, keyOf, leave, takeNickname } from './sessions.ts';

/** Finds out who somebody is. */
export const authenticate = letIn(async (socket) => {
  const { data: auth, error } = validate(authSchema, socket.handshake.auth);
  if (error !== undefined) throw new Refusal(error);

  // The session is a secret of the browser. It proves that this is the same person as before.
  const { nickname, room, session = randomUUID() } = auth;
  socket.data.room = room;
  const { account } = socket.request.session;
  const owner = await ownerOf(account ?? nickname);
  if (owner && account !== undefined) {
    // A tab from before the login shows another name.
    if (keyOf(nickname) !== account)
      throw new Refusal(`This browser is logged in as "${owner.nickname}" now. Reload the page.`);
    Object.assign(socket.data, { session, user: owner });
    return;
  }
  if (owner)
    throw new Refusal(`The nickname "${nickname}" belongs to an account. Log in, or choose another.`);
  const known = await findPerson(session);
  const isBack = known && keyOf(known.nickname) === keyOf(nickname);
  socket.data.session = known && !isBack ? randomUUID() : session;
  socket.data.user = isBack ? known : { id: randomUUID(), nickname, joinedAt: new Date().toISOString() };
});

/** Lets a socket in when its nickname is free. Runs when nobody else has a reason to refuse it. */
export const takePlace = letIn(async (socket) => {
  const { session, user } = socket.data;
  const room = (await findOrOpen(socket.data.room, user.id)) ?? 'general';
  socket.data.room = room;
  await transaction(async (ask) => {
    if (!(await addPerson(ask, session, user, socket.handshake.address)))
      throw new Refusal('This server is full. Try again later.');
    const place = await takeNickname(ask, user, { room, socket: socket.id, server: self.id });
    if (!place) throw new Refusal(`The nickname "${user.nickname}" is taken. Please choose another.`);
    socket.data.before = place.before;
  });
});

/** The socket of the person with this nickname, in whichever room and on whichever server. */
export async function findOnline(
  nickname: string,
): Promise<{ socket: string; nickname: string } | undefined> {
  const [found] = await query<{ socket: string; nickname: string }>(
    `select socket, nickname from online join people on people.id = person
     where nickname_key = $1 and socket is not null`,
    [keyOf(nickname)],
  );
  return found;
}

export function registerPresence(io: AppServer, socket: AppSocket): void {
  const { session, user, facts, before } = socket.data;

  socket.on('disconnect', (reason) => {
    // Only a goodbye frees the nickname. Somebody whose connection was lost may come back to it.
    void inTurn(socket, async () => {
      const left = await leave(user.id, socket.id, reason === 'client namespace disconnect');
      if (left !== undefined) await peopleChanged(io, [left]);
    });
  });

  socket.join(`person:${user.id}`); // by which all servers find this person
  socket.emit('session', { session, user });
  const appear = async (former?: string) => {
    const { room } = socket.data;
    await peopleChanged(io, former === undefined ? [room] : [room, former]);
    socket.emit('user_list', peopleIn(room));
  };
  arriveInTurn(socket, () => appear(before?.room));
  facts.on('room_changed', async () => {
    const [moved] = await query<{ former: string }>(
      `with former as (select room from online where socket = $1)
       update online set room = $2 where socket = $1 returning (select room from former) as former`,
      [socket.id, socket.data.room],
    );
    await appear(moved?.former);
  });
  if (!before) return;
  io.to(before.socket).emit('session_moved');
  io.in(before.socket).disconnectSockets(true);
}
