// On a narrow screen there is room for one thing at a time: buttons at its lower edge change between them.
import { byId } from './dom.js';

/** @import { BrowserSocket } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function showTabs(socket) {
  const buttons = [...byId('tabs', HTMLElement).querySelectorAll('button')];
  /** @type {NodeListOf<HTMLElement>} */
  const parts = document.querySelectorAll('[data-tab]');
  let current = 'chat';

  /** @param {string} name */
  const show = (name) => {
    current = name;
    for (const button of buttons) {
      button.ariaPressed = String(button.value === name);
      if (button.value === name) button.classList.remove('news');
    }
    for (const part of parts) part.classList.toggle('behind', part.dataset.tab !== name);
  };

  /** @param {string} name */
  const markNews = (name) => {
    if (name === current) return;
    buttons.find(({ value }) => value === name)?.classList.add('news');
  };

  for (const button of buttons) button.addEventListener('click', () => show(button.value));
  show(current);
  socket.on('new_message', () => markNews('chat'));
  socket.on('private_message', () => markNews('chat'));
  socket.on('new_poll', () => markNews('polls'));
  socket.on('canvas_update', () => markNews('canvas'));
}
