// The page of `npm run diff`: marks the file you look at, and unfolds. Without this script the page is complete all the same.

/** @type {NodeListOf<HTMLAnchorElement>} */
const links = document.querySelectorAll('.files a');
const files = /** @type {HTMLDetailsElement} */ (document.querySelector('.files'));
const sections = [...document.querySelectorAll('section')];
const narrow = matchMedia('screen and (max-width: 60rem)');

// The file you look at is the first one in the upper third of the window.
/** @type {Set<Element>} */
const inSight = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
    const current = sections.find((section) => inSight.has(section));
    for (const link of links) mark(link, link.hash === `#${current?.id}`);
  },
  { rootMargin: '0px 0px -67% 0px' },
);
for (const section of sections) observer.observe(section);

/**
 * @param {HTMLAnchorElement} link
 * @param {boolean} isCurrent
 */
function mark(link, isCurrent) {
  if (!isCurrent) return link.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  // scrollIntoView() would scroll the page as well.
  const { top, bottom } = link.getBoundingClientRect();
  const list = files.getBoundingClientRect();
  if (top < list.top || bottom > list.bottom) files.scrollTop += top - list.top - list.height / 2;
}

/** Unfolds the file that the address names. */
function unfoldTarget() {
  for (const fold of document.querySelectorAll('section:target details')) fold.setAttribute('open', '');
}
addEventListener('hashchange', unfoldTarget);
unfoldTarget();

const unfold = /** @type {HTMLButtonElement | null} */ (document.querySelector('#unfold'));
if (unfold) unfold.hidden = false;
unfold?.addEventListener('click', () => {
  for (const fold of document.querySelectorAll('section details')) fold.setAttribute('open', '');
});

// Where the list is above the files, it is out of the way until you open it, and again when you have chosen.
const fitList = () => (files.open = !narrow.matches);
narrow.addEventListener('change', fitList);
fitList();
files.addEventListener('click', ({ target }) => {
  if (narrow.matches && target instanceof HTMLAnchorElement) files.open = false;
});

// The colours of the code, and the two sides that scroll as one.
const page = new Diff2HtmlUI(document.body, undefined, { highlightLanguages: new Map([['ejs', 'xml']]) });
page.highlightCode();
page.synchronisedScroll();

// Side by side, a narrower window cuts off the lines. The next page begins as you left this one.
const chosen =
  localStorage.getItem('diff view') ?? (matchMedia('(max-width: 100rem)').matches ? 'below' : 'beside');
for (const view of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name=view]'))) {
  view.checked = view.id === chosen;
  view.addEventListener('change', () => localStorage.setItem('diff view', view.id));
}
