// Demo 6 and all after it: from one person to another, and to nobody else.
import { gotNone, is, isNot, isNow, must, staysSecret } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import {
  enter,
  identityOf,
  inRooms,
  newRoom,
  nicknameOf,
  refused,
  settle,
  succeeded,
  withClientsIn,
} from './inside.ts';
import { brief } from '../words.ts';
import type { Behaviours } from './layers.ts';

interface Whisper {
  id: string;
  from: string;
  to: string;
  text: string;
  timestamp: string;
}

const heard = (client: Client) => client.received('private_message') as Whisper[];

export const whispers: Behaviours = {
  'reach one person in any room, and their sender, and nobody else': {
    ask: 'Socket.IO has put each socket into a room in which it is alone. How is that room called, and how many such rooms does a whisper need?',
    look: 'In handlers/whispers.ts, private_message must go to the recipient and to the sender, each by the id of their socket, and ack gives its id. In server.ts, each connection must call registerWhispers.',
    line: ['handlers/whispers.ts', "io.to([recipient.id, socket.id]).emit('private_message', whisper);"],
    check: inRooms(['here', 'there', 'here', 'there'], async (_rooms, ann, bob, here2, there2) => {
      const [from, to] = [await nicknameOf(ann!), await nicknameOf(bob!)];
      await enter(here2!, bob!.socket.id!); // a room with the name of Socket.IO's own for that socket
      const { ok, id, error } = await ann!.ask('send_whisper', { to, text: 'psst' });
      is(ok, true, `it must be accepted, but the answer was: ${brief(error)}`);
      await settle(ann!, bob!, here2!, there2!);
      for (const client of [ann!, bob!]) {
        const [whisper, ...more] = heard(client);
        is(more, [], 'a whisper must come once');
        const fields = [whisper?.id, whisper?.from, whisper?.to, whisper?.text];
        is(fields, [id, from, to, 'psst'], 'each field is right');
        isNow(whisper?.timestamp);
      }
      for (const client of [here2!, there2!]) gotNone('private_message', client);
    }),
  },

  'are in no history, and no message': {
    ask: 'Who comes later reads the history. What must the server remember of a whisper once it is sent?',
    look: 'In handlers/whispers.ts, a whisper goes out by an event of its own, private_message, and into no list. The chat must know nothing of it.',
    line: ['handlers/whispers.ts', "io.to([recipient.id, socket.id]).emit('private_message', whisper);"],
    check: inRooms(['here', 'here'], async ({ url, here }, ann, bob) => {
      const secret = 'in no history';
      succeeded(await ann!.ask('send_whisper', { to: await nicknameOf(bob!), text: secret }));
      const late = await connect(url, { auth: { nickname: 'Late-reader', room: here } });
      await settle(ann!, bob!, late);
      for (const client of [ann!, bob!, late]) {
        for (const event of ['message_history', 'new_message']) {
          staysSecret(client.received(event), secret);
        }
      }
      gotNone('private_message', late);
      late.close();
    }),
  },

  'find a person however the nickname is written': {
    ask: 'At the door, zoë and Zoë are one person. Are they also one when somebody writes to them?',
    look: 'In handlers/presence.ts, findOnline must look a nickname up in lower case, as registerPresence has noted it. In events.ts, the recipient needs the schema of a nickname. The whisper shows the nickname as its owner wrote it.',
    line: ['handlers/presence.ts', 'return online.get(nickname.toLowerCase());'],
    check: async ({ url }) => {
      const zoe = await connect(url, { auth: { nickname: 'Zoë-W' } });
      await withClientsIn(url, [newRoom()], async (ann) => {
        for (const to of ['zoë-w', 'ZOË-W', ' Zoë-W ', 'Zoe\u0308-W']) {
          succeeded(await ann!.ask('send_whisper', { to, text: 'you?' }));
          is(((await zoe.next('private_message')) as Whisper).to, 'Zoë-W', 'the owner’s way to write it');
        }
      });
      zoe.close();
    },
  },

  'carry the sender that the server knows, whatever is claimed': {
    ask: 'A whisper under a false name would be worse than a false message. Where does the right name come from?',
    look: 'In handlers/whispers.ts, only the recipient and the text come from the payload. The sender is the nickname that the server has noted with the socket; the id and the time are made here.',
    line: ['handlers/whispers.ts', 'const from = socket.data.user.nickname;'],
    check: inRooms(['here', 'there'], async (_rooms, ann, bob) => {
      const claims = { from: 'The teacher', id: 'mine', timestamp: '1999-12-31T23:59:59.000Z' };
      const to = await nicknameOf(bob!);
      succeeded(await ann!.ask('send_whisper', { to, text: 'psst', ...claims }));
      const whisper = (await bob!.next('private_message')) as Whisper;
      is(whisper.from, await nicknameOf(ann!), '"from" must be the nickname that the server knows');
      isNot(whisper.id, 'mine', 'the server must make the id of a whisper itself');
      must(!whisper.timestamp.startsWith('1999'), 'the time of a whisper must be the server’s own');
    }),
  },

  'are rejected with a sentence if there is no such person, or if it is you': {
    ask: 'The payload is right, and still it may not work. Which two things can be wrong with a nickname that is well written?',
    look: 'In handlers/whispers.ts, ack must answer with ok: false and a sentence when nobody has this nickname or when it is the sender. Who has left must not be found any more.',
    line: ['handlers/whispers.ts', 'if (!recipient) return ack({ ok: false, error: `Nobody here is called "'],
    check: inRooms(['here', 'there', 'there'], async (_rooms, ann, bob, watcher) => {
      const to = await nicknameOf(bob!);
      const nobody = await ann!.ask('send_whisper', { to: 'Nobody', text: 'hi' });
      refused(nobody, /^Nobody here is called "Nobody"/);
      refused(await ann!.ask('send_whisper', { to: await nicknameOf(ann!), text: 'hi' }), /yourself/);
      bob!.close();
      await watcher!.next('user_left');
      refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^Nobody here is called/);
      gotNone('private_message', ann!);
    }),
  },

  'are rejected if they go to a room, a socket, several people or none': {
    ask: 'Socket.IO can send to a room, to the id of a socket, or to a list of these. What if it were given what the browser has sent, as it is?',
    look: 'In events.ts, the schema of send_whisper must take one nickname as the recipient, and nothing else. In handlers/whispers.ts, that nickname only serves to find a socket among those who are online.',
    line: ['events.ts', 'send_whisper: z.object({ to: nickname, text }),'],
    check: inRooms(['here', 'here'], async ({ here }, ann, bob) => {
      const { session, user } = await identityOf(bob!);
      const nobody = [here, 'general', bob!.socket.id, user.id.slice(0, 20), session.slice(0, 20), '__proto__', 'constructor']; // prettier-ignore
      for (const to of nobody) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^Nobody here is called/);
      }
      refused(await ann!.ask('send_whisper', { text: 'hi' }), /^Please choose a nickname/);
      for (const to of [[], [user.nickname], [[]], {}, { nickname: user.nickname }, null, 7, true]) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^A nickname has to be a string/);
      }
      for (const to of ['', ' ', `room:${here}`, session, 'x'.repeat(21)]) {
        refused(await ann!.ask('send_whisper', { to, text: 'hi' }), /^A nickname has/);
      }
      await settle(ann!, bob!);
      for (const client of [ann!, bob!]) gotNone('private_message', client);
    }),
  },

  'need a text of at most 500 characters': {
    ask: 'A whisper is a text like any other. Where are the rules for a text, and do they hold here?',
    look: 'In events.ts, the schema of send_whisper must use the same rules for its text as that of send_message.',
    line: ['events.ts', 'send_whisper: z.object({ to: nickname, text }),'],
    check: inRooms(['here', 'there'], async (_rooms, ann, bob) => {
      const to = await nicknameOf(bob!);
      for (const text of ['', ' \n ', 'x'.repeat(501), undefined, 7, ['a']]) {
        const answer = await ann!.ask('send_whisper', { to, text });
        refused(answer, /^(Please write|The text is missing|The text has to be a string)/);
      }
      succeeded(await ann!.ask('send_whisper', { to, text: ` ${'y'.repeat(500)} ` }));
      is(((await bob!.next('private_message')) as Whisper).text, 'y'.repeat(500), 'it arrives, trimmed');
    }),
  },
};
