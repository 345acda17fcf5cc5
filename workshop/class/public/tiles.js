// The tiles of the board: one for each student, all in one picture, one tab stop with arrow keys inside.
import { byNeed, studentOf } from './needs.js';
import { makeTile } from './tile.js';

/** @import { Tile } from '../events.ts' */
/** @import { Student } from './needs.js' */

const GAP = 4; // pixels, as in board.css
const WIDEST = 210;
const NARROWEST = 64;
const LOWEST = { roomy: 76, dense: 39 }; // roomy ones also show what fails

/** @type {(student: Student) => boolean} */
const everybody = () => true;

/**
 * @param {HTMLElement} list
 * @param {(student: Student) => void} open what happens to a student who is chosen
 */
export function setupTiles(list, open) {
  /** @type {Map<string, Student>} by id */
  const students = new Map();
  /** @type {Map<string, ReturnType<typeof makeTile>>} */
  const tiles = new Map();
  let columns = 1;
  let isMarked = everybody;

  /** Puts the tiles into their order. The one in focus keeps it. */
  const arrange = () => {
    if (list.querySelector('button:active')) return arrangeSoon(); // it would pull the tile away from a click
    const focused = document.activeElement;
    const sorted = [...students.values()].toSorted(byNeed).map(({ id }) => tiles.get(id)?.item);
    const items = sorted.filter((item) => item !== undefined);
    if (items.some((item, i) => list.children[i] !== item) || list.childElementCount !== items.length) {
      list.replaceChildren(...items);
      if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
    }
    const buttons = [...tiles.values()].map(({ button }) => button);
    if (!buttons.some((button) => button.tabIndex === 0)) enterAt(items[0]);
    fit();
  };
  /** @param {Element | undefined} item */
  const enterAt = (item) => {
    for (const { button, item: own } of tiles.values()) button.tabIndex = own === item ? 0 : -1;
  };

  /** Makes the tiles as large as they can be with all of them in the picture. */
  const fit = () => {
    const [width, height] = [list.clientWidth, list.clientHeight];
    const most = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
    const isRoomy = () => (width + GAP) / columns - GAP >= 140;
    const lowest = () => (isRoomy() ? LOWEST.roomy : LOWEST.dense);
    const rows = () => Math.ceil(students.size / columns);
    columns = Math.min(most, Math.max(1, Math.ceil(width / WIDEST)));
    while (columns < most && rows() * (lowest() + GAP) > height) columns += 1;
    list.style.setProperty('--columns', String(columns));
    list.classList.toggle('roomy', isRoomy());
  };
  new ResizeObserver(fit).observe(list);

  let isDue = false;
  /** Sorting is for the eyes: once a second is enough, and it doesn't pull tiles away from under the pointer. */
  const arrangeSoon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      arrange();
    }, 1000);
  };

  list.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : undefined;
    const student = students.get(button?.dataset.id ?? '');
    if (!button || !student) return;
    enterAt(button.parentElement ?? undefined);
    open(student);
  });
  list.addEventListener('keydown', (event) => {
    const items = [...list.children];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const steps = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -at,
      End: items.length - 1 - at,
    };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    const next = items[at + steps[/** @type {keyof typeof steps} */ (event.key)]];
    if (!next) return;
    enterAt(next);
    next.querySelector('button')?.focus();
  });

  /** @param {Tile[]} changed */
  const update = (changed) => {
    for (const tile of changed) {
      const { id } = tile;
      const student = studentOf(tile);
      const shown = tiles.get(id) ?? makeTile(id);
      if (!tiles.has(id)) list.append(shown.item);
      students.set(id, student);
      tiles.set(id, shown);
      shown.show(student, isMarked(student));
    }
    if (changed.length > 0) arrangeSoon();
  };
  const showAll = () => {
    for (const student of students.values()) tiles.get(student.id)?.show(student, isMarked(student));
  };
  /** @param {string[]} ids */
  const remove = (ids) => {
    const hadFocus = list.contains(document.activeElement);
    for (const id of ids) {
      tiles.get(id)?.item.remove();
      tiles.delete(id);
      students.delete(id);
    }
    arrange();
    // The one in focus is gone: the first one that Tab would reach has it now.
    if (hadFocus && !list.contains(document.activeElement)) list.querySelector('button')?.focus();
  };
  return {
    students,
    update,
    remove,
    /** Replaces all. @param {Tile[]} all */
    replace: (all) => {
      const ids = new Set(all.map(({ id }) => id));
      remove([...students.keys()].filter((id) => !ids.has(id)));
      update(all);
      arrange();
    },
    /** Times go on although nothing is sent. */
    tick: showAll,
    /** Dims those who are not meant. @param {(student: Student) => boolean} test */
    mark: (test) => {
      isMarked = test;
      showAll();
    },
  };
}
