// Demo 5 and all after it: everybody has a nickname, and all see who is here.
import { gotNone, is, isNot, isNow, matches, must, staysSecret } from '../assert.ts';
import { type Client, connect, withPeople } from '../client.ts';
import { within } from '../patience.ts';
import { brief } from '../words.ts';
import { type User, identityOf, settle } from './inside.ts';
import type { Behaviours } from './layers.ts';

const listOf = async (client: Client) => (await client.next('user_list')) as User[];
const namesOf = (users: unknown[]) => users.map((user) => (user as User).nickname);

/** The sentence with which a handshake is refused. */
async function refusalOf(url: string, auth: object): Promise<string> {
  const client = await connect(url, { auth }).catch((error: Error) => error.message);
  if (typeof client === 'string') return client.replace(/^Could not connect to \S+: /, '');
  client.close();
  throw new Error(`a handshake with ${brief(auth)} must be refused`);
}

export const presence: Behaviours = {
  'gives everyone who joins a session, and the list of who is here': {
    ask: 'Who comes in has to learn two things: who one is for the server, and who else is here. Who else needs to be sent these two?',
    look: 'In handlers/presence.ts, anyone who joins must get session and user_list, with their own name in the list. In server.ts, authenticate must run before anybody is let in, and registerPresence for each connection.',
    line: ['handlers/presence.ts', "socket.emit('session', { session, user });"],
    check: withPeople(1, async ({ url }, first) => {
      const ann = await connect(url, { auth: { nickname: 'Ann' } });
      const { session, user } = await identityOf(ann);
      must(session.length >= 20, 'a session must be hard to guess');
      is(user.nickname, 'Ann', 'the user in "session" must have the nickname of the handshake');
      isNow(user.joinedAt);
      const { user: other } = await identityOf(first!);
      const list = await listOf(ann);
      const entryOf = (person: User) => list.find(({ id }) => id === person.id);
      is(entryOf(user), user, 'the list has the person who comes in');
      is(entryOf(other), other, 'the list has the people who were here before');
      is(new Set(list.map(({ id }) => id)).size, list.length, '"user_list" must have nobody twice');
      ann.close();
    }),
  },

  'tells the others, once, who has joined and who has left': {
    ask: 'Socket.IO can send to all, or to all but the one whose socket it is. Which of them fits the news that a person has come?',
    look: 'In handlers/presence.ts, the others must get user_joined when somebody comes in, and user_left when that connection ends. Who has left must be out of the list, too.',
    line: [
      'handlers/presence.ts',
      {
        5: "if (!before) socket.broadcast.emit('user_joined', user);",
        6: "socket.to(`room:${room}`).emit('user_joined', user);",
      },
    ],
    check: withPeople(2, async ({ url }, one, two) => {
      const guest = await connect(url, { auth: { nickname: 'Guest' } });
      const { user } = await identityOf(guest);
      await settle(guest, one!, two!);
      gotNone('user_joined', guest);
      guest.close();
      for (const client of [one!, two!]) {
        while (((await client.next('user_left')) as User).id !== user.id);
        const joined = client.received('user_joined').filter((joining) => (joining as User).id === user.id);
        is(joined, [user], 'the others must get "user_joined" once, with the user who came');
      }
      const late = await connect(url);
      must(!namesOf(await listOf(late)).includes('Guest'), 'who has left must be off the list');
      late.close();
    }),
  },

  'writes the nickname on each message': {
    ask: 'The server has checked the nickname when its owner came in. Where has it noted it since, so that a message need not bring it along?',
    look: 'In handlers/chat.ts, the author of a message must be the nickname that the server has noted with the socket. In demo 4 it was a guest with a number.',
    line: [
      'handlers/chat.ts',
      { 5: 'const from = socket.data.user.nickname;', 6: 'const from = user.nickname;' },
    ],
    check: async ({ url }) => {
      const ann = await connect(url, { auth: { nickname: 'Ann-Writes' } });
      await ann.ask('send_message', { text: 'by me', from: 'Bob' });
      const { from } = (await ann.next('new_message')) as { from: string };
      is(from, 'Ann-Writes', 'the sender’s nickname is written');
      ann.close();
    },
  },

  'rejects a nickname that is taken, however it is written, until its owner has left': {
    ask: 'Are Zoë, zoë and ZOË three people or one? And from when on is a nickname free again?',
    look: 'Take handlers/sessions.ts from the demo. In handlers/presence.ts, authenticate must ask it whether the nickname is taken, in the form in which authSchema leaves it. When its owner disconnects, leave must be called.',
    line: ['handlers/presence.ts', 'if (isTaken(nickname, session)) {'],
    check: withPeople(1, async ({ url }, watcher) => {
      const owner = await connect(url, { auth: { nickname: 'Zoë' } });
      for (const nickname of ['Zoë', 'zoë', 'ZOË', ' Zoë ', 'Zoe\u0308', 'Ｚｏë']) {
        const refusal = await refusalOf(url, { nickname });
        matches(refusal, /^The nickname ".+" is taken\. .+\.$/, `${brief(nickname)} is taken`);
      }
      owner.close();
      while (((await watcher!.next('user_left')) as User).nickname !== 'Zoë');
      const next = await connect(url, { auth: { nickname: 'zoë' } });
      is((await identityOf(next)).user.nickname, 'zoë', 'it is free again when its owner has left');
      next.close();
    }),
  },

  'lets in only one of many who want the same nickname at the same time': {
    ask: 'First you look whether a nickname is free, then you note that it is taken. Could somebody else look in between?',
    look: 'In handlers/presence.ts, nothing may be waited for, and no timer set, between the check in authenticate and the line in registerPresence that notes who has arrived.',
    line: ['handlers/presence.ts', 'arrive(session, user, socket.handshake.address);'],
    check: async ({ url }) => {
      const auth = { nickname: 'Popular' };
      const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => connect(url, { auth })));
      const inside = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
      for (const client of inside) client.close();
      is(inside.length, 1, 'one of 20 people who want the same nickname must be let in');
    },
  },

  'rejects a missing or invalid nickname with a sentence': {
    ask: 'The guard checks the payload of each event. Who checks what comes with the handshake, before there is any event?',
    look: 'In handlers/presence.ts, authenticate must check the auth of the handshake with authSchema, whose rules are in events.ts. If it fails, next gets an Error with the sentence of the rule that was broken.',
    line: ['handlers/presence.ts', 'const { data: auth, error } = validate(authSchema, socket.handshake.aut'],
    check: async ({ url }) => {
      const nicknames = [undefined, null, 7, {}, '', '   ', 'x'.repeat(21), 'x'.repeat(10_000), 'Ann Lee', '<b>', 'a\u200bb', '\u3164', '\u115f', '\u202eabc', '🙂', 'a\nb', '\u0420rof', 'Ann\u0391']; // prettier-ignore
      for (const nickname of nicknames) {
        const refusal = await refusalOf(url, { nickname });
        matches(refusal, /^(Please choose|A nickname has) .+\.$/, `${brief(nickname, 30)} is not taken`);
      }
    },
  },

  'takes letters and digits of any language, and names that mean something to JavaScript': {
    ask: 'Are people called by the letters from A to Z alone? And what does an empty object have under the name constructor already?',
    look: 'In events.ts, the pattern for a nickname must take the letters and digits of every alphabet, and the marks on them. In handlers/presence.ts, who is online must be kept in a Map, and not under the keys of an object.',
    line: ['events.ts', '(chosen) => /^(?!.*\\p{DI})([\\p{L}\\p{N}_.-]\\p{M}{0,4}){1,20}$/u.test(chosen),'],
    check: async ({ url }) => {
      const ofLanguages = ['Ж-2', '田中ひろし', 'สมชาย', 'a_b-c.1', 'x'.repeat(20)];
      for (const nickname of [...ofLanguages, '__proto__', 'constructor', 'toString']) {
        const client = await connect(url, { auth: { nickname } });
        is((await identityOf(client)).user.nickname, nickname, 'the nickname is taken as it is');
        must(namesOf(await listOf(client)).includes(nickname), `"user_list" must have ${brief(nickname)}`);
        client.close();
      }
    },
  },

  'lets a session take over from its old connection, so that the others see one person': {
    ask: 'After a break of the Wi-Fi, the server may still take the old connection for alive. Who comes with the new one, and what should the others notice of it?',
    look: 'In handlers/presence.ts, registerPresence must put the new socket in the place of the old one, then end the old one. The others are told nothing: neither user_joined nor, when the old one disconnects, user_left.',
    line: ['handlers/presence.ts', 'before?.disconnect(true);'],
    check: withPeople(1, async ({ url }, watcher) => {
      const old = await connect(url, { auth: { nickname: 'Wi-Fi' } });
      const { session, user } = await identityOf(old);
      await watcher!.next('user_joined');
      const ended = new Promise((done) => old.socket.on('disconnect', done));
      const again = await connect(url, { auth: { nickname: 'Wi-Fi', session } });
      await within(ended, 'The old connection of the same person must be ended.');
      is(await identityOf(again), { session, user }, 'a reconnect keeps the session and the user');
      const times = namesOf(await listOf(again)).filter((name) => name === 'Wi-Fi').length;
      is(times, 1, '"user_list" must have one person once, not once for each connection');
      await settle(again, watcher!);
      // Somebody of another check may still be leaving.
      const heard = (event: string) => watcher!.received(event).filter((one) => (one as User).id === user.id);
      is([heard('user_left').length, heard('user_joined').length], [0, 1], 'a reconnect is no news');
      again.close();
    }),
  },

  'tells the old connection of a session that it has moved, and ends it': {
    ask: 'Somebody duplicates a tab: both have the same session, and the first one is cut off. How can its page know why?',
    look: 'In handlers/presence.ts, look at the end of registerPresence. Before the old connection is ended, it must get session_moved, which it can still hear.',
    line: ['handlers/presence.ts', "before?.emit('session_moved');"],
    check: async ({ url }) => {
      const old = await connect(url, { auth: { nickname: 'Duplicate' } });
      const { session } = await identityOf(old);
      const ended = new Promise((done) => old.socket.on('disconnect', done));
      const again = await connect(url, { auth: { nickname: 'Duplicate', session } });
      await within(ended, 'The old connection of the same person must be ended.');
      is(old.received('session_moved').length, 1, 'it must be told before it is ended');
      await settle(again);
      gotNone('session_moved', again);
      again.close();
    },
  },

  'recognizes a session that comes back, and lets nobody else use it': {
    ask: 'A session is like a key. What must the server remember when its owner has left, and what if the key comes with another name?',
    look: 'In handlers/sessions.ts, people must be remembered after they have left. In handlers/presence.ts, authenticate gives back the known user if session and nickname belong together, else a new user with a new session.',
    line: ['handlers/presence.ts', 'const isBack = known && isSame(known.nickname, nickname);'],
    check: withPeople(1, async ({ url }, watcher) => {
      const before = await connect(url, { auth: { nickname: 'Away' } });
      const { session, user } = await identityOf(before);
      const refusal = await refusalOf(url, { nickname: 'Away', session: 'x'.repeat(32) });
      const taken = 'The nickname "Away" is taken. Please choose another.';
      is(refusal, taken, 'a nickname that is taken must be rejected when the session is not the right one');
      before.close();
      while (((await watcher!.next('user_left')) as User).id !== user.id);
      const after = await connect(url, { auth: { nickname: 'Away', session } });
      is((await identityOf(after)).user.id, user.id, 'a session brings back the same user');
      const other = await connect(url, { auth: { nickname: 'Other', session } });
      const theirs = await identityOf(other);
      isNot(theirs.user.id, user.id, 'a session with another nickname must lead to a new user');
      isNot(theirs.session, session, 'a session with another nickname must be replaced by a new one');
      after.close();
      other.close();
    }),
  },

  'tells nobody the session of another': {
    ask: 'Who knows your session can be you. Which events go to the others, and what do they carry?',
    look: 'In handlers/presence.ts, the session goes to its owner alone. The lists and the news for the others hold users, so the session must not be a part of a user.',
    line: ['handlers/presence.ts', '(one) => one.data.user'],
    check: withPeople(2, async (_demo, one, two) => {
      const secret = (await identityOf(one!)).session;
      await settle(one!, two!);
      for (const event of ['user_list', 'user_joined', 'new_message', 'message_history', 'session']) {
        staysSecret(two!.received(event), secret);
      }
    }),
  },

  'keeps the messages of quiet people when others write too many': {
    ask: 'A history has room for 100 messages. Who should lose one when somebody writes a hundred in a few seconds?',
    look: 'In handlers/chat.ts, look at what happens when there are too many messages. Count how many each person has in the list. The oldest one of whoever has the most must go.',
    line: ['handlers/chat.ts', 'return all.findIndex(({ from }) => counts.get(from) === most);'],
    check: withPeople(7, async ({ url }, quiet, ...loud) => {
      const texts = ['quiet one', 'quiet two', 'quiet three'];
      for (const text of texts) await quiet!.ask('send_message', { text });
      for (let i = 0; i < 20; i++) {
        const answers = await Promise.all(loud.map((client) => client.ask('send_message', { text: 'loud' })));
        must(
          answers.every(({ ok }) => ok),
          'each must be accepted',
        );
      }
      const late = await connect(url);
      const history = (await late.next('message_history')) as { text: string }[];
      is(history.length, 100, 'the history must have 100 messages');
      is(
        history.map(({ text }) => text).filter((text) => text.startsWith('quiet')),
        texts,
        'all messages of somebody who wrote three must still be there',
      );
      late.close();
    }),
  },
};
