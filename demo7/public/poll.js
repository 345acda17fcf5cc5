// One poll on the page: its question, a button with a bar for each option, and how it stands.
import { create } from './dom.js';

/** @import { OwnPoll, Poll } from '../events.ts' */

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

  /** @param {Poll} now */
  const update = ({ options, createdBy, closed }) => {
    const total = options.reduce((sum, { votes }) => sum + votes, 0);
    for (const [option, { button, count, bar }] of rows.entries()) {
      const votes = options[option]?.votes ?? 0;
      const share = total === 0 ? 0 : Math.round((100 * votes) / total);
      count.textContent = `${inWords(votes)} · ${share} %`;
      bar.value = total === 0 ? 0 : votes / total;
      button.disabled = closed;
    }
    close.hidden = closed;
    note.textContent = `Asked by ${createdBy}, ${inWords(total)}${closed ? ', closed' : ''}`;
  };
  mark(poll.vote);
  update(poll);
  return { element, mark, update };
}
