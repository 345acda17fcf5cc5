// One tile of the board: who it is, where they are, and for how long.
import { create } from './dom.js';
import { failureOf, minutesSince, sentenceOf, stateOf } from './needs.js';
import { nameOfStage } from './places.js';

/** @import { Progress } from '../events.ts' */
/** @import { State, Student } from './needs.js' */

/** What tells the states apart without colours. @type {Record<State, string>} */
const signs = { hand: '', failing: '✗', going: '', reading: '', done: '✓', away: '…' };

/** @param {string} id */
export function makeTile(id) {
  const item = create('li', '');
  const button = create('button', '');
  Object.assign(button, { type: 'button', tabIndex: -1 });
  button.dataset.id = id;
  const [alias, time, point] = [part('alias'), part('time'), part('point')];
  const [held, failure, sentence] = [part('held'), part('failure'), part('unseen')];
  for (const parts of [[alias, time], [point, held], [failure]]) {
    const line = part('line');
    line.ariaHidden = 'true'; // the sentence says all of it
    line.append(...parts);
    button.append(line);
  }
  button.append(sentence);
  item.append(button);

  /** @param {Student} student @param {boolean} isMarked */
  const show = (student, isMarked) => {
    const { state, progress } = student;
    item.dataset.state = state;
    item.classList.toggle('unmarked', !isMarked);
    item.style.setProperty('--share', progress?.of ? String(progress.held / progress.of) : '0');
    alias.textContent = (state === 'hand' ? '✋' : '') + student.alias;
    time.textContent = shortTime(state === 'hand' ? student.handUp : student.there);
    point.textContent = progress ? shortPoint(progress) : '';
    const check = stateOf({ ...student, hand: undefined }); // a raised hand doesn't hide it
    held.textContent = progress ? signs[check] + shortCount(progress) : '';
    failure.textContent = failureOf(student) ?? '';
    sentence.textContent = sentenceOf(student);
    button.title = sentence.textContent;
  };
  return { item, button, show };
}

/** A text of a tile, still empty. @param {string} name */
function part(name) {
  const text = create('span', '');
  text.className = name;
  return text;
}

/** @param {number} since */
const shortTime = (since) => minutesSince(since).replace('now', '').replace(' min', 'm');

/** @param {Progress} progress */
const shortCount = ({ held, of }) => (of === 0 ? 'reads' : `${held}/${of}`);

/** @param {Progress} progress */
const shortPoint = ({ step, stage }) =>
  stage === undefined ? step.replace('demo', '') : nameOfStage(step, stage);
