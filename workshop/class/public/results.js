// The results of a question: a bar for each option.
import { create } from './dom.js';

/** @param {HTMLElement} place @param {import('../events.ts').Results} results */
export function showResults(place, { question, isOpen, counts, members }) {
  if (!question) return place.replaceChildren();
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = question.options.map((option, i) => {
    const count = counts[i] ?? 0;
    const row = create('li', '');
    const bar = create('progress', '');
    Object.assign(bar, { max: Math.max(1, total), value: count, ariaHidden: 'true' });
    row.append(create('span', option), create('strong', String(count)), bar);
    return row;
  });
  const list = create('ul', '');
  list.className = 'results';
  list.append(...rows);
  const state = isOpen ? `${total} of ${members} have answered` : `${total} have answered. It is closed.`;
  const note = create('p', state);
  note.className = 'hint';
  place.replaceChildren(create('h2', question.text), list, note);
}
