// The board: the instructor sees how far everybody is and what fails, and leads the class from here.
import { digits, lateness, setupClock } from './clock.js';
import { errorsIn, setupControls } from './controls.js';
import { byId, create, showFigures } from './dom.js';
import { connectAsInstructor } from './instructor.js';
import { failureOf, groupsOf, minutesSince } from './needs.js';
import { placeOf, pointOf } from './places.js';
import { setupTiles } from './tiles.js';

/** @import { Lead } from '../events.ts' */
/** @import { Student } from './needs.js' */

const socket = connectAsInstructor();
const hasWorked = errorsIn(byId('error', HTMLElement));
const dialog = byId('student', HTMLDialogElement);
const groups = byId('groups', HTMLElement);
let shown = ''; // the id of the student in the dialog
let marked = ''; // the failure whose students are marked

/** @param {Student} student */
const open = (student) => {
  const { alias, progress, hand, there, handUp } = student;
  shown = student.id;
  byId('student-alias', HTMLElement).textContent = alias;
  showFigures(byId('student-figures', HTMLDListElement), {
    ...(progress && { at: pointOf(progress), for: minutesSince(there) }),
    ...(progress?.of && { hold: `${progress.held} of ${progress.of} sentences` }),
    ...(hand && { hand: `up, ${minutesSince(handUp)}` }),
    fails: failureOf(student) ?? '–',
    connected: student.isHere ? 'yes' : 'no, but the class keeps their place',
  });
  byId('student-lower', HTMLButtonElement).disabled = !hand;
  dialog.showModal();
};
const tiles = setupTiles(byId('tiles', HTMLElement), open);

const count = (/** @type {number} */ number, /** @type {string} */ one) =>
  `${number} ${one}${number === 1 ? '' : 's'}`;

/** Groups keep their buttons, so that one in focus stays there. @type {Map<string, HTMLLIElement>} */
const buttons = new Map();
const showAll = () => {
  const here = [...tiles.students.values()].filter(({ isHere }) => isHere);
  const hands = here.filter(({ hand }) => hand).length;
  byId('summary', HTMLElement).textContent = `${here.length} here · ${count(hands, 'hand')} up`;
  const all = groupsOf(here);
  for (const [failure, item] of buttons) {
    if (all.some(([one]) => one === failure)) continue;
    item.remove();
    buttons.delete(failure);
    if (marked === failure) mark('');
  }
  for (const [failure, students] of all) {
    const item = buttons.get(failure) ?? makeGroup(failure);
    buttons.set(failure, item);
    const text = `${students.length} ${students.length === 1 ? 'fails' : 'fail'}: ${failure}`;
    const button = item.querySelector('button');
    if (button && button.textContent !== text) button.textContent = text;
  }
  const items = all.map(([failure]) => buttons.get(failure)).filter((item) => item !== undefined);
  if (items.every((item, i) => groups.children[i] === item)) return;
  const focused = document.activeElement;
  groups.replaceChildren(...items);
  if (focused instanceof HTMLElement && groups.contains(focused)) focused.focus();
};

/** @param {string} failure */
const makeGroup = (failure) => {
  const item = create('li', '');
  const button = create('button', '');
  button.type = 'button';
  button.ariaPressed = 'false';
  button.addEventListener('click', () => mark(marked === failure ? '' : failure));
  item.append(button);
  return item;
};
/** @param {string} failure */
const mark = (failure) => {
  marked = failure;
  tiles.mark((student) => failure === '' || (student.isHere && failureOf(student) === failure));
  for (const [one, item] of buttons) {
    const button = item.querySelector('button');
    if (button) button.ariaPressed = String(one === failure);
  }
};

const close = () => dialog.close();
byId('student-close', HTMLButtonElement).addEventListener('click', close);
byId('student-lower', HTMLButtonElement).addEventListener('click', () => {
  close();
  void hasWorked(socket.timeout(5000).emitWithAck('lower_hand', { member: shown }));
});
const remove = byId('remove', HTMLDialogElement);
byId('student-remove', HTMLButtonElement).addEventListener('click', () => {
  const alias = byId('student-alias', HTMLElement).textContent;
  byId('remove-question', HTMLElement).textContent =
    `Really remove ${alias}? The board forgets what they have told. They can join again.`;
  close();
  remove.showModal();
});
remove.addEventListener('close', () => {
  if (remove.returnValue === 'remove')
    void hasWorked(socket.timeout(5000).emitWithAck('remove_member', { member: shown }));
  remove.returnValue = ''; // Escape leaves it as it was
});

const showLead = (/** @type {Lead | null} */ lead) => {
  byId('lead', HTMLElement).textContent = lead ? `We are at ${placeOf(lead)}.` : '';
};
socket.on('welcome', ({ lead }) => showLead(lead));
socket.on('lead_changed', showLead);
socket.on('tile_list', (all) => {
  tiles.replace(all);
  showAll();
});
socket.on('tiles_updated', (changed) => {
  tiles.update(changed);
  showAll();
});
socket.on('tiles_removed', (ids) => {
  tiles.remove(ids);
  showAll();
});
setupControls(socket, hasWorked);
setupClock(socket, (moment) => {
  const clock = moment
    ? `${moment.phase}: ${digits(moment.left)} for this part, ${lateness(moment.late)}`
    : '';
  byId('clock', HTMLElement).textContent = clock;
  byId('part', HTMLElement).textContent = moment?.what ?? '';
});
setInterval(tiles.tick, 15_000);
