// Demo 4 and all after it: what one person writes, everybody reads at once.
import { is, isNot, isNow, matches, must } from '../assert.ts';
import { type Client, connect, withClients, withPeople } from '../client.ts';
import { brief } from '../words.ts';
import type { Behaviours } from './layers.ts';

const MAX_MESSAGES = 100;

interface Message {
  id: string;
  from: string;
  text: string;
  timestamp: string;
}

const say = (client: Client, text: string) => client.ask('send_message', { text });
const heard = (client: Client) => client.received('new_message') as Message[];
const textsOf = (messages: Message[]) => messages.map(({ text }) => text);
const historyOf = async (client: Client) => (await client.next('message_history')) as Message[];

/** Waits until a client has heard this text: whatever was sent before it has arrived then, too. */
async function hears(client: Client, text: string): Promise<Message> {
  for (;;) {
    const message = (await client.next('new_message')) as Message;
    if (message.text === text) return message;
  }
}

export const chat: Behaviours = {
  'broadcasts a message to everyone, the sender included, and once': {
    ask: 'Who must hear it: one browser, all but one, or all? Socket.IO has a different way to say each.',
    look: 'In handlers/chat.ts, the listener for send_message must send new_message once, to all who read here. In server.ts, each connection must call registerChat once. Are the names those of events.ts?',
    line: [
      'handlers/chat.ts',
      {
        4: "io.emit('new_message', message);",
        6: "io.to(`room:${room}`).emit('new_message', message);",
      },
    ],
    check: withPeople(3, async (_demo, sender, ...others) => {
      const { ok, error } = await say(sender!, 'hello everybody');
      is(ok, true, `it must be accepted, but the answer was: ${brief(error)}`);
      await say(sender!, 'the end');
      for (const client of [sender!, ...others]) {
        await hears(client, 'the end');
        is(textsOf(heard(client)), ['hello everybody', 'the end'], 'everybody hears each message once');
      }
    }),
  },

  'broadcasts a message before it answers, and answers with the message’s id': {
    ask: 'The page that has sent a message wants to know that it worked, and which message it has become. When can the server say both?',
    look: 'In handlers/chat.ts, look at the end of the listener for send_message: ack is the last thing that it calls, after the message has gone out. It says that all is well, and gives the id of the message.',
    line: ['handlers/chat.ts', 'ack({ ok: true, id: message.id });'],
    check: withPeople(1, async (_demo, client) => {
      const { id } = await say(client!, 'first');
      const ids = heard(client!).map((message) => message.id);
      is([id], ids, 'the answer must come after the message, and carry its id');
    }),
  },

  'gives each message its own id, author and time, whatever the sender claims': {
    ask: 'A browser can claim anything. What in a message has to come from it, and what does the server know better?',
    look: 'In handlers/chat.ts, only the text comes from the payload. The server makes a new id and time for each message. The author belongs to the connection, whatever the payload says.',
    line: [
      'handlers/chat.ts',
      {
        4: 'const message = { id: randomUUID(), from, text, timestamp: new Date().toISOString() };',
        6: 'const message = { id: randomUUID(), from, room, text, timestamp: new Date().toISOString() };',
        7: 'const message = { id: randomUUID(), from, isHost, room, text, timestamp: new Date().toISOString() };',
      },
    ],
    check: withPeople(2, async (_demo, sender, other) => {
      const claims = { id: 'mine', from: 'The teacher', timestamp: '1999-12-31T23:59:59.000Z', room: 'x' };
      await sender!.ask('send_message', { text: 'one', ...claims });
      await sender!.ask('send_message', { text: 'two', ...claims });
      await say(other!, 'three');
      await hears(sender!, 'three');
      const [one, two, three] = heard(sender!) as [Message, Message, Message];
      is(new Set([one.id, two.id, three.id, 'mine']).size, 4, 'the server makes an id for each message');
      is(one.from, two.from, 'two messages of one person must have the same author');
      isNot(one.from, three.from, 'messages of two people must have different authors');
      isNot(one.from, 'The teacher', 'the author is the one whom the server knows');
      isNow(one.timestamp);
    }),
  },

  'sends everyone who connects the history, as one list that equals what was broadcast': {
    ask: 'Who comes late has missed what was said before. How can a page tell what is old from what comes live?',
    look: 'In handlers/chat.ts, the list of messages must live outside registerChat, or each connection has its own. Who connects gets all of it in one event, message_history, and none of it as new_message.',
    line: [
      'handlers/chat.ts',
      {
        4: "socket.emit('message_history', messages);",
        6: "const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));",
      },
    ],
    check: withPeople(2, async ({ url }, ann, bob) => {
      await historyOf(ann!);
      await say(ann!, 'for the history');
      await say(bob!, 'this too');
      await hears(ann!, 'this too');
      const late = await connect(url);
      is((await historyOf(late)).slice(-2), heard(ann!), 'the history equals what was broadcast');
      is(late.received('message_history').length, 1, 'somebody who connects gets one history');
      is(ann!.received('message_history').length, 1, 'the history is for newcomers, and for nobody else');
      await say(ann!, 'and now live');
      await hears(late, 'and now live');
      is(textsOf(heard(late)), ['and now live'], 'history must not come as live messages');
      late.close();
    }),
  },

  'keeps messages in the same order for everybody': {
    ask: 'Several people write at the same moment. Who decides which message is the first one for all of them?',
    look: 'In handlers/chat.ts, a message must be kept and sent in one go: nothing to wait for and no timer in between, and the same way to the sender as to the others.',
    line: ['handlers/chat.ts', 'messages.push(message);'],
    check: withPeople(3, async (_demo, ...clients) => {
      await Promise.all(clients.flatMap((client, i) => [1, 2, 3, 4, 5].map((n) => say(client, `${i}:${n}`))));
      await say(clients[0]!, 'the end');
      await Promise.all(clients.map((client) => hears(client, 'the end')));
      const [first, ...others] = clients.map((client) => textsOf(heard(client)));
      is(first!.length, 16, 'everybody must get each of the 16 messages once');
      for (const other of others) is(other, first, 'everybody must get the messages in the same order');
      const own = first!.filter((text) => text.startsWith('1:'));
      is(own, ['1:1', '1:2', '1:3', '1:4', '1:5'], 'nobody’s messages change places');
    }),
  },

  'rejects an empty message and one over 500 characters, and tells nobody': {
    ask: 'If a bad message never reaches your listener, the listener cannot pass it on. Who can stop it before, and by which rules?',
    look: 'In events.ts, the schema of send_message must trim the text, then ask for something visible and at most 500 characters. Each rule has a sentence. In server.ts, each socket must be given to guard, with these schemas.',
    line: ['events.ts', ".regex(visible, 'Please write something first.')"],
    check: withPeople(2, async (_demo, sender, other) => {
      for (const text of ['', ' \n ', 'x'.repeat(501)]) {
        const { ok, error } = await say(sender!, text);
        is(ok, false, `the message ${brief(text, 20)} must be rejected`);
        matches(error ?? '', /^Please .+\.$/, `a sentence must say why ${brief(text, 20)} is rejected`);
      }
      await say(sender!, `  ${'y'.repeat(500)}  `);
      await say(other!, 'the end');
      await hears(other!, 'the end');
      is(textsOf(heard(other!)), ['y'.repeat(500), 'the end'], 'only the valid messages arrive, trimmed');
    }),
  },

  'keeps the line breaks inside a message, and takes at most 20 lines': {
    ask: 'A poem has line breaks, and blanks at the beginning of a line. How many lines can a message have before it is a nuisance?',
    look: 'In events.ts, the schema of send_message may trim the ends of a text, and must leave what is between them. A rule of its own counts the lines, with a sentence for more than 20.',
    line: ['events.ts', "'Please write at most 20 lines.'"],
    check: withPeople(2, async (_demo, sender, other) => {
      const { ok, error } = await say(sender!, 'x\n'.repeat(20) + 'x');
      is([ok, error], [false, 'Please write at most 20 lines.'], 'a message of 21 lines is rejected');
      await say(sender!, '\n one\n\n  two\n');
      await say(other!, 'the end');
      await hears(other!, 'the end');
      is(textsOf(heard(other!)), ['one\n\n  two', 'the end'], 'line breaks and blanks inside stay');
    }),
  },

  'keeps 100 messages for anyone who joins late': {
    ask: 'A server runs for weeks, and its memory has an end. Which messages will nobody miss?',
    look: 'In handlers/chat.ts, look at the lines that add a message to the list. As soon as there are more than 100, an old one must go.',
    line: [
      'handlers/chat.ts',
      {
        4: 'if (messages.length > MAX_MESSAGES) messages.shift();',
        5: 'if (messages.length > MAX_MESSAGES) messages.splice(surplusOf(messages), 1);',
      },
    ],
    check: async ({ url }) => {
      // Ten people, so that nobody is told to slow down.
      await withClients(url, 10, async (...clients) => {
        for (let i = 1; i <= 11; i++) {
          const answers = await Promise.all(clients.map((client) => say(client, `message ${i}`)));
          for (const { ok } of answers) must(ok, 'each must be accepted');
        }
        await say(clients[0]!, 'the very last');
        await hears(clients[1]!, 'the very last');
        const late = await connect(url);
        const history = await historyOf(late);
        is(history.length, MAX_MESSAGES, 'the history has the last 100 messages');
        const known = heard(clients[1]!).filter(({ id }) => history.some((message) => message.id === id));
        is(history.slice(-known.length), known, 'the newest messages are there, the oldest of them first');
        // From demo 5 on, many messages of people who wrote little may be older.
        is(history.at(-1)?.text, 'the very last', 'the newest message is the last one');
        late.close();
      });
    },
  },

  'loses and duplicates no message for anyone who comes back': {
    ask: 'For the server, a browser that comes back is a new connection. What does the page show already, and what is safe to send it?',
    look: 'In handlers/chat.ts, each connection must get message_history, also that of a browser that was here before. The page replaces what it shows by this list, so what was missed must not come as new_message too.',
    line: [
      'handlers/chat.ts',
      {
        4: "socket.emit('message_history', messages);",
        6: "const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));",
      },
    ],
    check: withPeople(2, async (_demo, stays, leaves) => {
      await historyOf(leaves!);
      leaves!.socket.disconnect();
      await say(stays!, 'while you were away');
      leaves!.socket.connect();
      is((await historyOf(leaves!)).at(-1)?.text, 'while you were away', 'what was missed is in the history');
      await say(stays!, 'welcome back');
      await hears(leaves!, 'welcome back');
      is(textsOf(heard(leaves!)), ['welcome back'], 'only new messages come live');
    }),
  },
};
