// The clicks that react to a message: on an emoji that is there, or on one of the six that a + offers.
import { byId } from './dom.js';
import { setupKeys } from './keys.js';

/** @import { Reaction } from '../events.ts' */

/** @param {(message: string, emoji: Reaction['emoji']) => Promise<void>} react is given the id of the message */
export function setupPicker(react) {
  const picker = byId('reactions-picker', HTMLElement);
  const who = byId('reactions-who', HTMLElement);
  setupKeys(picker, 'button');
  setupKeys(byId('chat-log', HTMLElement), '.reactions button:not([hidden])', true);

  const close = () => {
    picker.hidden = true;
    const add = picker.closest('.message')?.querySelector('.reactions-add');
    if (add instanceof HTMLElement) add.focus();
  };

  // One listener for all buttons of all messages: a click rises from the button through what is around it.
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    const line = button?.closest('.message');
    if (!button || !line || button.matches('.for-host')) {
      picker.hidden = true;
      return;
    }

    if (button.className === 'reactions-add') {
      const wasHere = !picker.hidden && line.contains(picker);
      picker.hidden = wasHere;
      line.append(picker);
      who.textContent = whoReacted(line); // a finger can't hover over a reaction to see who gave it
      if (!wasHere) picker.querySelector('button')?.focus();
      return;
    }
    if (picker.contains(button)) close();
    void react(line.id.replace('message-', ''), /** @type {Reaction['emoji']} */ (button.value));
  });
  picker.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
}

/** @param {Element} line */
function whoReacted(line) {
  const reactions = [...line.querySelectorAll('button.reaction')];
  return reactions
    .map((one) => (one instanceof HTMLButtonElement ? `${one.value} ${one.title}` : ''))
    .join('\n');
}
