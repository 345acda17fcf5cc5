// The buttons below a poll: show the results, fill the screen, and close the poll, which takes two steps.
import { create } from './dom.js';
import { forHost } from './host-tools.js';

/** @param {string} text @param {() => unknown} onClick */
export function buttonOf(text, onClick) {
  const button = create('button', text);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}

/**
 * @param {HTMLElement} poll
 * @param {{ reveal: () => void, close: () => unknown, mine: boolean }} actions `close` is for the person who asked, and
 *   for the host
 */
export function showTools(poll, { reveal, close, mine }) {
  const element = create('div', '');
  element.className = 'poll-tools';
  const results = buttonOf('Show the results', reveal);

  // For a projector. The browser leaves it on Escape, too.
  const screen = buttonOf('Full screen', () =>
    document.fullscreenElement ? document.exitFullscreen() : poll.requestFullscreen(),
  );
  screen.hidden = !document.fullscreenEnabled; // an iPhone can't
  poll.addEventListener('fullscreenchange', () => {
    screen.textContent = document.fullscreenElement ? 'Leave full screen' : 'Full screen';
  });

  const ask = buttonOf('Close this poll', () => decide(true));
  const keep = buttonOf('Keep it open', () => decide(false));
  const question = create('div', '');
  question.className = 'poll-tools';
  question.append(create('span', 'Close it? Then nobody can vote any more.'), keep);
  question.append(buttonOf('Close it', close));
  const closing = create('div', '');
  closing.className = 'poll-tools';
  closing.append(ask, question);

  const decide = (/** @type {boolean} */ isAsking) => {
    question.hidden = !isAsking;
    ask.hidden = isAsking;
    (isAsking ? keep : ask).focus(); // the button that was clicked on has gone
  };
  question.hidden = true;
  element.append(results, screen, mine ? closing : forHost(closing));

  /** @param {{ isRevealed: boolean, closed: boolean }} state */
  const update = ({ isRevealed, closed }) => {
    results.hidden = isRevealed;
    if (!closed) return;
    ask.hidden = true;
    question.hidden = true;
  };
  return { element, update };
}
