// Who needs help: the order of the tiles, and failures that several students have.
import { pointOf } from './places.js';

/** @import { Tile } from '../events.ts' */

/** @typedef {'hand' | 'failing' | 'going' | 'reading' | 'done' | 'away'} State */
/** @typedef {Tile & { state: State, there: number, handUp: number }} Student Times are when it began, by this clock. */

/** Those who need help first. @type {State[]} */
const order = ['hand', 'failing', 'going', 'reading', 'done', 'away'];

/** @param {Tile} tile @returns {Student} */
export function studentOf(tile) {
  const now = Date.now();
  return { ...tile, state: stateOf(tile), there: now - tile.pointMs, handUp: now - tile.handMs };
}

/** @param {Tile} tile @returns {State} */
export function stateOf({ isHere, hand, progress }) {
  if (!isHere) return 'away';
  if (hand) return 'hand';
  if (!progress || progress.of === 0) return 'reading';
  if (progress.held === progress.of) return 'done';
  return progress.failing ? 'failing' : 'going';
}

/** Hands first, the oldest one before the others; then whoever has been at one point for longest.
 *  @param {Student} one @param {Student} other */
export function byNeed(one, other) {
  const states = order.indexOf(one.state) - order.indexOf(other.state);
  const times = one.state === 'hand' ? one.handUp - other.handUp : one.there - other.there;
  return states || times || one.alias.localeCompare(other.alias);
}

/** What fails for somebody: what they say themselves, or else what their check says. @param {Tile} tile */
export const failureOf = ({ hand, progress }) => hand?.sentence ?? progress?.failing;

/** Students of the same failure, most first. @param {Iterable<Student>} students */
export function groupsOf(students) {
  /** @type {Map<string, Student[]>} */
  const groups = new Map();
  for (const student of students) {
    const failure = student.isHere ? failureOf(student) : undefined;
    if (failure) groups.set(failure, [...(groups.get(failure) ?? []), student]);
  }
  return [...groups].toSorted(([, one], [, other]) => other.length - one.length);
}

/** @param {number} since */
export function minutesSince(since) {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  return minutes < 1 ? 'now' : `${minutes} min`;
}

/** All of a tile in a sentence, for a screen reader. @param {Student} student */
export function sentenceOf(student) {
  const { alias, isHere, hand, progress, there } = student;
  const parts = [isHere ? '' : 'away', hand ? 'hand is up' : ''];
  if (progress) {
    const held = progress.of > 0 ? `${progress.held} of ${progress.of} hold` : 'reads the lesson';
    parts.push(pointOf(progress), held);
  }
  const failure = failureOf(student);
  parts.push(
    failure ? `fails: ${failure}` : '',
    `for ${minutesSince(there).replace('now', 'less than a minute')}`,
  );
  return `${alias}: ${parts.filter(Boolean).join(', ')}`;
}
