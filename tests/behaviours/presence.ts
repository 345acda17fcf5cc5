// Demo 5 and all after it: everybody has a nickname, and all see who is here.
import assert from 'node:assert/strict';
import { type Client, connect, within, withClients } from '../client.ts';
import type { Behaviours } from './layers.ts';

interface User {
  id: string;
  nickname: string;
  joinedAt: string;
}
interface Session {
  session: string;
  user: User;
}

const sessionOf = async (client: Client) => (await client.next('session')) as Session;
const listOf = async (client: Client) => (await client.next('user_list')) as User[];
const namesOf = (users: unknown[]) => users.map((user) => (user as User).nickname);

/** The sentence with which a handshake is refused. */
async function refusalOf(url: string, auth: object): Promise<string> {
  const client = await connect(url, { auth }).catch((error: Error) => error.message);
  if (typeof client === 'string') return client.replace(/^Could not connect to \S+: /, '');
  client.close();
  throw new assert.AssertionError({ message: `${JSON.stringify(auth)} must be refused` });
}

/** Waits until both have heard a message of the first: what was sent to them before it has arrived then. */
async function settle(...clients: [Client, ...Client[]]) {
  await clients[0].ask('send_message', { text: 'settle' });
  await Promise.all(clients.map((client) => client.next('new_message')));
}

export const presence: Behaviours = {
  'gives who comes in a session, and the list of all who are here': async ({ url }) => {
    await withClients(url, 1, async (first) => {
      const ann = await connect(url, { auth: { nickname: 'Ann' } });
      const { session, user } = await sessionOf(ann);
      assert.ok(session.length >= 20, 'a session must be hard to guess');
      assert.equal(user.nickname, 'Ann');
      assert.ok(Math.abs(Date.parse(user.joinedAt) - Date.now()) < 10_000);
      const { user: other } = await sessionOf(first!);
      const list = await listOf(ann);
      assert.deepEqual(
        list.find(({ id }) => id === user.id),
        user,
      );
      assert.deepEqual(
        list.find(({ id }) => id === other.id),
        other,
      );
      assert.equal(new Set(list.map(({ id }) => id)).size, list.length);
      ann.close();
    });
  },

  'tells the others who has come and who has left, once, and not the one it is about': async ({ url }) => {
    await withClients(url, 2, async (one, two) => {
      const guest = await connect(url, { auth: { nickname: 'Guest' } });
      const { user } = await sessionOf(guest);
      await settle(guest, one!, two!);
      assert.deepEqual(guest.received('user_joined'), []);
      guest.close();
      for (const client of [one!, two!]) {
        while (((await client.next('user_left')) as User).id !== user.id);
        const joined = client.received('user_joined').filter((joining) => (joining as User).id === user.id);
        assert.deepEqual(joined, [user]);
      }
      const late = await connect(url);
      assert.ok(!namesOf(await listOf(late)).includes('Guest'), 'who has left must be off the list');
      late.close();
    });
  },

  'writes the nickname on each message': async ({ url }) => {
    const ann = await connect(url, { auth: { nickname: 'Ann-Writes' } });
    await ann.ask('send_message', { text: 'by me', from: 'Bob' });
    assert.equal(((await ann.next('new_message')) as { from: string }).from, 'Ann-Writes');
    ann.close();
  },

  'refuses a nickname that is taken, however it is written, until its owner has left': async ({ url }) => {
    await withClients(url, 1, async (watcher) => {
      const owner = await connect(url, { auth: { nickname: 'Zoë' } });
      for (const nickname of ['Zoë', 'zoë', 'ZOË', ' Zoë ', 'Zoe\u0308', 'Ｚｏë']) {
        assert.match(await refusalOf(url, { nickname }), /^The nickname ".+" is taken\. .+\.$/);
      }
      owner.close();
      while (((await watcher!.next('user_left')) as User).nickname !== 'Zoë');
      const next = await connect(url, { auth: { nickname: 'zoë' } });
      assert.equal((await sessionOf(next)).user.nickname, 'zoë');
      next.close();
    });
  },

  'lets in one of many who want the same nickname at the same time': async ({ url }) => {
    const auth = { nickname: 'Popular' };
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => connect(url, { auth })));
    const inside = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    for (const client of inside) client.close();
    assert.equal(inside.length, 1);
  },

  'refuses a nickname that is missing or not allowed, with a sentence': async ({ url }) => {
    const nicknames = [undefined, null, 7, {}, '', '   ', 'x'.repeat(21), 'x'.repeat(10_000), 'Ann Lee', '<b>', 'a\u200bb', '\u3164', '\u115f', '\u202eabc', '🙂', 'a\nb']; // prettier-ignore
    for (const nickname of nicknames) {
      assert.match(
        await refusalOf(url, { nickname }),
        /^(Please choose|A nickname has) .+\.$/,
        String(nickname),
      );
    }
  },

  'takes letters and digits of any language, and names that mean something to JavaScript': async ({
    url,
  }) => {
    for (const nickname of ['Ж', '山田', 'a_b-c.1', 'x'.repeat(20), '__proto__', 'constructor', 'toString']) {
      const client = await connect(url, { auth: { nickname } });
      assert.equal((await sessionOf(client)).user.nickname, nickname);
      assert.ok(namesOf(await listOf(client)).includes(nickname));
      client.close();
    }
  },

  'lets a session take over from its old connection, so that the others see one person': async ({ url }) => {
    await withClients(url, 1, async (watcher) => {
      const old = await connect(url, { auth: { nickname: 'Wi-Fi' } });
      const { session, user } = await sessionOf(old);
      await watcher!.next('user_joined');
      const ended = new Promise((done) => old.socket.on('disconnect', done));
      const again = await connect(url, { auth: { nickname: 'Wi-Fi', session } });
      await within(ended, 'The old connection of the same person must be ended.');
      assert.deepEqual(await sessionOf(again), { session, user });
      assert.equal(namesOf(await listOf(again)).filter((name) => name === 'Wi-Fi').length, 1);
      await settle(again, watcher!);
      // Somebody of another check may still be leaving.
      const heard = (event: string) => watcher!.received(event).filter((one) => (one as User).id === user.id);
      assert.deepEqual([heard('user_left'), heard('user_joined').length], [[], 1]);
      again.close();
    });
  },

  'knows a session again after it was away, and lets nobody else use it': async ({ url }) => {
    await withClients(url, 1, async (watcher) => {
      const before = await connect(url, { auth: { nickname: 'Away' } });
      const { session, user } = await sessionOf(before);
      const stranger = 'The nickname "Away" is taken. Please choose another.';
      assert.equal(await refusalOf(url, { nickname: 'Away', session: 'x'.repeat(32) }), stranger);
      before.close();
      while (((await watcher!.next('user_left')) as User).id !== user.id);
      const after = await connect(url, { auth: { nickname: 'Away', session } });
      assert.equal((await sessionOf(after)).user.id, user.id);
      const other = await connect(url, { auth: { nickname: 'Other', session } });
      const theirs = await sessionOf(other);
      assert.notEqual(theirs.user.id, user.id);
      assert.notEqual(theirs.session, session);
      after.close();
      other.close();
    });
  },

  'tells nobody the session of another': async ({ url }) => {
    await withClients(url, 2, async (one, two) => {
      const secret = (await sessionOf(one!)).session;
      await settle(one!, two!);
      for (const event of ['user_list', 'user_joined', 'new_message', 'message_history', 'session']) {
        assert.ok(!JSON.stringify(two!.received(event)).includes(secret), event);
      }
    });
  },
};
