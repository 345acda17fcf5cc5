// One screen: where there is no room for all parts of the page, tabs change between them. A dot says where something is new.
import { byId, create } from './dom.js';

/** @param {HTMLElement} part */
const isVisible = (part) => Boolean(part.querySelector('section')?.checkVisibility());

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupScreen(socket) {
  /** @type {NodeListOf<HTMLElement>} */
  const parts = document.querySelectorAll('[data-tab]');
  /** @type {Map<HTMLElement, HTMLButtonElement>} */
  const buttons = new Map();

  const markVisible = () => {
    for (const [part, button] of buttons) button.ariaPressed = String(isVisible(part));
  };

  /** @param {HTMLElement} part */
  const show = (part) => {
    // Two places show one part at a time: a narrow screen one of all, and the side of a wide screen one of its own.
    const isAtSide = part.matches('.side *');
    for (const [other, button] of buttons) {
      other.classList.toggle('front', other === part);
      if (isAtSide) other.classList.toggle('side-front', other === part);
      if (other === part) button.classList.remove('news');
    }
    markVisible();
  };

  for (const part of parts) {
    const name = part.dataset.tab ?? '';
    const button = create('button', name);
    button.type = 'button';
    button.value = name;
    button.className = part.matches('.side *') ? 'of-side' : '';
    button.addEventListener('click', () => show(part));
    buttons.set(part, button);
  }
  byId('tabs', HTMLElement).append(...buttons.values());
  markVisible();
  addEventListener('resize', markVisible);

  const toggle = byId('lesson-toggle', HTMLButtonElement);
  const { classList } = document.documentElement;
  toggle.ariaExpanded = String(!classList.contains('lesson-closed'));
  toggle.addEventListener('click', () => {
    const isClosed = classList.toggle('lesson-closed');
    localStorage.setItem('lesson', isClosed ? 'closed' : 'open');
    toggle.ariaExpanded = String(!isClosed);
  });

  // Choosing a room or a person leads to the chat. In the capture phase: the input must be there to get the focus.
  document.querySelector('[data-tab=people]')?.addEventListener(
    'click',
    ({ target }) => {
      const [first] = parts;
      if (first && target instanceof Element && target.closest('li a, li button')) show(first);
    },
    { capture: true },
  );

  socket.onAny((/** @type {string} */ event) => {
    for (const [part, button] of buttons) {
      if (part.dataset.news?.split(' ').includes(event) && !isVisible(part)) button.classList.add('news');
    }
  });
}
