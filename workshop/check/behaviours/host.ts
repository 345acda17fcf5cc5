// Demo 7: the host, who has the key from the terminal, and what only the host may do.
import { gotNone, is, matches, must } from '../assert.ts';
import { type Answer, type Client, connect } from '../client.ts';
import type { Demo } from '../harness.ts';
import { comeBack, identityOf, inRooms, lookAgain, newRoom, refused, settle, succeeded } from './inside.ts';
import type { Behaviour, Behaviours } from './layers.ts';

interface Message {
  id: string;
  text: string;
  isHost?: boolean;
}
interface Person {
  id: string;
  nickname: string;
  isHost?: boolean;
}
type Place = Record<'url' | 'here' | 'there' | 'third', string>;

/** Of a server at an address, nobody sees the terminal: then the variable HOST_KEY tells the key. */
export const keyOf = (demo: Demo) => process.env.HOST_KEY ?? /key: (\S+)/.exec(demo.output())?.[1] ?? '';

const becomeHost = (client: Client, key: string) => client.ask('become_host', { key });

/** A check in which the first client is the host. */
const withHost =
  (
    names: ('here' | 'there')[],
    test: (place: Place, host: Client, ...others: Client[]) => Promise<void>,
  ): Behaviour['check'] =>
  (demo) =>
    inRooms(names, async (place, host, ...others) => {
      succeeded(await becomeHost(host!, keyOf(demo)));
      await test(place, host!, ...others);
    })(demo);

/** Waits until somebody has been told of a mode: their server knows it by then. */
async function hears(client: Client, mode: typeof normal): Promise<void> {
  while (((await client.next('room_mode')) as typeof normal).frozen !== mode.frozen);
}

/** Sends a message, and returns it as it was broadcast. */
async function say(client: Client, text: string): Promise<Message> {
  const { id } = await client.ask('send_message', { text });
  for (;;) {
    const message = (await client.next('new_message')) as Message;
    if (message.id === id) return message;
  }
}

const historyOf = (client: Client) => client.received('message_history').at(-1) as Message[];
const listOf = (client: Client) => client.received('user_list').at(-1) as Person[];
const normal = { frozen: false, seconds: 0 };

/** Everything that changes a room, tried by somebody in it. */
async function tryEverything(client: Client, message: string, poll: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [event, payload] of Object.entries({
    send_message: { text: 'cold' },
    typing_start: {},
    send_whisper: { to: 'nobody', text: 'cold' },
    create_poll: { question: 'Cold?', options: ['yes', 'no'] },
    vote_poll: { poll, option: 0 },
    toggle_reaction: { message, emoji: '👍' },
    draw: { color: '#000000', points: [{ x: 0, y: 0 }] },
    clear_canvas: {},
    move_cursor: { x: 0, y: 0 },
  }))
    answers.push(await client.ask(event, payload));
  return answers;
}

export const host: Behaviours = {
  'shows a key in the terminal, and lets nobody in with another': {
    ask: 'A page can claim that it belongs to the teacher. What does the teacher have that no student sees?',
    look: 'In handlers/host.ts, the server makes a random key at its start and prints it. Then become_host compares what was sent with it. Only then is the person a host, and the room is told with user_updated.',
    line: ['handlers/host.ts', 'user.isHost = true;'],
    check: (demo) =>
      inRooms(['here', 'here'], async (_place, ann, bob) => {
        const key = keyOf(demo);
        must(key.length >= 16, 'the terminal must show a line with "key: " and a long key');
        refused(await becomeHost(ann!, 'x'.repeat(key.length)), /not the key/);
        refused(await becomeHost(ann!, key.slice(0, -1)), /not the key/);
        gotNone('user_updated', ann!, bob!);
        succeeded(await becomeHost(ann!, key));
        const { user } = await identityOf(ann!);
        const told = (await bob!.next('user_updated')) as Person;
        is([told.id, told.isHost], [user.id, true], '"user_updated" must say who is the host now');
      })(demo),
  },

  'marks what the host writes, and nobody else can': {
    ask: 'Anybody can call themselves host, or write it. Which part of a message can only come from the server?',
    look: 'In handlers/chat.ts, a message has isHost from what the server knows of its author, and never from the payload. The same is in each entry of user_list.',
    line: ['handlers/chat.ts', 'const { isHost } = user;'],
    check: withHost(['here', 'here'], async ({ url, here }, ann, bob) => {
      is((await say(ann, 'I am')).isHost, true, 'a message of the host must have isHost');
      const { id } = await bob!.ask('send_message', { text: 'so am I', isHost: true });
      const eve = await connect(url, { auth: { nickname: 'host', room: here, isHost: true } });
      await say(eve, 'me too');
      await lookAgain(bob!, here);
      await settle(bob!);
      const marked = historyOf(bob!).filter((message) => message.isHost);
      is(
        marked.map(({ text }) => text),
        ['I am'],
        'in the history, only messages of the host have isHost',
      );
      must(
        historyOf(bob!).some((message) => message.id === id),
        'the history has the message of the other',
      );
      is(listOf(bob!).filter(({ isHost }) => isHost).length, 1, 'in the list of people, one is the host');
      eve.close();
    }),
  },

  'is the same person after a break, and in every room': {
    ask: 'A teacher reloads the page. By what does the server know that this is still the host?',
    look: 'In handlers/host.ts, it must be the user who is marked, not the socket: the session keeps that object. Nothing about it may belong to one room.',
    line: ['handlers/host.ts', "socket.emit('session', { session, user });"],
    check: withHost(['here', 'there'], async ({ url, there }, ann, bob) => {
      const identity = await identityOf(ann);
      const message = await say(bob!, 'elsewhere');
      ann.close();
      const again = await comeBack(url, identity, there);
      const { user } = (await again.next('session')) as { user: Person };
      is(user.isHost, true, '"session" must say that you are still the host');
      succeeded(await again.ask('delete_message', { message: message.id }));
      again.close();
      const stranger = await connect(url, { auth: { nickname: 'Stranger' } });
      refused(await stranger.ask('set_room_mode', normal), /^Only the host/);
      stranger.close();
    }),
  },

  'alone may delete, remove and freeze': {
    ask: 'The page of a student has no such buttons. Is that enough, if anybody can send any event from the console?',
    look: 'In handlers/host.ts, socket.use sees each event before the handlers do. Those of the host are refused there, if the server does not know this person as a host.',
    line: ['handlers/host.ts', "if (ofHost.includes(event)) return 'Only the host can do that.';"],
    check: inRooms(['here', 'here'], async ({ here }, ann, bob) => {
      const { user } = await identityOf(ann!);
      const message = await say(ann!, 'stays');
      refused(await bob!.ask('delete_message', { message: message.id }), /^Only the host/);
      refused(await bob!.ask('remove_person', { user: user.id }), /^Only the host/);
      refused(await bob!.ask('set_room_mode', { frozen: true, seconds: 5 }), /^Only the host/);
      await settle(ann!);
      gotNone('message_deleted', ann!);
      gotNone('person_removed', ann!);
      await lookAgain(ann!, here);
      await settle(ann!);
      is(ann!.received('room_mode').at(-1), normal, 'a refused request must have no effect');
      is(historyOf(ann!)[0]?.text, 'stays', 'a refused request must have no effect');
    }),
  },

  'deletes a message, with its reactions, for everyone and from the history': {
    ask: 'A message is in the history, on open pages, and has reactions. Which of these forget it by themselves?',
    look: 'In handlers/chat.ts, deleteMessage takes it out of the history of this room. In handlers/host.ts, the room is told with message_deleted. A message of another room is not found.',
    line: ['handlers/host.ts', "io.to(`room:${room}`).emit('message_deleted', { message });"],
    check: withHost(['here', 'here', 'there'], async ({ here }, ann, bob, other) => {
      const [message, kept] = [await say(bob!, 'an insult'), await say(bob!, 'a thought')];
      succeeded(await ann.ask('toggle_reaction', { message: message.id, emoji: '👍' }));
      const elsewhere = await say(other!, 'elsewhere');
      refused(await ann.ask('delete_message', { message: elsewhere.id }), /not in this room/);
      succeeded(await ann.ask('delete_message', { message: message.id }));
      is(await bob!.next('message_deleted'), { message: message.id }, 'open pages must be told');
      refused(await ann.ask('delete_message', { message: message.id }), /not any more/);
      refused(await bob!.ask('toggle_reaction', { message: message.id, emoji: '👍' }), /not any more/);
      await lookAgain(bob!, here);
      await settle(bob!, other!);
      is(historyOf(bob!)[0]?.id, kept.id, 'the history must not have it any more');
      is(bob!.received('reaction_history').at(-1), [], 'its reactions must be gone, too');
      gotNone('message_deleted', other!);
    }),
  },

  'removes a person, and lets neither their session nor their nickname in for a while': {
    ask: 'To end a connection is easy, but the page comes back at once. What must the server remember about somebody who was removed?',
    look: 'In handlers/removals.ts, remember the session and the nickname with a time, tell the person, and end the connection. Then keepOut, which server.ts gives to io.use after authenticate, must refuse both with a sentence.',
    line: ['handlers/removals.ts', 'else if (sessions.includes(other) || isSame(nickname, user.nickname)) {'],
    check: withHost(['here', 'there', 'here'], async ({ url }, ann, bob, cat) => {
      const identity = await identityOf(bob!);
      const { session, user } = identity;
      refused(
        await ann.ask('remove_person', { user: (await identityOf(ann)).user.id }),
        /cannot remove yourself/,
      );
      refused(await ann.ask('remove_person', { user: 'x' }), /not here/);
      const ended = new Promise((done) => bob!.socket.once('disconnect', done));
      succeeded(await ann.ask('remove_person', { user: user.id }));
      is(await bob!.next('person_removed'), { minutes: 10 }, 'the person must be told, and for how long');
      await ended;
      for (const auth of [
        { nickname: user.nickname, session },
        { nickname: `${user.nickname}-2`, session },
        { nickname: user.nickname.toUpperCase() },
      ]) {
        const reason = await connect(url, { auth }).then(
          () => 'it was let in',
          (error: Error) => error.message,
        );
        const kept = /The host has removed .* You can come back in 10 min\.$|The nickname .* is taken/;
        matches(reason, kept, 'they must be kept out');
      }
      succeeded(await cat!.ask('send_message', { text: 'still here' }));
    }),
  },

  'freezes a room, in which then only the host can do something': {
    ask: 'Each layer has its own handlers. Where is one place that sees all their events before they do?',
    look: 'In handlers/host.ts, socket.use refuses everything that is not needed to leave a frozen room, except from the host. Who connects or joins gets the state as room_mode, and the room gets each change.',
    line: ['handlers/host.ts', "if (frozen && !evenWhenFrozen.includes(event)) return 'The host has frozen"],
    check: withHost(['here', 'here', 'there'], async ({ url, here }, ann, bob, other) => {
      const message = await say(ann, 'silence, please');
      const { id: poll = '' } = await ann.ask('create_poll', { question: 'Ready?', options: ['yes', 'no'] });
      succeeded(await ann.ask('set_room_mode', { frozen: true, seconds: 0 }));
      const frozen = { frozen: true, seconds: 0 };
      await hears(bob!, frozen);
      for (const answer of await tryEverything(bob!, message.id, poll)) refused(answer, /frozen this room/);
      is(bob!.received('room_mode').at(-1), frozen, 'the room must be told');
      for (const event of ['poll_updated', 'reaction_updated', 'canvas_update']) gotNone(event, ann, bob!);
      await say(ann, 'thank you');
      succeeded(await ann.ask('vote_poll', { poll, option: 0 }));
      const late = await connect(url, { auth: { nickname: 'Late-and-cold', room: here } });
      is(await late.next('room_mode'), frozen, 'anyone who comes later must learn it, too');
      succeeded(await late.ask('join_room', { room: newRoom() }));
      await settle(late, other!);
      is(other!.received('room_mode').at(-1), normal, 'other rooms are as they were');
      succeeded(await ann.ask('set_room_mode', normal));
      await hears(bob!, normal);
      await settle(bob!);
      late.close();
    }),
  },

  'slows a room down to one message per person': {
    ask: 'Nobody may write twice within a few seconds. What must the server remember, and of whom, if a reload must not help?',
    look: 'In handlers/host.ts, note the time of a person’s message by the user, which a reconnect does not change. Until the seconds are over, refuse the next one with a sentence. Everything else goes on.',
    line: ['handlers/host.ts', 'wroteAt.set(user, performance.now());'],
    check: withHost(['here', 'here', 'here'], async ({ url, here }, ann, bob, cat) => {
      const identity = await identityOf(bob!);
      refused(await ann.ask('set_room_mode', { frozen: false, seconds: -1 }), /./);
      refused(await ann.ask('set_room_mode', { frozen: false, seconds: 1e9 }), /At most 60/);
      succeeded(await ann.ask('set_room_mode', { frozen: false, seconds: 60 }));
      await settle(bob!, cat!);
      for (let i = 0; i < 3; i++)
        refused(await bob!.ask('send_message', { text: 'too soon' }), /write again in \d+ s/);
      succeeded(await bob!.ask('draw', { color: '#000000', points: [{ x: 0, y: 0 }] }));
      await settle(ann, ann);
      bob!.close();
      const again = await comeBack(url, identity, here);
      refused(await again.ask('send_message', { text: 'too soon' }), /write again in \d+ s/);
      again.close();
      succeeded(await ann.ask('set_room_mode', normal));
      await settle(cat!);
    }),
  },

  'closes any poll, and brings back a picture that anybody has cleared': {
    ask: 'Some things belong to one person: a poll, a clearing that can be undone. Where does each layer check whose they are?',
    look: 'In handlers/polls.ts, close_poll lets the creator through, and the host. In handlers/canvas.ts, restore_canvas brings back what this person has cleared, for the host whoever it was.',
    line: ['handlers/canvas.ts', 'if (!picture.restore(user.isHost ? undefined : author)) return'],
    check: withHost(['here', 'here', 'here'], async (_place, ann, bob, cat) => {
      const { id } = await bob!.ask('create_poll', { question: 'Rude?', options: ['yes', 'no'] });
      succeeded(await ann.ask('close_poll', { poll: id }));
      is(((await bob!.next('poll_updated')) as { closed: boolean }).closed, true, 'the room must be told');
      succeeded(await cat!.ask('draw', { color: '#000000', points: [{ x: 0, y: 0 }] }));
      await ann.next('canvas_update');
      succeeded(await bob!.ask('clear_canvas', {}));
      refused(await cat!.ask('restore_canvas', {}), /You can bring back/);
      succeeded(await ann.ask('restore_canvas', {}));
      await cat!.next('canvas_restored');
    }),
  },

  'keeps nicknames out that look like the host’s': {
    ask: 'Two nicknames can look the same, though a computer finds no letter that they share. Where do you learn which letters look alike?',
    look: 'In handlers/twins.ts, make of each nickname what is left when letters that look alike are the same. In handlers/removals.ts, keepOut refuses whoever has then the same as a host who is here.',
    line: ['handlers/removals.ts', 'looksLike(other.nickname, user.nickname)'],
    check: async (demo) => {
      const ann = await connect(demo.url, { auth: { nickname: 'Max-Coco1' } });
      const early = await connect(demo.url, { auth: { nickname: 'Мах-Сосо1' } });
      early.close();
      succeeded(await becomeHost(ann, keyOf(demo)));
      for (const nickname of ['Мах-Сосо1', 'МАХ-СОСО1', 'Max-C0coI', 'Máx-Coco1']) {
        const reason = await connect(demo.url, { auth: { nickname } }).then(
          () => 'it was let in',
          (error: Error) => error.message,
        );
        matches(reason, /looks like the host's/, `"${nickname}" must be refused`);
      }
      const other = await connect(demo.url, { auth: { nickname: 'Максим' } });
      other.close();
      ann.close();
    },
  },
};
