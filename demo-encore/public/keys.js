// Makes one tab stop of a whole list: Tab leads into it, and the arrow keys, Home and End move inside.

/**
 * Tab leads to the item where you were last, at first to the first one. With `newestLast` it leads to the last one.
 *
 * @param {HTMLElement} list
 * @param {string} selector of its items, which may come and go
 * @param {boolean} [newestLast]
 */
export function setupKeys(list, selector, newestLast = false) {
  /** @type {HTMLElement | undefined} */
  let stop;
  const all = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(selector))];

  /** @param {HTMLElement[]} items @param {HTMLElement | undefined} wanted */
  const stopAt = (items, wanted) => {
    stop = wanted && items.includes(wanted) ? wanted : items[0];
    for (const item of items) item.tabIndex = item === stop ? 0 : -1;
  };

  list.addEventListener('focusin', ({ target }) => {
    const items = all();
    const focused = items.find((item) => item === target);
    if (focused) stopAt(items, focused);
  });
  list.addEventListener('keydown', (event) => {
    const items = all();
    const now = items.findIndex((item) => item === document.activeElement);
    const places = new Map([
      ['ArrowUp', now - 1],
      ['ArrowLeft', now - 1],
      ['ArrowDown', now + 1],
      ['ArrowRight', now + 1],
      ['Home', 0],
      ['End', items.length - 1],
    ]);
    const next = places.get(event.key);
    if (now === -1 || next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // the list would scroll
    items[next]?.focus();
  });
  const update = () => {
    const items = all();
    stopAt(items, newestLast && !list.contains(document.activeElement) ? items.at(-1) : stop);
  };
  new MutationObserver(update).observe(list, { attributeFilter: ['hidden'], childList: true, subtree: true });
  update();
}
