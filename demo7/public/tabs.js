// On a narrow screen there is room for one thing at a time: buttons at its lower edge change between them.
import { byId } from './dom.js';

/** @import { BrowserSocket } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function showTabs(socket) {
  const buttons = [...byId('tabs', HTMLElement).querySelectorAll('button')];
  /** @type {NodeListOf<HTMLElement>} */
  const parts = document.querySelectorAll('[data-tab]');

  /** @param {string} name */
  const show = (name) => {
    for (const button of buttons) {
      button.ariaPressed = String(button.value === name);
      if (button.value === name) button.classList.remove('news');
    }
    for (const part of parts) part.classList.toggle('behind', part.dataset.tab !== name);
  };

  /** @param {string} name */
  const partOf = (name) => [...parts].find((part) => part.dataset.tab === name);

  /** @param {string} name */
  const markNews = (name) => {
    // Not for what is to be seen: on a wide screen that is all.
    const isSeen = partOf(name)?.querySelector('section')?.checkVisibility();
    if (!isSeen) buttons.find(({ value }) => value === name)?.classList.add('news');
  };

  for (const button of buttons) {
    button.addEventListener('click', () => {
      show(button.value);
      const top = partOf(button.value)?.getBoundingClientRect().top ?? 0;
      if (top < 0) scrollBy(0, top); // from where one had scrolled to, it might be out of sight
    });
  }
  // Who chooses a room or a person wants to write. In the capture phase: the input must be there to get the focus.
  partOf('people')?.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest('#rooms-list a, #people-list button')) show('chat');
    },
    { capture: true },
  );
  show('chat');
  socket.on('new_message', () => markNews('chat'));
  socket.on('private_message', () => markNews('chat'));
  socket.on('disconnect', () => markNews('chat')); // it says how the connection is
  socket.on('new_poll', () => markNews('polls'));
  socket.on('canvas_update', () => markNews('canvas'));
  socket.on('room_joined', () => {
    for (const button of buttons) button.classList.remove('news'); // it was about another room
  });
}
