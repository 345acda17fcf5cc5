// One poll on the page: its question, a button with a bar for each option, and how it stands.
import { create } from './dom.js';

/** @import { OwnPoll } from '../events.ts' */

/** @param {number} votes */
const inWords = (votes) => (votes === 1 ? '1 vote' : `${votes} votes`);

/**
 * `element` is for the page. `update` shows how the poll stands now, `mark` which option one has voted for.
 *
 * @param {OwnPoll} poll
 * @param {{ vote: (option: number) => void, close: () => void }} actions
 */
export function showPoll(poll, actions) {
  const element = create('article', '');
  element.className = 'poll';
  const note = create('p', '');
  note.className = 'hint';
  note.tabIndex = -1; // it can have the focus when the button below it goes away

  const rows = poll.options.map(({ text }, option) => {
    const button = create('button', '');
    button.type = 'button';
    const count = create('span', '');
    const bar = create('progress', '');
    bar.ariaHidden = 'true'; // the count says the same
    button.append(create('span', text), count, bar);
    button.addEventListener('click', () => actions.vote(option));
    return { button, count, bar };
  });
  const close = create('button', 'Close this poll');
  close.type = 'button';
  close.addEventListener('click', actions.close);
  element.append(create('h3', poll.question), ...rows.map(({ button }) => button), note);
  if (poll.mine) element.append(close);

  /** @param {number | undefined} chosen */
  const mark = (chosen) => {
    for (const [option, { button }] of rows.entries()) button.ariaPressed = String(option === chosen);
  };

  /** @param {number[]} votes @param {boolean} closed */
  const update = (votes, closed) => {
    const total = votes.reduce((sum, some) => sum + some, 0);
    for (const [option, { button, count, bar }] of rows.entries()) {
      const own = votes[option] ?? 0;
      const share = total === 0 ? 0 : own / total;
      count.textContent = `${inWords(own)} · ${Math.round(100 * share)} %`;
      bar.value = share;
      button.disabled = closed;
    }
    if (document.activeElement === close && closed) note.focus();
    close.hidden = closed;
    note.textContent = `Asked by ${poll.createdBy}, ${inWords(total)}${closed ? ', closed' : ''}`;
  };
  mark(poll.vote);
  update(
    poll.options.map(({ votes }) => votes),
    poll.closed,
  );
  return { element, mark, update };
}
