// The log of the chat: it keeps to its end as lines come, unless you have scrolled up to read.
import { byId } from './dom.js';

const MAX_LINES = 300;
const log = byId('chat-log', HTMLElement);
const newer = byId('chat-newer', HTMLButtonElement);
const stillness = matchMedia('(prefers-reduced-motion: reduce)'); // what the visitor has set in the system
let wasAtEnd = true; // before the log has changed its size
let size = ''; // for which that was found
/** @type {ReturnType<typeof setTimeout> | undefined} */
let quietFor;

const sizeOf = () => `${log.clientWidth} × ${log.clientHeight}`;
const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 50;

export function scrollToEnd() {
  log.scrollTop = log.scrollHeight;
}

/** @param {HTMLElement} line */
export function addLine(line) {
  const follow = isAtEnd();
  log.append(line);
  if (log.childElementCount > MAX_LINES) log.firstElementChild?.remove();
  if (follow) scrollToEnd();
  if (!stillness.matches) line.animate({ translate: ['-0.5rem', '0'] }, 150);
  // If you have scrolled up you are reading: the log stays where it is, and a button leads to the end.
  newer.hidden = follow;
}

/**
 * Shows these lines in place of all others. Screen readers read out what is added to a log, but nobody wants to hear
 * the whole history after each break: so the log is quiet for a moment.
 *
 * @param {HTMLElement[]} lines
 */
export function replaceLines(lines) {
  const place = isAtEnd() ? Infinity : log.scrollTop;
  log.ariaLive = 'off';
  clearTimeout(quietFor);
  quietFor = setTimeout(() => (log.ariaLive = 'polite'), 1000);
  const hadFocus = log.contains(document.activeElement);
  log.replaceChildren(...lines);
  if (hadFocus) log.focus({ preventScroll: true }); // the link or button that had it has gone
  log.scrollTop = Math.min(place, log.scrollHeight);
}

newer.addEventListener('click', () => {
  scrollToEnd();
  byId('chat-text', HTMLTextAreaElement).focus(); // the button goes away, and must not take the focus along
});
log.addEventListener('scroll', () => {
  if (sizeOf() !== size) return; // a new size moves the text: you haven't scrolled
  wasAtEnd = isAtEnd();
  if (wasAtEnd) newer.hidden = true;
});
// You turn your phone, its keyboard opens, a window changes: the end of the log stays in view.
new ResizeObserver(() => {
  size = sizeOf();
  if (wasAtEnd) scrollToEnd();
}).observe(log);
