// The servers on this page: their buttons, their windows, and what they print.
import { within } from './dom.js';
import { hasNames } from './names.js';
import { socket, tell } from './socket.js';

/** @import { ServerState } from '../events.ts' */

const MAX_OUTPUT = 20_000; // characters
const words = { stopped: 'Stopped.', starting: 'Starting…', running: 'Runs.', failed: 'Has an error.' };

export function setupServers() {
  /** @type {NodeListOf<HTMLElement>} */
  const servers = document.querySelectorAll('[data-server]');
  for (const server of servers) setupServer(server, server.dataset.server ?? '');
}

/** @param {HTMLElement} server @param {string} name */
function setupServer(server, name) {
  const output = within(server, '.output');
  const error = within(server, '.error');
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = server.querySelectorAll('[data-do]');

  for (const button of buttons) {
    const what = /** @type {'start_server' | 'restart_server' | 'stop_server'} */ (button.dataset.do);
    button.addEventListener('click', () => tell(socket.timeout(10_000).emitWithAck(what, { name }), error));
    button.disabled = false; // before, a click would have been lost
  }

  /** @type {NodeListOf<HTMLElement>} */
  const people = server.querySelectorAll('[data-person]');
  for (const person of people)
    person.querySelector('.reload')?.addEventListener('click', () => reload(person));
  socket.on('pages_changed', (changed) => {
    if (changed.name === name) for (const person of people) reload(person);
  });

  // What is printed while the box is hidden, or closed, doesn't scroll it.
  new ResizeObserver(() => (output.scrollTop = output.scrollHeight)).observe(output);
  /** @param {string} text */
  const print = (text) => {
    output.append(text); // a screen reader reads only what is new
    while (output.textContent.length > MAX_OUTPUT && output.childNodes.length > 1)
      output.firstChild?.remove();
    output.scrollTop = output.scrollHeight;
  };
  socket.on('output_history', (printed) => {
    if (printed.name !== name) return;
    output.replaceChildren();
    print(printed.text);
  });
  socket.on('output_added', (printed) => printed.name === name && print(printed.text));
  socket.on('server_states', (states) => {
    const state = states.find((one) => one.name === name);
    if (state) show(server, state);
  });
}

/** @param {HTMLElement} server @param {ServerState} state */
function show(server, { state, port, why }) {
  const isOn = state === 'running' || state === 'starting';
  const start = within(server, '[data-do="start_server"]');
  const restart = within(server, '[data-do="restart_server"]');
  const stop = within(server, '[data-do="stop_server"]');
  const focused = [start, restart, stop].find((button) => button === document.activeElement);
  // One that has failed after a save still waits for the next save.
  start.hidden = state !== 'stopped' && (isOn || port !== undefined);
  restart.hidden = !start.hidden;
  stop.hidden = !start.hidden;
  // A button that vanishes hands the keyboard's focus on.
  if (focused?.hidden) (start.hidden ? stop : start).focus();

  const pill = within(server, '.state');
  const says = why ? `Has an error: ${why}` : words[state];
  if (pill.textContent !== says) pill.textContent = says;
  pill.dataset.state = state;
  if (state === 'failed') within(server, 'details').setAttribute('open', '');

  const isRunning = state === 'running' && port !== undefined;
  server.dataset.state = state;
  // The windows stay when the server stops: their pages say so, and some come back by themselves.
  const windows = within(server, '.windows');
  windows.hidden &&= !isRunning;
  within(server, '.before').hidden = state !== 'stopped' || !windows.hidden;
  const address = /** @type {HTMLAnchorElement} */ (within(server, '.address'));
  address.hidden = !isRunning;
  address.textContent = address.href = isRunning ? `http://localhost:${port}` : '';
  /** @type {NodeListOf<HTMLElement>} */
  const people = server.querySelectorAll('[data-person]');
  if (isRunning) for (const [i, person] of people.entries()) openWindow(person, i, port);
}

/** @param {HTMLElement} person */
function reload(person) {
  const frame = /** @type {HTMLIFrameElement} */ (within(person, 'iframe'));
  const address = frame.getAttribute('src');
  if (!address) return;
  frame.src = address; // it is of another origin, so this page can't call its `reload`
  // Nobody answers. Without the attribute, openWindow loads the page when the server is back.
  if (!person.closest('[data-state="running"]')) frame.removeAttribute('src');
}

/**
 * Where the browser knows such names, each person has a frame of their own site, and so a storage of their own. Elsewhere
 * the first has a frame, and the second a window beside the hub.
 *
 * @param {HTMLElement} person @param {number} index @param {number} port
 */
function openWindow(person, index, port) {
  const frame = /** @type {HTMLIFrameElement} */ (within(person, 'iframe'));
  const link = /** @type {HTMLAnchorElement} */ (within(person, '.own-window'));
  const who = person.dataset.person?.toLowerCase();
  const host = hasNames ? `${who}.demo.localhost` : index === 0 ? 'localhost' : '127.0.0.1';
  const hasFrame = hasNames || index === 0;
  frame.hidden = !hasFrame;
  link.hidden = hasFrame;
  const address = `http://${host}:${port}/`;
  link.href = address;
  if (hasFrame && frame.getAttribute('src') !== address) frame.src = address;
}
