// News: what the instructor asks or says. In a lesson it is far above the view, so a link and the title tell of it.
import { byId } from './dom.js';

/** Returns a function that is called with a panel, what is in it, and the id of that; without an id, it is empty. */
export function setupNews() {
  const { title } = document;
  const link = byId('news', HTMLAnchorElement);
  /** What each panel has told of: after a reconnect, the same comes again. @type {Map<string, string>} */
  const told = new Map();
  let current = ''; // the panel that the link leads to
  const observer = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting) clear();
    else link.hidden = false;
  });
  const clear = () => {
    observer.disconnect();
    link.hidden = true;
    document.title = title;
  };

  return (/** @type {string} */ panel, /** @type {string} */ what, id = '') => {
    if ((told.get(panel) ?? '') === id) return;
    told.set(panel, id);
    if (id === '' && panel !== current) return; // the link is about the other one
    clear();
    if (id === '') return;
    current = panel;
    link.textContent = `${what} ↑`;
    link.href = `#${panel}`;
    document.title = `● ${what} – ${title}`;
    observer.observe(byId(panel, HTMLElement));
  };
}
