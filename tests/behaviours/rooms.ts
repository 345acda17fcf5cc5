// Demo 6 and all after it: rooms, each with messages and people of its own.
import assert from 'node:assert/strict';
import { type Client, connect, withClients } from '../client.ts';
import { comeBack, enter, identityOf, newRoom, refused, settle, succeeded, withClientsIn } from './inside.ts';
import type { Behaviours } from './layers.ts';

const MAX_ROOMS = 100;

interface Room {
  name: string;
  users: number;
}
interface Message {
  text: string;
  room: string;
}
interface User {
  id: string;
  nickname: string;
}

const textsOf = (messages: unknown[]) => messages.map((message) => (message as Message).text);
const roomOf = async (client: Client) => ((await client.next('room_joined')) as { room: string }).room;

/** Waits for a list of rooms that is as it should be. */
async function listWhere(client: Client, isRight: (rooms: Room[]) => boolean): Promise<Room[]> {
  for (;;) {
    const rooms = (await client.next('room_list')) as Room[];
    if (isRight(rooms)) return rooms;
  }
}

export const rooms: Behaviours = {
  'brings who comes in to general, and lists general, random and tech': async ({ url }) => {
    await withClients(url, 1, async (client) => {
      assert.equal(await roomOf(client!), 'general');
      const list = (await client!.next('room_list')) as Room[];
      assert.deepEqual(
        list.slice(0, 3).map(({ name }) => name),
        ['general', 'random', 'tech'],
      );
      assert.ok(list[0]!.users >= 1, 'who comes in is counted');
    });
  },

  'lets a message be read in its room alone, and writes the room on it': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there, 'general'], async (sender, same, other, general) => {
      succeeded(await sender!.ask('send_message', { text: 'only here', room: there }));
      await settle(same!, other!, general!);
      for (const client of [sender!, same!]) {
        const [message] = client.received('new_message') as Message[];
        assert.deepEqual([message?.text, message?.room], ['only here', here]);
      }
      for (const client of [other!, general!]) {
        assert.ok(!textsOf(client.received('new_message')).includes('only here'));
      }
    });
  },

  'gives who changes rooms the history and the people of the new one': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, there], async (mover, resident) => {
      await settle(mover!, resident!);
      succeeded(await resident!.ask('send_message', { text: 'from before' }));
      const before = mover!.received('message_history').length;
      await enter(mover!, there);
      await settle(mover!);
      assert.equal(mover!.received('message_history').length, before + 1);
      assert.deepEqual(textsOf(mover!.received('message_history').at(-1) as Message[]), [
        'settle',
        'from before',
      ]);
      const people = mover!.received('user_list').at(-1) as User[];
      const both = [await identityOf(mover!), await identityOf(resident!)];
      assert.deepEqual(new Set(people.map(({ id }) => id)), new Set(both.map(({ user }) => user.id)));
    });
  },

  'tells both rooms who has moved, and neither the mover nor a third room': async ({ url }) => {
    const [here, there, third] = [newRoom(), newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there, third], async (mover, left, joined, other) => {
      const { user } = await identityOf(mover!);
      await settle(mover!, left!, joined!, other!);
      await enter(mover!, there);
      await settle(mover!, left!, joined!, other!);
      const about = (client: Client, event: string) =>
        client.received(event).filter((person) => (person as User).id === user.id).length;
      assert.deepEqual([about(left!, 'user_left'), about(joined!, 'user_joined')], [1, 1]);
      assert.deepEqual([about(left!, 'user_joined'), about(joined!, 'user_left')], [0, 0]);
      for (const client of [mover!, other!]) {
        assert.deepEqual([about(client, 'user_left'), about(client, 'user_joined')], [0, 0]);
      }
    });
  },

  'opens the room that somebody asks for, once, however it is written': async ({ url }) => {
    const room = `Tea-${newRoom()}`;
    await withClientsIn(url, [room], async (first) => {
      for (const written of [room.toUpperCase(), room.toLowerCase(), ` ${room} `, `Ｔ${room.slice(1)}`]) {
        await withClients(url, 1, async (second) => {
          await roomOf(second!); // general
          succeeded(await second!.ask('join_room', { room: written }));
          assert.equal(await roomOf(second!), room);
        });
      }
      await settle(first!);
    });
  },

  'tells everybody of the rooms and how many are in them, and no more of an empty one': async ({ url }) => {
    const room = newRoom();
    await withClients(url, 1, async (watcher) => {
      await withClientsIn(url, [room, room], async () => {
        await listWhere(watcher!, (list) => list.some(({ name, users }) => name === room && users === 2));
      });
      await listWhere(watcher!, (list) => list.every(({ name }) => name !== room));
      await withClientsIn(url, ['tech'], async (guest) => {
        await listWhere(watcher!, (list) => list.some(({ name, users }) => name === 'tech' && users > 0));
        await enter(guest!, 'random');
        await listWhere(watcher!, (list) => list.some(({ name, users }) => name === 'tech' && users === 0));
      });
    });
  },

  'announces many changes a few times, not each': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here], async (mover, watcher) => {
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === here && users === 2));
      const before = watcher!.received('room_list').length;
      const start = performance.now();
      for (let i = 0; i < 15; i++) await enter(mover!, i % 2 ? here : there);
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === there && users === 1));
      await enter(mover!, here); // when the list of this has come, so have those of all before
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === here && users === 2));
      const announced = watcher!.received('room_list').length - before;
      const seconds = (performance.now() - start) / 1000;
      assert.ok(announced <= 1 + 4 * seconds, `${announced} lists in ${seconds.toFixed(1)} s`);
    });
  },

  'keeps one in one’s room over a break, with its messages, even when one was alone': async ({ url }) => {
    const room = newRoom();
    const alone = await connect(url);
    await enter(alone, room);
    const identity = await identityOf(alone);
    succeeded(await alone.ask('send_message', { text: 'to myself' }));
    alone.close();
    const back = await comeBack(url, identity, room);
    assert.equal(await roomOf(back), room);
    assert.deepEqual(textsOf((await back.next('message_history')) as Message[]), ['to myself']);
    back.close();
  },

  'shows who comes back into another room as gone from the first, at once': async ({ url }) => {
    const [here, there] = [newRoom(), newRoom()];
    await withClientsIn(url, [here, here, there], async (old, left, joined) => {
      const identity = await identityOf(old!);
      await settle(left!, joined!);
      const back = await comeBack(url, identity, there); // the old connection is still there
      await settle(back, left!, joined!);
      assert.equal(((await left!.next('user_left')) as User).id, identity.user.id);
      assert.equal(((await joined!.next('user_joined')) as User).id, identity.user.id);
      back.close();
    });
  },

  'brings who asks for an impossible room in the handshake to general': async ({ url }) => {
    const wrong = ['', ' ', 'x'.repeat(21), '<b>', 'a b', 'room:tech', '\u200b', 7, null, ['tech'], {}];
    for (const [i, room] of wrong.entries()) {
      const client = await connect(url, { auth: { nickname: `Lost${i}`, room } });
      assert.equal(await roomOf(client), 'general', JSON.stringify(room));
      client.close();
    }
  },

  'refuses a name that no room can have, and leaves one where one was': async ({ url }) => {
    const here = newRoom();
    await withClientsIn(url, [here, here], async (client, other) => {
      const wrong = ['', ' ', 'x'.repeat(21), '<b>', 'a b', 'room:tech', '../tech', 'a\u200bb', 7, null, ['tech'], {}]; // prettier-ignore
      for (const room of wrong) {
        refused(await client!.ask('join_room', { room }), /^(Please choose a name|A name for the room has)/);
      }
      succeeded(await client!.ask('send_message', { text: 'still here' }));
      await settle(other!);
      assert.ok(textsOf(other!.received('new_message')).includes('still here'));
    });
  },

  'takes names that mean something to JavaScript or to Socket.IO for ordinary rooms': async ({ url }) => {
    await withClientsIn(url, ['general', 'general', 'general'], async (snoop, other, third) => {
      const { session, user } = await identityOf(other!);
      for (const room of ['__proto__', 'constructor', other!.socket.id!, user.nickname]) {
        await enter(snoop!, room);
        const list = snoop!.received('user_list').at(-1) as User[];
        assert.equal(list.length, 1, `nobody but oneself is in ${room}`);
        // If it were the room of the other socket, what is meant for that one alone would come here too.
        await other!.ask('join_room', { room: 'random' });
        await other!.ask('send_message', { text: 'private' });
        succeeded(await third!.ask('send_whisper', { to: user.nickname, text: 'private' }));
        await settle(snoop!);
        assert.ok(!textsOf(snoop!.received('new_message')).includes('private'));
        assert.deepEqual(snoop!.received('private_message'), []);
        assert.ok(!JSON.stringify(snoop!.received('session')).includes(session));
        assert.equal(snoop!.received('session').length, 1);
      }
    });
  },

  'has at most 100 rooms, and says so to who wants one more': async ({ url }) => {
    const names = Array.from({ length: MAX_ROOMS - 3 }, newRoom);
    await withClients(url, 1, async (watcher) => {
      await listWhere(watcher!, (list) => list.length === 3); // the people of other checks have left
    });
    await withClients(url, names.length, async (...everywhere) => {
      for (const [i, client] of everywhere.entries()) await enter(client, names[i]!);
      const one = await connect(url);
      refused(await one.ask('join_room', { room: newRoom() }), /^There are 100 rooms already/);
      succeeded(await one.ask('join_room', { room: names[0] }));
      const lost = await connect(url, { auth: { nickname: 'NoRoom', room: newRoom() } });
      assert.equal(await roomOf(lost), 'general');
      // An empty room makes place for another.
      await enter(everywhere[1]!, names[0]!);
      succeeded(await one.ask('join_room', { room: newRoom() }));
      one.close();
      lost.close();
    });
  },
};
