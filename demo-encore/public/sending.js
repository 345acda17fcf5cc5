// Sends what is in the outbox, one after the other, and shows what waits and what will never be sent.
import { answerOf } from './ack.js';
import { byId, create } from './dom.js';
import { account, me } from './me.js';
import { drop, keep, markFailed, newId, waitingOf } from './outbox.js';

/** @import { BrowserSocket } from '../events.ts' */
/** @import { Waiting } from './outbox.js' */

const TRY_AGAIN = 2000; // milliseconds
const PAUSE = 60; // milliseconds: the server takes at most 20 messages a second
const SHOW_AFTER = 300; // milliseconds: most messages don't wait that long

/** @param {BrowserSocket} socket @param {(id: string) => void} onSent gets the server's id of the message */
export function setupSending(socket, onSent) {
  const list = byId('outbox', HTMLOListElement);
  const input = byId('chat-text', HTMLTextAreaElement);
  let room = '';
  let isSending = false;
  /** @type {Map<string, number>} When each entry was first seen, by id. */
  const seenAt = new Map();

  /** @param {Waiting} entry */
  const lineOf = ({ id, room: where, text, error }) => {
    const line = create('li', '');
    const state = create('span', error === undefined ? 'waiting…' : `Not sent: ${error}`);
    if (error === undefined && where !== room) state.textContent = `waiting until you are in #${where}`;
    state.className = error === undefined ? 'outbox-waiting' : 'outbox-failed';
    line.append(create('span', text), ' ', state);
    if (error === undefined && where === room) return line;
    const back = create('button', 'Edit');
    back.type = 'button';
    back.addEventListener('click', () => {
      drop(me.id, id);
      input.value = `${text} ${input.value}`.trim();
      input.focus();
      show();
    });
    line.append(' ', back);
    return line;
  };

  const show = () => {
    const now = performance.now();
    const waiting = waitingOf(me.id);
    for (const { id } of waiting) if (!seenAt.has(id)) seenAt.set(id, now);
    const shown = waiting.filter(
      ({ id, error }) => error !== undefined || now - (seenAt.get(id) ?? now) >= SHOW_AFTER,
    );
    list.replaceChildren(...shown.map(lineOf));
    if (shown.length < waiting.length) setTimeout(show, SHOW_AFTER);
  };

  const sendAll = async () => {
    if (isSending) return;
    isSending = true;
    for (;;) {
      const next = waitingOf(me.id).find((one) => one.error === undefined && one.room === room);
      if (!next || !socket.connected) break;
      const { id, text } = next;
      const request = socket.timeout(5000).emitWithAck('send_message', { id, writtenIn: room, text });
      const answer = await answerOf(request, '');
      if (answer.ok) {
        drop(me.id, id);
        onSent(String(answer.id));
      } else if (answer.error === '' || answer.retry) {
        setTimeout(() => void sendAll(), TRY_AGAIN); // it stays where it is: the server knows it by its id
        break;
      } else {
        markFailed(me.id, id, answer.error);
      }
      show();
      await new Promise((done) => setTimeout(done, PAUSE));
    }
    isSending = false;
    show();
  };

  let person = ''; // whose outbox this was
  socket.on('session', ({ user: { id } }) => {
    // A guest who comes back too late may need another nickname, and is another person then.
    if (person !== '' && person !== id && !account) {
      for (const entry of waitingOf(person)) {
        keep(id, { ...entry, error: 'You have another nickname now.' });
        drop(person, entry.id);
      }
    }
    person = id;
    show();
  });
  socket.on('room_joined', (joined) => {
    room = joined.room;
  });
  socket.on('message_history', () => void sendAll());
  // Another tab of the same person has written something: it may not be connected any more.
  addEventListener('storage', () => {
    show();
    void sendAll();
  });
  setInterval(() => list.childElementCount > 0 && show(), 1000);

  /** @param {string} text @returns {boolean} false when too many are waiting */
  const send = (text) => {
    if (me.id === '' || !keep(me.id, { id: newId(), room, text })) return false;
    show();
    void sendAll();
    return true;
  };
  return send;
}
