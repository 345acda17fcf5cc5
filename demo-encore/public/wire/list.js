// The list of packets. It keeps to its end unless you have scrolled up. It can be paused, emptied and filtered.
import { byId } from '../dom.js';

const MAX_ROWS = 200;

/** @param {HTMLOListElement} log @param {() => void} onEmpty */
export function setupList(log, onEmpty) {
  const filter = byId('wire-filter', HTMLInputElement);
  const noStreams = byId('wire-streams', HTMLInputElement);
  const pause = byId('wire-pause', HTMLButtonElement);
  const isPaused = () => pause.ariaPressed === 'true';
  /** @type {HTMLElement[]} Rows that come during a pause. */
  let waiting = [];
  let isAtEnd = true;

  const keepToEnd = () => {
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };
  const look = () => {
    isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 20;
  };
  log.addEventListener('scroll', look);
  // What you have opened should not be scrolled away.
  const lookForOpen = () => (log.querySelector('[open]') ? (isAtEnd = false) : look());
  log.addEventListener('toggle', lookForOpen, { capture: true }); // "toggle" does not bubble
  new ResizeObserver(keepToEnd).observe(log);

  /** @param {HTMLElement} row */
  const applyFilter = (row) => {
    const { event } = row.dataset; // a note has none, and is always shown
    const isStream = noStreams.checked && row.classList.contains('wire-stream');
    row.hidden = event !== undefined && (isStream || !event.includes(filter.value.trim().toLowerCase()));
  };
  const filterAll = () => {
    for (const row of log.children) if (row instanceof HTMLElement) applyFilter(row);
    keepToEnd();
  };
  filter.addEventListener('input', filterAll);
  noStreams.addEventListener('change', filterAll);

  /** @param {HTMLElement} row */
  const add = (row) => {
    if (isPaused()) {
      waiting.push(row);
      if (waiting.length > MAX_ROWS) waiting.shift();
      return;
    }
    applyFilter(row);
    log.append(row);
    if (log.childElementCount > MAX_ROWS) {
      // The streams go first, or they would soon be all that is left. What you are reading stays.
      const isFree = 'li:not(:focus-within, :has([open]))';
      (log.querySelector(`${isFree}.wire-stream`) ?? log.querySelector(isFree))?.remove();
    }
    keepToEnd();
  };

  pause.addEventListener('click', () => {
    pause.ariaPressed = String(!isPaused());
    if (isPaused()) return;
    for (const row of waiting) add(row);
    waiting = [];
  });
  byId('wire-clear', HTMLButtonElement).addEventListener('click', () => {
    waiting = [];
    isAtEnd = true;
    log.replaceChildren();
    onEmpty();
  });
  return add;
}
