// The numbers of messages: they have no gap, so the page knows when it has missed something, and asks for it.

/** @import { BrowserSocket, Message, Reaction } from '../events.ts' */

const MAX_MISSED = 300; // messages. If there are more, the page shows the latest ones alone.
const WAIT_FOR_LATE = 500; // milliseconds: what seems to be missing may be on its way
const TRY_AGAIN = 1000; // milliseconds

/**
 * What the chat does with messages: `replace` shows these in place of all others, `add` adds one at the end.
 *
 * @typedef {{
 *   replace: (messages: Message[]) => void,
 *   add: (message: Message) => void,
 *   react: (reactions: Reaction[]) => void,
 * }} View
 */

/** @param {BrowserSocket} socket @param {View} view */
export function setupNumbers(socket, view) {
  let room = '';
  let epoch = ''; // of the server's database: in a new one, the numbers begin again
  let first = 0; // the number of the first message that is shown; 0 while none is
  let last = 0; // up to here, the page has all messages
  let isReading = true; // until the history has come
  /** @type {Map<number, Message>} What has come while the page was reading, or before one that is missing. */
  const early = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let check = timer;
  /** Shows what has come early, as far as there is no gap. */
  const release = () => {
    for (const number of early.keys()) if (number <= last) early.delete(number);
    for (let next = early.get(last + 1); next; next = early.get(last + 1)) {
      early.delete(next.number);
      last = next.number;
      first ||= last;
      view.add(next);
    }
    clearTimeout(timer);
    if (early.size > 0) timer = setTimeout(() => void read(last), WAIT_FOR_LATE);
  };

  /**
   * Reads what came after a number, and shows it.
   *
   * @param {number} from
   * @param {boolean} [isAll] whether it takes the place of all that is shown
   */
  const read = async (from, isAll = false) => {
    if (isReading && !isAll) return;
    isReading = true;
    const asked = room;
    /** @type {Message[]} */
    const found = [];
    /** @type {Reaction[]} */
    const reactions = [];
    try {
      for (let after = from, through = Infinity; after < through;) {
        const answer = await socket.timeout(5000).emitWithAck('read_messages', { after });
        if (!answer.ok) throw new Error(answer.error);
        found.push(...(answer.messages ?? []));
        reactions.push(...(answer.reactions ?? []));
        through = answer.latest ?? 0;
        after = answer.through ?? through;
        from = Math.max(from, after);
      }
    } catch {
      isReading = false;
      if (socket.connected) timer = setTimeout(() => void read(last), TRY_AGAIN);
      return; // without a connection, the next one brings the history
    }
    if (asked !== room) return; // the history of another one has come
    if (isAll) view.replace(found);
    else for (const message of found) if (message.number > last) view.add(message);
    view.react(reactions);
    last = Math.max(last, from);
    isReading = false;
    release();
  };

  socket.on('room_joined', (joined) => {
    if (joined.room !== room || joined.epoch !== epoch) {
      early.clear();
      first = last = 0;
    }
    ({ room, epoch } = joined);
    isReading = true;
  });

  socket.on('message_history', (messages) => {
    const newest = messages.at(-1)?.number ?? 0;
    const missed = newest - last;
    // A history has few messages of those who wrote the most. If some are missing, the page reads all again from its first.
    const hasAll = messages.filter(({ number }) => number > last).length === missed;
    if (last > 0 && missed > 0 && missed <= MAX_MISSED && !hasAll) {
      void read(Math.max(first - 1, newest - MAX_MISSED), true);
      return;
    }
    first = messages[0]?.number ?? 0;
    last = newest;
    view.replace(messages);
    isReading = false;
    release();
  });

  socket.on('new_message', (message) => {
    if (message.room !== room || message.number <= last) return; // it was there before
    early.set(message.number, message);
    if (!isReading) release();
  });

  // Twice a second the server says how far each room is: so even the last message can't be missed for long.
  socket.on('counts_updated', (counts) => {
    const count = counts.find((one) => one.room === room);
    if (!count || count.messages <= last || isReading) return;
    clearTimeout(check);
    check = setTimeout(() => count.messages > last && void read(last), WAIT_FOR_LATE);
  });
}
