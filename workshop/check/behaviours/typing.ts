// Demo 6 and all after it: who is typing.
import { gotNone, is, isNot, must } from '../assert.ts';
import type { Client } from '../client.ts';
import { enter, identityOf, inRooms, newRoom, settle, succeeded, withClientsIn } from './inside.ts';
import { inTime } from '../patience.ts';
import type { Behaviours } from './layers.ts';

interface TypingUpdate {
  nickname: string;
  typing: boolean;
}

const heard = (client: Client) => client.received('typing_update') as TypingUpdate[];
const nextUpdate = async (client: Client) => (await client.next('typing_update')) as TypingUpdate;

/** Has a client begin to type, and another of the room notice it; returns the nickname. */
async function begin(typist: Client, reader: Client): Promise<string> {
  const { user } = await identityOf(typist);
  succeeded(await typist.ask('typing_start', {}));
  is(await nextUpdate(reader), { nickname: user.nickname, typing: true }, 'the reader learns who is typing');
  return user.nickname;
}

export const typing: Behaviours = {
  'tells the others in the room who is typing, and neither that person nor another room': {
    ask: 'Nobody has to be told that they are typing themselves. How do you reach all in a room but one?',
    look: 'In handlers/typing.ts, the listener for typing_start must send typing_update to the room by the socket, not by io, and call ack. In server.ts, each connection must call registerTyping.',
    line: ['handlers/typing.ts', "socket.to(`room:${room}`).emit('typing_update', { nickname, typing: true"],
    check: inRooms(['here', 'here', 'here', 'there'], async (_rooms, typist, one, two, other) => {
      const nickname = await begin(typist!, one!);
      is(await nextUpdate(two!), { nickname, typing: true }, 'everybody else in the room learns it');
      await settle(typist!, other!);
      gotNone('typing_update', typist!);
      gotNone('typing_update', other!);
    }),
  },

  'says who types by the nickname of the socket, whatever it claims': {
    ask: 'Could I say that you are typing? Think of where the name comes from that the others get to read.',
    look: 'In handlers/typing.ts, the nickname must be the one that the server has noted with the socket. Nothing in the payload of typing_start is of use.',
    line: ['handlers/typing.ts', 'const { nickname } = user;'],
    check: inRooms(['here', 'here'], async (_rooms, typist, reader) => {
      await typist!.ask('typing_start', { nickname: 'The teacher', room: 'general' });
      isNot((await nextUpdate(reader!)).nickname, 'The teacher', 'the server knows the nickname');
    }),
  },

  'is over when someone stops, sends, goes to another room, or leaves': {
    ask: 'There are many ways to stop typing, and only one of them has an event of its own. Which other events tell the server the same?',
    look: 'In handlers/typing.ts, one function must tell the room that it is over: the room where one began to type, and once. It is called for typing_stop, disconnect, and the facts message_accepted and room_changed.',
    line: ['handlers/typing.ts', "facts.on('message_accepted', stop);"],
    check: async ({ url }) => {
      const [here, there] = [newRoom(), newRoom()];
      const ends: ((typist: Client) => Promise<unknown> | void)[] = [
        (typist) => typist.ask('typing_stop', {}),
        (typist) => typist.ask('send_message', { text: 'there it is' }),
        (typist) => enter(typist, there),
        (typist) => typist.close(),
      ];
      for (const end of ends) {
        await withClientsIn(url, [here, here, there], async (typist, reader, other) => {
          const nickname = await begin(typist!, reader!);
          const ended = performance.now();
          await end(typist!);
          is(await nextUpdate(reader!), { nickname, typing: false }, 'the reader learns that it is over');
          inTime((performance.now() - ended) / 1000, 2.5, 'it must not need the time limit for that');
          await settle(reader!, other!);
          is(heard(reader!).length, 2, 'they are told twice: that it begins, and that it is over');
          gotNone('typing_update', other!);
        });
      }
    },
  },

  'is over after three seconds without news': {
    ask: 'Somebody begins to type, and is called away. Who notices that nothing more comes, and what must happen if something does come?',
    look: 'In handlers/typing.ts, each typing_start tells the room and starts a timer of three seconds, after which typing is over. The timer of the one before must be stopped first.',
    line: ['handlers/typing.ts', 'timer = setTimeout(stop, TYPING_FOR);'],
    check: inRooms(['here', 'here'], async (_rooms, typist, reader) => {
      const nickname = await begin(typist!, reader!);
      const since = performance.now();
      succeeded(await typist!.ask('typing_start', {}));
      is(await nextUpdate(reader!), { nickname, typing: true }, 'it is told again');
      is(await nextUpdate(reader!), { nickname, typing: false }, 'the typing must end by itself');
      const seconds = (performance.now() - since) / 1000;
      must(seconds > 2.5, `it must not be over after ${seconds.toFixed(1)} s already`);
      inTime(seconds, 4.5, 'it must be over after three seconds');
    }),
  },

  'says nothing when someone stops who has not typed': {
    ask: 'A message that was pasted ends no typing. What must the server remember, to know whether there is something to end?',
    look: 'In handlers/typing.ts, the function that ends the typing must first look whether it has begun, and say nothing if not. Once it is over, that must be forgotten.',
    line: ['handlers/typing.ts', "if (room) socket.to(`room:${room}`).emit('typing_update', { nickname, typ"],
    check: inRooms(['here', 'here'], async (_rooms, one, reader) => {
      succeeded(await one!.ask('typing_stop', {}));
      await one!.ask('send_message', { text: 'pasted' });
      await enter(one!, newRoom());
      await settle(reader!);
      gotNone('typing_update', reader!);
    }),
  },
};
