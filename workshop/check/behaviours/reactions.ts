// Demo 7: an emoji on a message, and off again.
import { gotNone, is, must, staysSecret } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import { comeBack, identityOf, inRooms, lookAgain, refused, settle, succeeded } from './inside.ts';
import type { Behaviours } from './layers.ts';

const EMOJI = ['👍', '💜', '😂', '😮', '🤔', '🎉'];

interface Reaction {
  message: string;
  emoji: string;
  user: { id: string; nickname: string };
  added?: boolean;
}

const updates = (client: Client) => client.received('reaction_updated') as Reaction[];
const historyOf = (client: Client) => client.received('reaction_history').at(-1) as Reaction[];

async function say(client: Client, text = 'react to this'): Promise<string> {
  const { id } = await client.ask('send_message', { text });
  must(id, 'the answer must carry the id of the message');
  return id;
}

const toggle = (client: Client, message: unknown, emoji: unknown = '👍') =>
  client.ask('toggle_reaction', { message, emoji });

export const reactions: Behaviours = {
  'reach everyone in the room, on and off, and nobody elsewhere': {
    ask: 'The same event puts an emoji on a message and takes it off. Who can say which of the two it was, and who must be told?',
    look: 'In handlers/reactions.ts, toggle_reaction must send reaction_updated to the whole room: the message, the emoji, the user, and whether it was added. In server.ts, each connection must call registerReactions.',
    line: ['handlers/reactions.ts', "io.to(`room:${room}`).emit('reaction_updated', { ...reaction, added })"],
    check: inRooms(['here', 'here', 'there'], async (_rooms, ann, bob, other) => {
      const { user } = await identityOf(bob!);
      const message = await say(ann!);
      succeeded(await toggle(bob!, message));
      succeeded(await toggle(bob!, message));
      await settle(ann!, other!);
      for (const client of [ann!, bob!]) {
        const changes = updates(client).map(({ added }) => added);
        is(changes, [true, false], 'everybody in the room learns that it is added, then removed');
        for (const { message: id, emoji, user: by } of updates(client))
          is([id, emoji, by.id], [message, '👍', user.id], 'it says who reacted to what');
      }
      gotNone('reaction_updated', other!);
    }),
  },

  'are six, and one person can give several, and several people the same': {
    ask: 'One person gives two emoji, and another gives one of these as well. What makes each of the three different?',
    look: 'In handlers/reactions.ts, a reaction must be kept under the person and the emoji together. Who comes in gets all of them as reaction_history, in the order in which they were given.',
    line: ['handlers/reactions.ts', 'ofMessage.set(`${user.id} ${emoji}`, reaction);'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const message = await say(ann!);
      for (const emoji of EMOJI) succeeded(await toggle(ann!, message, emoji));
      succeeded(await toggle(bob!, message, EMOJI[0]));
      const late = await connect(url, { auth: { nickname: 'Late-counter2', room: here } });
      await settle(late);
      const names = [(await identityOf(ann!)).user.nickname, (await identityOf(bob!)).user.nickname];
      for (const [i, emoji] of EMOJI.entries()) {
        const given = historyOf(late).filter((reaction) => reaction.emoji === emoji);
        const [found, due] = [given.map(({ user }) => user.nickname), i === 0 ? names : names.slice(0, 1)];
        is(found, due, `"reaction_history" must have all who reacted with ${emoji}, in their order`);
      }
      late.close();
    }),
  },

  'belong to the person, also after a break, and give no secret away': {
    ask: 'After a break your socket is a new one. How does the server know that a second click takes back what you gave before?',
    look: 'In handlers/reactions.ts, a reaction must be found by the id of the user, not of the socket. What is told of the person is the user, and never the session.',
    line: ['handlers/reactions.ts', 'const added = !ofMessage.delete(`${user.id} ${emoji}`);'],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const identity = await identityOf(bob!);
      const message = await say(ann!);
      succeeded(await toggle(bob!, message));
      bob!.close();
      const again = await comeBack(url, identity, here);
      await settle(again, ann!);
      const people = historyOf(again).map(({ user }) => user.id);
      is(people, [identity.user.id], 'the reaction is still there');
      succeeded(await toggle(again, message));
      await settle(ann!);
      is(updates(ann!).at(-1)?.added, false, 'a second click after a break must remove the reaction');
      staysSecret(updates(ann!), identity.session);
      again.close();
    }),
  },

  'are rejected on anything but a message of this room, and nobody hears of it': {
    ask: 'Which messages can one react to? Think of one in another room, of a whisper, and of an id that somebody has made up.',
    look: 'In handlers/reactions.ts, the message must be looked up in the history of the room where the person is; if it is not there, ack says so. In events.ts, the emoji must be one of the six, and the id a short text.',
    line: ['handlers/reactions.ts', 'const message = historyOf(room).find((one) => one.id === id);'],
    check: inRooms(['here', 'here', 'there'], async (_rooms, ann, bob, snoop) => {
      const message = await say(ann!);
      refused(await toggle(snoop!, message), /not in this room/);
      const to = (await identityOf(bob!)).user.nickname;
      const { id: whisper } = await ann!.ask('send_whisper', { to, text: 'psst' });
      refused(await toggle(bob!, whisper), /not in this room/);
      for (const id of ['', 'x', '__proto__', 'constructor']) {
        refused(await toggle(ann!, id), /not in this room/);
      }
      for (const id of [null, 7, [message], {}, 'x'.repeat(41)]) {
        refused(await toggle(ann!, id), /^(An id has to be a string|That is not a valid id)/);
      }
      for (const emoji of [
        '',
        '👎',
        'x',
        '👍👍',
        '👍\u{1f3fb}',
        '<b>',
        '__proto__',
        null,
        7,
        ['👍'],
        undefined,
      ]) {
        refused(await ann!.ask('toggle_reaction', { message, emoji }), /^There is no such reaction/);
      }
      await settle(ann!, bob!, snoop!);
      for (const client of [ann!, bob!, snoop!]) gotNone('reaction_updated', client);
    }),
  },

  'go with their message when it leaves the history': {
    ask: 'A room keeps its last hundred messages. What should be left of a reaction when its message is gone?',
    look: 'In handlers/reactions.ts, reactions must be kept by the message to which they belong. reaction_history is made from the messages that the room still has.',
    line: ['handlers/reactions.ts', 'return historyOf(room).flatMap((message) => [...(reactions.get(message'],
    check: inRooms(['here', 'here', 'here', 'here'], async ({ here }, ...people) => {
      const [ann] = people;
      const message = await say(ann!);
      succeeded(await toggle(ann!, message));
      for (let i = 0; i < 100; i++) await say(people[i % 4]!, `message ${i}`);
      await lookAgain(ann!, here);
      await settle(people[1]!);
      is(historyOf(ann!), [], '"reaction_history" may not have reactions to messages that are gone');
      refused(await toggle(people[2]!, message), /not any more/);
    }),
  },
};
