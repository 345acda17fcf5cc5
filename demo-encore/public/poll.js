// One poll on the page: its question, a button for each option, and the results as soon as you may see them.
import { create } from './dom.js';
import { setupKeys } from './keys.js';
import { buttonOf, showTools } from './poll-tools.js';

/** @import { PollForUser } from '../events.ts' */

/**
 * What you can ask the server for. Each says whether the server has agreed.
 *
 * @typedef {{
 *   vote: (option: number) => Promise<boolean>,
 *   retract: () => Promise<boolean>,
 *   close: () => Promise<boolean>,
 * }} PollActions
 */

/** @param {number} votes */
const inWords = (votes) => (votes === 1 ? '1 vote' : `${votes} votes`);

/**
 * `element` is for the page. `update` shows the poll's current votes, `replace` also which one is yours.
 *
 * @param {PollForUser} poll
 * @param {PollActions} actions
 */
export function showPoll(poll, actions) {
  let { vote: chosen, closed } = poll;
  let counts = poll.options.map(({ votes }) => votes);
  let isRevealed = false; // results that everybody sees from the start would tell people what to vote for

  const element = create('article', '');
  element.className = 'poll';
  const note = create('p', '');
  note.className = 'hint';
  note.tabIndex = -1; // it can have the focus when a button below it goes away

  const rows = poll.options.map(({ text }, option) => {
    const count = create('span', '');
    const bar = create('progress', '');
    bar.ariaHidden = 'true'; // the count says the same
    const button = buttonOf('', () => choose(option));
    button.append(create('span', text), count, bar);
    return { button, count, bar };
  });

  // A click on the option that you have voted for takes the vote back.
  const choose = async (/** @type {number} */ option) => {
    const isBack = option === chosen;
    if (!(await (isBack ? actions.retract() : actions.vote(option)))) return;
    chosen = isBack ? undefined : option;
    show();
  };
  const reveal = () => {
    isRevealed = true;
    show();
  };
  const tools = showTools(element, { reveal, close: actions.close, mine: poll.mine });
  element.append(create('h3', poll.question), ...rows.map(({ button }) => button), note, tools.element);
  setupKeys(element, ':scope > button');

  const show = () => {
    const focused = document.activeElement;
    const total = counts.reduce((sum, some) => sum + some, 0);
    isRevealed ||= closed || chosen !== undefined;
    for (const [option, { button, count, bar }] of rows.entries()) {
      const own = counts[option] ?? 0;
      const share = total === 0 ? 0 : own / total;
      count.textContent = isRevealed ? `${inWords(own)} · ${Math.round(100 * share)} %` : '';
      bar.hidden = !isRevealed;
      bar.value = share;
      button.disabled = closed;
      button.ariaPressed = String(option === chosen);
      button.title = option === chosen && !closed ? 'Your vote. Choose it again to take it back.' : '';
    }
    const takeBack =
      chosen !== undefined && !closed ? '. Choose your option again to take your vote back.' : '';
    note.textContent = `Asked by ${poll.createdBy}, ${inWords(total)}${closed ? ', closed' : ''}${takeBack}`;
    tools.update({ isRevealed, closed });
    // A button that goes away, or does nothing any more, leaves the focus to this line.
    if (focused && element.contains(focused.closest('[hidden], :disabled'))) note.focus();
  };
  show();

  /** @param {number[]} votes @param {boolean} isClosed */
  const update = (votes, isClosed) => {
    counts = votes;
    closed = isClosed;
    show();
  };
  /** Takes over what a snapshot says. @param {PollForUser} now */
  const replace = (now) => {
    chosen = now.vote;
    const votes = now.options.map((option) => option.votes);
    update(votes, now.closed);
  };
  return { element, update, replace };
}
