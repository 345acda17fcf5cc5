// What the bench beside the lesson shows: the demo, your copy, or code. On a narrow window the lesson is one of them.
// The one that you choose is in the address, so a reload shows it again.
import { within } from './dom.js';

/**
 * Returns a function that shows one of them.
 *
 * @param {string} first
 */
export function setupTabs(first) {
  const split = within(document, '.split');
  /** @type {NodeListOf<HTMLButtonElement>} */
  const tabs = document.querySelectorAll('[data-tab]');
  /** @type {NodeListOf<HTMLElement>} */
  const panels = document.querySelectorAll('[data-panel]');
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const differences = document.querySelectorAll('a[href^="/diff/"]');
  const narrow = matchMedia('(max-width: 60rem)');

  /** @param {string} name */
  const show = (name) => {
    // On a wide window the lesson is always there, next to the last panel.
    split.dataset.shown = name;
    within(split, '.lesson h1').classList.toggle('visually-hidden', narrow.matches && name !== 'lesson');
    for (const tab of tabs) {
      tab.setAttribute('aria-pressed', String(tab.dataset.tab === name));
      // On a phone, they are one row that scrolls.
      if (narrow.matches && tab.dataset.tab === name)
        tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    for (const panel of panels) panel.hidden = panel.dataset.panel !== name;
    for (const link of differences) link.search = `?tab=${name}`; // for the link back
  };
  /** @param {string} name */
  const choose = (name) => {
    history.replaceState(null, '', `#${name}`);
    show(name);
  };
  for (const tab of tabs) tab.addEventListener('click', () => choose(tab.dataset.tab ?? first));
  const fit = () => {
    const chosen = location.hash.slice(1);
    const isTab = [...tabs].some(
      ({ dataset: { tab } }) => tab === chosen && (narrow.matches || tab !== 'lesson'),
    );
    show(isTab ? chosen : narrow.matches ? 'lesson' : first);
  };
  narrow.addEventListener('change', fit);
  fit();
  return choose;
}
