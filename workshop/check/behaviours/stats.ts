// Demo 7: the figures of a room.
import { must } from '../assert.ts';
import type { Client } from '../client.ts';
import { enter, inRooms, succeeded } from './inside.ts';
import type { Behaviours } from './layers.ts';

interface Stats {
  messages: number;
  polls: number;
  users: number;
}

/** Waits until the figures are these. */
async function become(client: Client, expected: Stats): Promise<void> {
  for (;;) {
    const { messages, polls, users } = (await client.next('stats')) as Stats;
    if (messages === expected.messages && polls === expected.polls && users === expected.users) return;
  }
}

export const stats: Behaviours = {
  'count the messages, the polls and the people of the room, live': {
    ask: 'The chat need not know that somebody counts its messages. How can it tell the rest of the server what has happened?',
    look: 'In handlers/stats.ts, listeners for the facts message_accepted and poll_created must count, and the room must get stats after each change, also when people come and go. In server.ts, each connection must call registerStats.',
    line: ['handlers/stats.ts', 'countsOf(room).messages += 1;'],
    check: inRooms(['here', 'here'], async (_rooms, ann, bob) => {
      await become(ann!, { messages: 0, polls: 0, users: 2 });
      succeeded(await ann!.ask('send_message', { text: 'one' }));
      succeeded(await bob!.ask('send_message', { text: 'two' }));
      succeeded(await ann!.ask('create_poll', { question: 'Three?', options: ['yes', 'no'] }));
      await become(bob!, { messages: 2, polls: 1, users: 2 });
      ann!.close();
      await become(bob!, { messages: 2, polls: 1, users: 1 });
    }),
  },

  'are those of your own room, in both rooms when somebody moves': {
    ask: 'Somebody moves to another room. In how many rooms are the figures of a moment ago wrong now?',
    look: 'In handlers/stats.ts, keep the counts by room. On room_changed, tell the room before and the room after. Remember the first one, because the socket has only the second one by then.',
    line: ['handlers/stats.ts', 'announce(io, room); // the room before: there is one fewer in it'],
    check: inRooms(['here', 'here', 'there'], async ({ there }, mover, stays, other) => {
      const before = other!.received('stats').length; // those of general, where one comes in
      succeeded(await mover!.ask('send_message', { text: 'one' }));
      await become(mover!, { messages: 1, polls: 0, users: 2 });
      await enter(mover!, there);
      await become(mover!, { messages: 0, polls: 0, users: 2 });
      await become(stays!, { messages: 1, polls: 0, users: 1 });
      await become(other!, { messages: 0, polls: 0, users: 2 });
      const seen = (other!.received('stats').slice(before) as Stats[]).map(({ messages }) => messages);
      must(!seen.includes(1), 'the figures of another room must not come here');
    }),
  },

  'do not count what is rejected': {
    ask: 'Not everything that is sent is accepted. Which part of your code is the first to know that a message was?',
    look: 'In handlers/stats.ts, count in listeners for facts. A listener for the request itself (send_message, or onAny) may hear what is refused, too. In handlers/chat.ts, the fact must come after the message has gone out.',
    line: ['handlers/stats.ts', "facts.on('message_accepted', () => {"],
    check: inRooms(['here'], async (_rooms, ann) => {
      await ann!.ask('send_message', { text: '' });
      await ann!.ask('create_poll', { question: 'One?', options: ['a'] });
      succeeded(await ann!.ask('send_message', { text: 'counts' }));
      await become(ann!, { messages: 1, polls: 0, users: 1 });
    }),
  },
};
