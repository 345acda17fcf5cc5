// The log of the chat: it keeps to its end as lines come, unless one has scrolled up to read.
import { byId } from './dom.js';

const MAX_LINES = 300;
const log = byId('chat-log', HTMLElement);
const newer = byId('chat-newer', HTMLButtonElement);

export const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 50;

export function scrollToEnd() {
  log.scrollTop = log.scrollHeight;
}

/**
 * Adds a new line at the end; or puts one back that was there before, where `next` says (null is the end).
 *
 * @param {HTMLElement} line
 * @param {Element | null} [next]
 */
export function addLine(line, next) {
  const follow = isAtEnd();
  log.insertBefore(line, next ?? null);
  if (log.childElementCount > MAX_LINES) log.firstElementChild?.remove();
  if (follow) scrollToEnd();
  // Whoever has scrolled up is reading: the log stays where it is, and a button leads to the end.
  if (next === undefined) newer.hidden = follow;
}

/**
 * Shows these lines in place of all others.
 *
 * @param {HTMLElement[]} lines
 */
export function replaceLines(lines) {
  const place = isAtEnd() ? Infinity : log.scrollTop;
  log.replaceChildren(...lines);
  log.scrollTop = Math.min(place, log.scrollHeight);
}

newer.addEventListener('click', scrollToEnd);
log.addEventListener('scroll', () => {
  if (isAtEnd()) newer.hidden = true;
});
