// Reactions in the browser: under each message who reacted with what, and a button to react yourself.
import { answerOf } from './ack.js';
import { byId, create } from './dom.js';
import { isAtEnd, scrollToEnd } from './log.js';
import { me } from './me.js';
import { setupPicker } from './picker.js';

/** @import { BrowserSocket, Reaction } from '../events.ts' */

/** @param {string} id of the message */
const barOf = (id) => document.getElementById(`message-${id}`)?.querySelector('.reactions');

/** @type {WeakMap<Element, Map<string, string>>} The nicknames behind each button, by the id of the person. */
const people = new WeakMap();

/** @param {Element} bar @param {string} emoji */
const addButton = (bar, emoji) => {
  const button = create('button', '');
  button.type = 'button';
  button.className = 'reaction';
  button.value = emoji;
  bar.insertBefore(button, bar.querySelector('.reactions-add'));
  people.set(button, new Map());
  return button;
};

/** @param {Reaction} reaction @param {boolean} added */
const show = ({ message, emoji, user }, added) => {
  const bar = barOf(message);
  if (!bar) return;
  const known = bar.querySelector(`.reaction[value="${emoji}"]`);
  const button = known instanceof HTMLButtonElement ? known : addButton(bar, emoji);
  const who = people.get(button) ?? new Map();
  if (added) who.set(user.id, user.nickname);
  else who.delete(user.id);
  if (who.size === 0) {
    const add = bar.querySelector('.reactions-add');
    if (document.activeElement === button && add instanceof HTMLElement) add.focus();
    button.remove();
    return;
  }

  const names = listOf([...who.values()]);
  button.textContent = `${emoji} ${who.size}`;
  button.ariaPressed = String(who.has(me.id));
  button.ariaLabel = `${emoji} ${who.size}, by ${names}`;
  button.title = names;
};

/** @param {Reaction[]} reactions to messages that are shown already */
export function showReactions(reactions) {
  keepingPlace(() => {
    for (const reaction of reactions) show(reaction, true);
  });
}

/** @param {BrowserSocket} socket */
export function setupReactions(socket) {
  const error = byId('chat-error', HTMLElement);
  // The server sends the messages first, then the reactions to them.
  socket.on('reaction_history', showReactions);
  socket.on('reaction_updated', ({ added, ...reaction }) => keepingPlace(() => show(reaction, added)));

  setupPicker(async (message, emoji) => {
    const request = socket.timeout(5000).emitWithAck('toggle_reaction', { message, emoji });
    const answer = await answerOf(request, 'No answer came. Please try again.');
    if (!answer.ok) error.textContent = answer.error;
  });
}

/** For the chat, which puts it into the line of each message: the place of its reactions, with a button to react. */
export function reactionsBar() {
  const bar = create('span', '');
  bar.className = 'reactions';
  const add = create('button', '+');
  add.type = 'button';
  add.className = 'reactions-add';
  add.ariaLabel = 'React';
  add.title = 'React, and see who did';
  bar.append(add);
  return bar;
}

/**
 * Reactions make a message higher: whoever reads the end of the log goes on to do so.
 *
 * @param {() => void} change
 */
function keepingPlace(change) {
  const follow = isAtEnd();
  change();
  if (follow) scrollToEnd();
}

/** @param {string[]} names */
function listOf(names) {
  if (names.length > 20) return `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`;
  return new Intl.ListFormat('en').format(names);
}
