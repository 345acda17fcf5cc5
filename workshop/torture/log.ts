// What a page shows: the messages, in their order, by the rules of this page.
import type { Rules } from './rules.ts';
import type { Trace } from './trace.ts';

export interface Message {
  id: string;
  text: string;
  timestamp: string;
  number?: number;
}

type Read = (after: number) => Promise<{ messages: Message[]; through: number } | undefined>;

export class Log {
  shown: Message[] = [];
  /** The number of the last message. */
  last = 0;
  #name: string;
  #rules: Rules;
  #trace: Trace;
  #read: Read;
  #epoch = '';
  #latest = 0; // the highest number that has come
  #isReading = false;

  /** @param read asks the server for the messages after a number */
  constructor(name: string, rules: Rules, trace: Trace, read: Read) {
    this.#name = name;
    this.#rules = rules;
    this.#trace = trace;
    this.#read = read;
  }

  has(text: string): boolean {
    return this.shown.some((message) => message.text === text);
  }

  /** Another epoch is another database, whose numbers begin at 1 again. */
  begin(epoch: string): void {
    if (epoch !== this.#epoch) [this.shown, this.last, this.#latest] = [[], 0, 0];
    this.#epoch = epoch;
  }

  replace(messages: Message[]): void {
    const latest = Math.max(0, ...messages.map(({ number = 0 }) => number));
    // With numbers, a message that came live while the history was on its way stays.
    const isNewer = ({ number = 0 }: Message) => this.#rules.shows === 'the next number' && number > latest;
    this.shown = [...messages, ...this.shown.filter(isNewer)];
    this.last = Math.max(latest, this.shown.at(-1)?.number ?? 0);
    const texts = this.shown.map(({ text }) => text);
    const says = `gets the history: ${messages.length} messages`;
    this.#trace.note(this.#name, 'history', says, { texts });
  }

  add(message: Message): void {
    const { number = 0, id } = message;
    const { shows } = this.#rules;
    if (shows === 'each id once' && this.shown.some((one) => one.id === id)) return;
    if (shows === 'higher numbers' && number <= this.last) {
      const says = `doesn’t show "${message.text}": its number ${number} isn’t higher than ${this.last}`;
      return this.#trace.note(this.#name, 'drop', says, { text: message.text, id });
    }
    if (shows === 'the next number') {
      if (number <= this.last) return; // shown already
      this.#latest = Math.max(this.#latest, number);
      if (number > this.last + 1) return void this.#fill();
    }
    this.#show(message);
  }

  /** The server has said how far it is. Without that, nobody would notice that the last message is missing. */
  expect(latest: number): void {
    if (this.#rules.shows !== 'the next number') return;
    this.#latest = latest;
    void this.#fill();
  }

  /** Some are missing: asks for them, and shows them in order. */
  async #fill(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.last < this.#latest) {
      const answer = await this.#read(this.last);
      if (!answer?.messages) break; // the connection broke: the next history has them
      for (const message of answer.messages) if ((message.number ?? 0) > this.last) this.#show(message);
      this.last = Math.max(this.last, answer.through);
    }
    this.#isReading = false;
  }

  #show(message: Message): void {
    const { text, id, number = 0 } = message;
    const again = this.has(text);
    this.shown.push(message);
    this.last = Math.max(this.last, number);
    const madeAt = this.#trace.timeOf(message.timestamp);
    this.#trace.note(this.#name, 'show', `shows "${text}"${again ? ' again' : ''}`, {
      text,
      id,
      madeAt,
      again,
    });
  }
}
