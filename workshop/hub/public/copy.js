// Your copy: where it is on the way, its files, and what was kept of earlier ones.
import { byId, create, within } from './dom.js';
import { socket, tell } from './socket.js';

/** @import { AckResponse, MyState } from '../events.ts' */

/** @param {Promise<AckResponse>} request */
const tellResult = (request) => tell(request, byId('my-error', HTMLElement), byId('my-says', HTMLElement));

export function setupCopy() {
  const form = byId('my-form', HTMLFormElement);
  const stop = byId('my-stop', HTMLSelectElement);
  const file = byId('my-file', HTMLSelectElement);
  const saved = byId('saved', HTMLUListElement);
  // The class may have led to a stage, in the address: the first state leaves that alone.
  const isLed = new URLSearchParams(location.search).has('stop');
  /** @type {string | null | undefined} */
  let shown;
  let listed = '';

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tellResult(socket.timeout(20_000).emitWithAck('set_my', { stop: stop.value }));
  });
  byId('file-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    tellResult(socket.timeout(10_000).emitWithAck('open_file', { path: `my/${file.value}`, line: 1 }));
  });

  socket.on('my_state', (state) => {
    byId('has-my', HTMLElement).hidden = state.stop === null;
    within(document, '[data-server="my"]').hidden = state.stop === null; // there is nothing to start
    byId('no-my', HTMLElement).hidden = state.stop !== null;
    const here = [...stop.options].find(({ value }) => value === state.stop);
    if (here && state.stop !== shown && !(isLed && shown === undefined)) here.selected = true;
    shown = state.stop;
    const place = byId('my-place', HTMLElement);
    const says = placeOf(state, stop);
    if (place.textContent !== says) place.textContent = says; // the same again would be read out again
    if ([...file.options].map(({ value }) => value).join() !== state.files.join()) {
      const chosen = file.value || 'server.ts';
      file.replaceChildren(...state.files.map((path) => create('option', path)));
      file.value = state.files.includes(chosen) ? chosen : (state.files[0] ?? '');
    }
    byId('kept', HTMLElement).hidden = state.saved.length === 0;
    // They stay where they are while nothing has changed, and so does the keyboard's focus.
    if (state.saved.join() !== listed) saved.replaceChildren(...state.saved.map(lineOf));
    listed = state.saved.join();
  });
}

/** @param {string} copy */
const lineOf = (copy) => {
  const item = create('li', `${copy.replace('_', ' at ')} `);
  const button = create('button', 'Bring it back');
  button.type = 'button';
  button.setAttribute('aria-label', `Bring back ${copy}`);
  button.addEventListener('click', () =>
    tellResult(socket.timeout(20_000).emitWithAck('restore_my', { copy })),
  );
  item.append(button);
  return item;
};

/** @param {MyState} state @param {HTMLSelectElement} stops */
function placeOf({ stop }, stops) {
  if (stop === null)
    return 'my/ is your own copy, the place to type. You have none yet. What you put there, you can change as you like.';
  const here = [...stops.options].find(({ value }) => value === stop);
  if (here && stop.includes('.')) return `my/ is closest to stage ${here.text.replace('Stage ', '')}.`;
  return stop.includes('.') ? `my/ is closest to stage ${stop}.` : `my/ is closest to demo ${stop}.`;
}
