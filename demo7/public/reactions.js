// Reactions in the browser: under each message who reacted with what, and a button to react oneself.
import { byId, create } from './dom.js';

/** @import { BrowserSocket, Reaction } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function showReactions(socket) {
  const picker = byId('reactions-picker', HTMLElement);
  const problem = byId('chat-problem', HTMLElement);
  /** @type {WeakMap<Element, Map<string, string>>} The nicknames on each button, by the id of the person. */
  const people = new WeakMap();
  let ownId = '';

  /** @param {HTMLElement} bar @param {string} emoji */
  const addChip = (bar, emoji) => {
    const chip = create('button', '');
    chip.type = 'button';
    chip.className = 'reaction';
    chip.value = emoji;
    bar.insertBefore(chip, bar.querySelector('.reactions-add'));
    people.set(chip, new Map());
    return chip;
  };

  /** @param {Reaction} reaction @param {boolean} added */
  const show = ({ message, emoji, user }, added) => {
    const bar = document.getElementById(`message-${message}`)?.querySelector('.reactions');
    if (!(bar instanceof HTMLElement)) return;
    const chips = [...bar.querySelectorAll('button.reaction')];
    const chip =
      chips.find((one) => one instanceof HTMLButtonElement && one.value === emoji) ?? addChip(bar, emoji);
    const who = people.get(chip) ?? new Map();
    if (added) who.set(user.id, user.nickname);
    else who.delete(user.id);
    if (who.size === 0) return chip.remove();

    const names = listOf([...who.values()]);
    chip.textContent = `${emoji} ${who.size}`;
    chip.ariaPressed = String(who.has(ownId));
    chip.ariaLabel = `${emoji} ${who.size}, by ${names}`;
    chip.setAttribute('title', names);
  };

  socket.on('session', ({ user }) => {
    ownId = user.id;
  });
  // The chat has shown these messages already: its listeners were there first.
  socket.on('message_history', (messages) => {
    picker.hidden = true;
    for (const { id } of messages) {
      const line = document.getElementById(`message-${id}`);
      if (line) addBar(line);
    }
  });
  socket.on('new_message', ({ id }) => {
    const line = document.getElementById(`message-${id}`);
    if (line) addBar(line);
  });
  socket.on('reaction_history', (reactions) => {
    for (const reaction of reactions) show(reaction, true);
  });
  socket.on('reaction_updated', ({ added, ...reaction }) => show(reaction, added));

  // One listener for all buttons: a click rises from the button through all elements around it.
  byId('chat-log', HTMLElement).addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    const line = button?.closest('.message');
    if (!button || !line) return;
    if (button.className === 'reactions-add') {
      const isOpen = !picker.hidden && line.contains(picker);
      picker.hidden = isOpen;
      line.append(picker);
      if (!isOpen) picker.querySelector('button')?.focus();
      return;
    }

    if (picker.contains(button)) closePicker();
    const payload = {
      message: line.id.replace('message-', ''),
      emoji: /** @type {Reaction['emoji']} */ (button.value),
    };
    socket.timeout(5000).emit('toggle_reaction', payload, (error, answer) => {
      if (!error && answer.ok) return;
      problem.textContent = error || answer.ok ? 'No answer came. Please try again.' : answer.error;
    });
  });

  const closePicker = () => {
    picker.hidden = true;
    const add = picker.closest('.message')?.querySelector('.reactions-add');
    if (add instanceof HTMLElement) add.focus();
  };
  picker.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closePicker();
  });
}

/** @param {HTMLElement} line the line of a message in the log */
function addBar(line) {
  const bar = create('span', '');
  bar.className = 'reactions';
  const add = create('button', '+');
  add.type = 'button';
  add.className = 'reactions-add';
  add.ariaLabel = 'React';
  add.title = 'React';
  bar.append(add);
  line.append(bar);
}

/** @param {string[]} names */
function listOf(names) {
  if (names.length > 20) return `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`;
  return new Intl.ListFormat('en').format(names);
}
