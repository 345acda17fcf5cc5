// A person with a page: connects as our pages do, writes, and keeps what the page shows.
import { randomBytes } from 'node:crypto';
import { type Socket, io } from 'socket.io-client';
import { type Message, Log } from './log.ts';
import type { Rules } from './rules.ts';
import { Sender, ask } from './sender.ts';
import type { Trace } from './trace.ts';

const ROOM = 'general'; // it is always open
const AGAIN_AFTER = 300; // milliseconds

export class Person {
  name: string;
  socket: Socket;
  log: Log;
  sender: Sender;
  people: { id: string; nickname: string }[] | undefined; // undefined: this server has no such list
  /** Whether the server numbers its messages: then it is one that keeps them. */
  seesNumbers = false;
  #trace: Trace;

  constructor(name: string, url: string, rules: Rules, trace: Trace) {
    this.name = name;
    this.#trace = trace;
    const session = randomBytes(16).toString('hex');
    // These options are those of public/main.js.
    this.socket = io(url, {
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 250,
      reconnectionDelayMax: 1500,
      ...(rules.transports && { transports: rules.transports }),
    });
    this.log = new Log(name, rules, trace, (after) => ask(this.socket, 'read_messages', { after }));
    this.sender = new Sender(name, this.socket, this.log, rules, trace);
    this.socket.auth = (send: (auth: object) => void) =>
      send({ nickname: name, session, room: ROOM, after: this.log.last });
    this.#listen();
    this.socket.connect();
  }

  #listen(): void {
    const { socket } = this;
    socket.on('connect', () => this.#trace.note(this.name, 'connect', 'is connected'));
    socket.on('disconnect', (reason) => {
      this.#trace.note(this.name, 'disconnect', `has lost the connection (${reason})`);
      this.#reload();
    });
    socket.on('connect_error', () => this.#reload());
    socket.on('room_joined', ({ epoch = '' }: { epoch?: string }) => this.log.begin(epoch));
    socket.on('message_history', (messages: Message[]) => this.log.replace(messages));
    socket.on('new_message', (message: Message) => {
      this.seesNumbers ||= message.number !== undefined;
      this.log.add(message);
    });
    socket.on('counts_updated', (counts: { room: string; messages: number }[]) => {
      this.log.expect(counts.find(({ room }) => room === ROOM)?.messages ?? 0);
    });
    socket.on('user_list', (all: { id: string; nickname: string }[]) => (this.people = all));
    socket.on('user_joined', (user: { id: string; nickname: string }) => {
      this.people = [...(this.people ?? []).filter(({ id }) => id !== user.id), user];
    });
    socket.on('user_left', (user: { id: string }) => {
      this.people = this.people?.filter(({ id }) => id !== user.id);
    });
  }

  /** Where the page says that you have to reload it, or shows why you were refused, a person does that. */
  #reload(): void {
    if (this.socket.active || this.sender.hasLeft) return;
    setTimeout(() => this.sender.hasLeft || this.socket.connect(), AGAIN_AFTER);
  }

  /** Closes the page: a goodbye. */
  leave(): void {
    this.sender.hasLeft = true;
    this.socket.disconnect();
  }
}
