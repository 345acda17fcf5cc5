// Who wrote what: a colour and initials for each nickname, and one name above several messages in a row.
import { byId } from './dom.js';

const TOGETHER = 5 * 60_000; // milliseconds: a message that comes later has the name above it again

/**
 * Marks an element with the initials and the colour of a nickname, for presence.css to show. Every page computes the
 * same ones, so they needn't be sent.
 *
 * @template {HTMLElement} Kind
 * @param {Kind} element
 * @param {string} nickname
 */
export function markAuthor(element, nickname) {
  const words = nickname.split(/[_.-]+/).filter((word) => word !== '');
  const initials = (words.length > 0 ? words : [nickname]).slice(0, 2).map(([first]) => first);
  element.classList.add('author');
  element.dataset.initials = initials.join('').toUpperCase();
  element.style.setProperty('--hue', String(hueOf(nickname)));
  return element;
}

/** An angle on the colour wheel. Similar nicknames get colours that are far apart: 137 degrees make most of a wheel. */
function hueOf(/** @type {string} */ nickname) {
  const codes = Array.from(nickname.toLowerCase(), (character) => character.codePointAt(0) ?? 0);
  return (137 * codes.reduce((sum, code) => (31 * sum + code) % 360, 0)) % 360;
}

/** Whether a line goes on with what the same person has just written. Between two that do there is no other line. */
function goesOn(/** @type {Element} */ line) {
  const before = line.previousElementSibling;
  const [author, earlier] = [line, before].map((one) => one?.querySelector('.author')?.textContent);
  const [time, last] = [line, before].map((one) => Date.parse(one?.querySelector('time')?.dateTime ?? ''));
  const isMessage = line.classList.contains('message') && before?.classList.contains('message');
  return isMessage && author === earlier && Number(time) - Number(last) < TOGETHER;
}

/** Groups the messages of the log. It looks at the result, whichever way a line came or went. */
export function setupAuthors() {
  const log = byId('chat-log', HTMLElement);
  const group = () => {
    for (const line of log.children) line.classList.toggle('goes-on', goesOn(line) === true);
  };
  new MutationObserver(group).observe(log, { childList: true });
}
