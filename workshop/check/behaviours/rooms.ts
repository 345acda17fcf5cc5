// Demo 6 and all after it: rooms, each with messages and people of its own.
import { is, must, staysSecret } from '../assert.ts';
import { type Client, connect, withClients, withPeople } from '../client.ts';
import {
  type User,
  comeBack,
  enter,
  identityOf,
  idsOf,
  inRooms,
  newRoom,
  refused,
  settle,
  succeeded,
  withClientsIn,
} from './inside.ts';
import { brief } from '../words.ts';
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
  'brings everyone who joins to general, and lists general, random and tech': {
    ask: 'Everybody is in one room at any time. In which one at first, and how does the page get to know it?',
    look: 'In handlers/rooms.ts, each connection must enter the room of its handshake, or general, then get room_joined and room_list. In server.ts, registerRooms comes before the other layers.',
    line: ['handlers/rooms.ts', "enter(findOrOpen(socket.data.room, user.id) ?? 'general');"],
    check: withPeople(1, async (_demo, client) => {
      is(await roomOf(client!), 'general', 'somebody who comes in must be in general');
      const list = (await client!.next('room_list')) as Room[];
      const names = list.slice(0, 3).map(({ name }) => name);
      is(names, ['general', 'random', 'tech'], 'the list begins with these');
      await settle(client!); // the first list may be one that everybody was just being told
      const [general] = client!.received('room_list').at(-1) as Room[];
      must(general!.users >= 1, 'who comes in is counted');
    }),
  },

  'sends a message only to its room, and writes the room on it': {
    ask: 'All is too many now. In which room is a message said: in the one that the browser names, or in the one where the server knows its sender to be?',
    look: 'In handlers/chat.ts, a message must carry the room that the server has noted for the socket, be kept in the list of that room, and be sent to the Socket.IO room that handlers/rooms.ts has joined.',
    line: ['handlers/chat.ts', "io.to(`room:${room}`).emit('new_message', message);"],
    check: inRooms(
      ['here', 'here', 'there', 'general'],
      async ({ here, there }, sender, same, other, general) => {
        succeeded(await sender!.ask('send_message', { text: 'only here', room: there }));
        await settle(same!, other!, general!);
        for (const client of [sender!, same!]) {
          const [message] = client.received('new_message') as Message[];
          is([message?.text, message?.room], ['only here', here], 'the room is that of the sender');
        }
        for (const client of [other!, general!]) {
          must(!textsOf(client.received('new_message')).includes('only here'), 'no other room hears it');
        }
      },
    ),
  },

  'gives anyone who changes rooms the history and the people of the new one': {
    ask: 'To go to another room is much like coming in. What was sent to you when you came in, and which room was it about?',
    look: 'In handlers/rooms.ts, a move must end with the fact room_changed. In handlers/chat.ts, a listener for that fact sends message_history of the new room, once. In handlers/presence.ts, another one sends user_list.',
    line: ['handlers/chat.ts', "facts.on('room_changed', showHistory);"],
    check: inRooms(['here', 'there'], async ({ there }, mover, resident) => {
      await settle(mover!, resident!);
      succeeded(await resident!.ask('send_message', { text: 'from before' }));
      const before = mover!.received('message_history').length;
      await enter(mover!, there);
      await settle(mover!);
      is(mover!.received('message_history').length, before + 1, 'a move brings one history');
      const history = mover!.received('message_history').at(-1) as Message[];
      is(textsOf(history), ['settle', 'from before'], 'the history is that room’s');
      const people = mover!.received('user_list').at(-1) as User[];
      const both = [await identityOf(mover!), await identityOf(resident!)];
      const inside = both.map(({ user }) => user.id);
      is(new Set(idsOf(people)), new Set(inside), 'the list has the people of the new room');
    }),
  },

  'tells both rooms who has moved, and neither that person nor a third room': {
    ask: 'Somebody moves from one room to another. What is the news in the first one, and what in the second?',
    look: 'In handlers/presence.ts, remember the room in which the others see this person. When it changes, user_left goes to the old one and user_joined to the new one, both by the socket and not by io.',
    line: ['handlers/presence.ts', "if (room) socket.to(`room:${room}`).emit('user_left', user);"],
    check: inRooms(['here', 'here', 'there', 'third'], async ({ there }, mover, left, joined, other) => {
      const { user } = await identityOf(mover!);
      await settle(mover!, left!, joined!, other!);
      await enter(mover!, there);
      await settle(mover!, left!, joined!, other!);
      const about = (client: Client, event: string) =>
        client.received(event).filter((person) => (person as User).id === user.id).length;
      is([about(left!, 'user_left'), about(joined!, 'user_joined')], [1, 1], 'each room hears of it once');
      is([about(left!, 'user_joined'), about(joined!, 'user_left')], [0, 0], 'the news is not mixed up');
      for (const client of [mover!, other!]) {
        is([about(client, 'user_left'), about(client, 'user_joined')], [0, 0], 'they hear nothing of it');
      }
    }),
  },

  'opens the room that somebody asks for, once, however it is written': {
    ask: 'Are Tea and TEA two rooms? And whose way to write the name should all of them see?',
    look: 'In handlers/rooms.ts, look rooms up in lower case, but keep the name as the first one wrote it, and use that everywhere. The schema in events.ts has trimmed and normalised it before.',
    line: ['handlers/rooms.ts', 'const known = rooms.get(wanted.toLowerCase());'],
    check: async ({ url }) => {
      const room = `Tea-${newRoom()}`;
      await withClientsIn(url, [room], async (first) => {
        for (const written of [room.toUpperCase(), room.toLowerCase(), ` ${room} `, `Ｔ${room.slice(1)}`]) {
          await withClients(url, 1, async (second) => {
            await roomOf(second!); // general
            succeeded(await second!.ask('join_room', { room: written }));
            is(await roomOf(second!), room, 'each way to write the name leads to the same room');
          });
        }
        await settle(first!);
      });
    },
  },

  'tells everyone the rooms and how many people are in each, without the empty ones': {
    ask: 'Who wants to know that a room is getting full: who is in it, or everybody? And what should become of a room on the list when the last one has left?',
    look: 'In handlers/rooms.ts, whenever somebody enters or leaves (a disconnect leaves, too), everybody must get room_list with the people in each room. Empty rooms are left out, but for the three that are always open.',
    line: ['handlers/rooms.ts', '.filter(({ name }) => !mayClose(io, name))'],
    check: async ({ url }) => {
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
  },

  'announces many changes a few times, not each': {
    ask: 'A class of thirty comes in within a second. How many lists does each of them need to get?',
    look: 'In handlers/rooms.ts, the first change must start a timer, and no other change a second one while it runs. The list is made when the time is over, so it has all the changes.',
    line: ['handlers/rooms.ts', 'if (isAnnouncing) return;'],
    check: inRooms(['here', 'here'], async ({ here, there }, mover, watcher) => {
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === here && users === 2));
      const before = watcher!.received('room_list').length;
      const start = performance.now();
      for (let i = 0; i < 15; i++) await enter(mover!, i % 2 ? here : there);
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === there && users === 1));
      await enter(mover!, here); // when the list of this has come, so have those of all before
      await listWhere(watcher!, (list) => list.some(({ name, users }) => name === here && users === 2));
      const announced = watcher!.received('room_list').length - before;
      const seconds = (performance.now() - start) / 1000;
      must(announced <= 1 + 4 * seconds, `${announced} lists in ${seconds.toFixed(1)} s are too many`);
    }),
  },

  'keeps you in your room over a break, with its messages, even if you were alone': {
    ask: 'While you reload, your room may be empty for a moment. How does the server learn where you were, and how long must it wait before it forgets a room?',
    look: 'In handlers/rooms.ts, an empty room must be kept for a while, and who enters it stops its timer. The room comes along in auth: authSchema in events.ts must know it, and authenticate in handlers/presence.ts note it.',
    line: ['handlers/rooms.ts', 'setTimeout(() => close(room), KEEP_EMPTY),'],
    check: async ({ url }) => {
      await withClients(url, 1, async (elsewhere) => {
        succeeded(await elsewhere!.ask('send_message', { text: 'in general' }));
      });
      const room = newRoom();
      const alone = await connect(url);
      await enter(alone, room);
      const identity = await identityOf(alone);
      succeeded(await alone.ask('send_message', { text: 'to myself' }));
      alone.close();
      const back = await comeBack(url, identity, room);
      is(await roomOf(back), room, 'somebody who comes back must be in the same room');
      is(textsOf((await back.next('message_history')) as Message[]), ['to myself'], 'they are still there');
      back.close();
    },
  },

  'tells the first room immediately when someone comes back into another one': {
    ask: 'Somebody comes back into another room, and the old connection is still there. What do the people of the first room see?',
    look: 'In handlers/presence.ts, a new connection must begin with the room of the connection that it replaces. Then it is a move like any other: user_left goes to that room.',
    line: ['handlers/presence.ts', 'let room = before?.data.room;'],
    check: inRooms(['here', 'here', 'there'], async ({ url, there }, old, left, joined) => {
      const identity = await identityOf(old!);
      await settle(left!, joined!);
      const back = await comeBack(url, identity, there); // the old connection is still there
      await settle(back, left!, joined!);
      is(((await left!.next('user_left')) as User).id, identity.user.id, 'the first room hears who has left');
      is(((await joined!.next('user_joined')) as User).id, identity.user.id, 'the second hears who came');
      back.close();
    }),
  },

  'brings anyone who asks for an invalid room in the handshake to general': {
    ask: 'Somebody opens an old link, with a room that cannot be. Would you send the person away, or let them in somewhere else?',
    look: 'In events.ts, authSchema must not refuse a handshake because of its room. zod can put another value in the place of one that does not fit.',
    line: ['events.ts', "room: room.catch('general'),"],
    check: async ({ url }) => {
      const wrong = ['', ' ', 'x'.repeat(21), '<b>', 'a b', 'room:tech', '\u200b', 7, null, ['tech'], {}];
      for (const [i, room] of wrong.entries()) {
        const client = await connect(url, { auth: { nickname: `Lost${i}`, room } });
        is(await roomOf(client), 'general', `the room ${brief(room, 30)} leads to general`);
        client.close();
      }
    },
  },

  'rejects an invalid name for a room, and moves nobody': {
    ask: 'The name of a room is typed by one person and seen by all, like a nickname. Where are the rules for such a name?',
    look: 'In events.ts, the schema of join_room must hold the name to the same pattern as a nickname, with a sentence for rooms. What the schema refuses never reaches the listener, so nobody moves.',
    line: ['events.ts', 'join_room: z.object({ room }),'],
    check: inRooms(['here', 'here'], async (_rooms, client, other) => {
      const wrong = ['', ' ', 'x'.repeat(21), '<b>', 'a b', 'room:tech', '../tech', 'a\u200bb', 7, null, ['tech'], {}]; // prettier-ignore
      for (const room of wrong) {
        refused(await client!.ask('join_room', { room }), /^(Please choose a name|A name for the room has)/);
      }
      succeeded(await client!.ask('send_message', { text: 'still here' }));
      await settle(other!);
      must(textsOf(other!.received('new_message')).includes('still here'), 'this room is still heard');
    }),
  },

  'accepts names that mean something to JavaScript or to Socket.IO as ordinary rooms': {
    ask: 'Socket.IO has a room for each socket, with the id of the socket as its name. What if somebody asks you for a room of that name?',
    look: 'In handlers/rooms.ts, a name from outside must get something in front before it is a Socket.IO room, the same for joining, leaving and sending in every file. Keep names in a Map, not as keys of an object.',
    line: ['handlers/rooms.ts', 'socket.join(`room:${room}`);'],
    check: inRooms(['general', 'general'], async (_rooms, snoop, other) => {
      const { session, user } = await identityOf(other!);
      for (const room of ['__proto__', 'constructor', other!.socket.id!, user.nickname]) {
        await enter(snoop!, room);
        const list = snoop!.received('user_list').at(-1) as User[];
        is(list.length, 1, `nobody else is in ${room}`);
        // If it were the room of the other socket, what is meant for that one alone would come here too.
        await other!.ask('join_room', { room: 'random' });
        await other!.ask('send_message', { text: 'private' });
        await settle(snoop!);
        const isLeaked = textsOf(snoop!.received('new_message')).includes('private');
        must(!isLeaked, 'a room with the name of somebody’s socket may not get what that person gets');
        staysSecret(snoop!.received('session'), session);
        is(snoop!.received('session').length, 1, '"session" must come once');
      }
    }),
  },

  'has at most 100 rooms, and says so to anyone who wants one more': {
    ask: 'Anybody can open a room, and each one takes memory. Which room could make place for another, and what if none can?',
    look: 'In handlers/rooms.ts, count the rooms before you open one. If there are 100, close the one that has been empty longest. If none is empty, refuse join_room with a sentence. A handshake then leads to general.',
    line: ['handlers/rooms.ts', 'if (own.length >= MAX_EMPTY || rooms.size >= MAX_ROOMS) {'],
    check: async ({ url }) => {
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
        is(await roomOf(lost), 'general', 'when there are 100 rooms, a newcomer is in general');
        // An empty room makes place for another.
        await enter(everywhere[1]!, names[0]!);
        succeeded(await one.ask('join_room', { room: newRoom() }));
        one.close();
        lost.close();
      });
    },
  },
};
