// The guestbook in the browser: how old the page is, and what the last post cost. The form works without it.
import { byId, formatBytes, localTime, showFigures } from './dom.js';
import { pageCost } from './page-cost.js';

export function setupGuestbook() {
  /** @type {NodeListOf<HTMLTimeElement>} */
  const times = document.querySelectorAll('.log time');
  for (const time of times) time.replaceWith(localTime(time.dateTime));

  setInterval(() => {
    byId('page-age', HTMLElement).textContent = `${Math.round(performance.now() / 1000)} s`;
  }, 1000);

  // The next page tells what this post cost: until then only the size of the message is known.
  const message = byId('message', HTMLInputElement);
  byId('guestbook-form', HTMLFormElement).addEventListener('submit', () => {
    sessionStorage.setItem('posted', formatBytes(new Blob([message.value]).size));
  });

  // The load event has to end before its own duration is known.
  addEventListener('load', () => setTimeout(showCost));
}

function showCost() {
  const posted = sessionStorage.getItem('posted');
  sessionStorage.removeItem('posted');
  if (posted) {
    byId('cost-of', HTMLElement).textContent = `Sending your message of ${posted} took:`;
  }
  const { requests, bytes, time } = pageCost();
  showFigures(byId('cost-figures', HTMLDListElement), {
    Requests: String(requests),
    Received: formatBytes(bytes),
    'Time until the page was ready': `${Math.round(time)} ms`,
  });
}
