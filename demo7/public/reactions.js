// Reactions in the browser: under each message who reacted with what, and a button to react oneself.
import { byId, create } from './dom.js';
import { isAtEnd, scrollToEnd } from './log.js';
import { showPicker } from './picker.js';

/** @import { BrowserSocket, Reaction } from '../events.ts' */

/** @param {string} id of the message */
const barOf = (id) => document.getElementById(`message-${id}`)?.querySelector('.reactions');

/** @param {BrowserSocket} socket */
export function showReactions(socket) {
  const problem = byId('chat-problem', HTMLElement);
  /** @type {WeakMap<Element, Map<string, string>>} The nicknames behind each button, by the id of the person. */
  const people = new WeakMap();
  let ownId = '';

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
    button.ariaPressed = String(who.has(ownId));
    button.ariaLabel = `${emoji} ${who.size}, by ${names}`;
    button.title = names;
  };

  socket.on('session', ({ user }) => {
    ownId = user.id;
  });
  // The chat has shown these messages already: its listeners were there first.
  socket.on('message_history', (messages) => {
    for (const { id } of messages) addBar(id);
  });
  socket.on('new_message', ({ id }) => addBar(id));
  socket.on('reaction_history', (reactions) => {
    keepingPlace(() => {
      for (const reaction of reactions) show(reaction, true);
    });
  });
  socket.on('reaction_updated', ({ added, ...reaction }) => keepingPlace(() => show(reaction, added)));

  showPicker((message, emoji) => {
    socket.timeout(5000).emit('toggle_reaction', { message, emoji }, (error, answer) => {
      if (!error && answer.ok) return;
      problem.textContent = error || answer.ok ? 'No answer came. Please try again.' : answer.error;
    });
  });
}

/** @param {string} id of the message */
function addBar(id) {
  const bar = create('span', '');
  bar.className = 'reactions';
  const add = create('button', '+');
  add.type = 'button';
  add.className = 'reactions-add';
  add.ariaLabel = 'React';
  add.title = 'React';
  bar.append(add);
  document.getElementById(`message-${id}`)?.append(bar);
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
