// What the host has next to messages, people and polls; and the badge, which everybody sees.
import { create } from './dom.js';

/** @import { User } from '../events.ts' */

export let isHost = false; // you

/** @param {boolean} isNow whether you are the host */
export function showHostTools(isNow) {
  isHost = isNow;
  for (const element of document.querySelectorAll('.for-host')) show(element);
}

/** @param {Element} element */
function show(element) {
  if (element instanceof HTMLElement) element.hidden = !isHost;
}

/**
 * Marks an element as one that only the host sees. Others could make it visible in their browser, but the server would
 * refuse what it asks for.
 *
 * @template {HTMLElement} Kind
 * @param {Kind} element
 */
export function forHost(element) {
  element.classList.add('for-host');
  show(element);
  return element;
}

/**
 * For behind a nickname. A nickname has no spaces and no colours, so nobody can write a badge.
 *
 * @param {{ isHost?: boolean | undefined }} from a person or a message
 */
export function badgeOf(from) {
  const badge = create('span', 'host');
  badge.className = 'host-badge';
  return from.isHost ? [' ', badge] : [];
}

/** @param {string} message its id @param {string} from */
export function deleteButton(message, from) {
  const button = forHost(create('button', ''));
  Object.assign(button, { type: 'button', ariaLabel: `Delete this message of ${from}`, title: 'Delete' });
  button.dataset.message = message;
  return button;
}

/** @param {User} user */
export function removeButton({ id, nickname }) {
  const button = forHost(create('button', ''));
  Object.assign(button, { type: 'button', ariaLabel: `Remove ${nickname}`, title: 'Remove' });
  button.dataset.person = id;
  return button;
}
