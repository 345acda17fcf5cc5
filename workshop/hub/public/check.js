// The check: its sentences turn green or red as it runs, the first failure is explained, and hints come one at a time.
import { byId, create } from './dom.js';
import { socket, tell } from './socket.js';

/** @import { AckResponse, CheckState } from '../events.ts' */

const signs = { holds: '✓', fails: '✗', 'not checked': '–', waiting: '·' };
const spoken = {
  holds: 'Holds:',
  fails: 'Fails:',
  'not checked': 'Not checked:',
  waiting: 'Not checked yet:',
};

const patient = () => socket.timeout(10_000);

/** @param {number} demo */
export function setupCheck(demo) {
  const onSave = byId('on-save', HTMLInputElement);
  /** @type {HTMLSelectElement | null} */
  const what = document.querySelector('#what'); // not every lesson has exercises that can be judged
  const exercise = () => what?.value ?? '';
  const error = byId('check-error', HTMLElement);

  /** @param {Promise<AckResponse>} request */
  const ask = (request) => tell(request, error);
  byId('check', HTMLButtonElement).addEventListener('click', () =>
    ask(patient().emitWithAck('run_check', { demo, exercise: exercise() })),
  );
  byId('ask-hint', HTMLButtonElement).addEventListener('click', () =>
    ask(patient().emitWithAck('ask_hint', { demo })),
  );
  let asking = 0; // until the hub has answered, what you have chosen counts
  onSave.addEventListener('change', () => {
    const request = patient().emitWithAck('check_on_save', {
      demo,
      exercise: exercise(),
      on: onSave.checked,
    });
    asking += 1;
    const end = () => void (asking -= 1);
    request.then(end, end);
    ask(request);
  });

  /** @type {CheckState | undefined} */
  let latest;
  const show = () => {
    byId('ask-hint', HTMLButtonElement).hidden = exercise() !== ''; // its hint is in the lesson
    // Another page may show another step, and check that one.
    const isOurs = latest?.demo === demo && latest.exercise === exercise();
    const state = isOurs ? latest : undefined;
    if (asking === 0) onSave.checked = state?.onSave ?? false;
    const verdict = byId('verdict', HTMLElement);
    verdict.ariaBusy = String(state?.isRunning ?? false); // a screen reader waits for the end
    verdict.textContent = state ? verdictOf(state) : '';
    if (!state || state.error || state.isRunning) error.textContent = state?.error ?? '';
    showText('hint-text', state?.hint ?? '');
    showText('explanation', state?.explanation ?? '');
    showSentences(state?.sentences ?? []);
  };
  let hasChosen = false;
  what?.addEventListener('change', () => {
    hasChosen = true;
    show();
  });
  socket.on('check_state', (state) => {
    // A page that has just come shows what was checked last.
    if (what && !hasChosen && !latest && state.demo === demo) what.value = state.exercise;
    latest = state;
    show();
  });
}

/** @param {string} id @param {string} text */
function showText(id, text) {
  const element = byId(id, HTMLElement);
  element.hidden = text === '';
  if (element.textContent !== text) element.textContent = text;
}

/** @param {CheckState} state */
function verdictOf({ demo, exercise, isRunning, sentences }) {
  if (sentences.length === 0) return isRunning ? 'Checking…' : '';
  // As the terminal says it.
  const figures = [true, false].flatMap((adds) => {
    const due = sentences.filter(({ counts }) => counts === adds);
    const held = due.filter(({ result }) => result === 'holds').length;
    const added = exercise ? `what ${exercise} asks for` : `what demo${demo} adds`;
    const what = adds ? added : 'what was there before';
    return due.length > 0 ? `${held} of ${due.length} hold: ${what}.` : [];
  });
  const results = new Set(sentences.map(({ result }) => result));
  if (isRunning) figures.unshift('Checking…');
  else if (results.has('waiting')) figures.unshift('So far:');
  else if (results.has('fails')) figures.push('Read why the first ✗ fails.');
  else figures.push(results.has('not checked') ? 'Those marked – could not be checked.' : 'Well done.');
  return figures.join('\n');
}

/** @param {CheckState['sentences']} sentences */
function showSentences(sentences) {
  const layers = new Map(
    sentences.map(({ layer }) => [layer, sentences.filter((one) => one.layer === layer)]),
  );
  const parts = [...layers].flatMap(([layer, own]) => {
    const list = create('ul', '', 'sentences');
    list.append(...own.map(lineOf));
    return [create('h3', layer), list];
  });
  byId('sentences', HTMLElement).replaceChildren(...parts);
}

/** @param {CheckState['sentences'][number]} sentence */
function lineOf({ sentence, result, why }) {
  const item = create('li', '');
  item.dataset.result = result;
  const sign = create('span', signs[result]);
  sign.setAttribute('aria-hidden', 'true');
  item.append(sign, create('span', spoken[result], 'visually-hidden'), ` ${sentence}`);
  if (why) item.append(create('small', why));
  return item;
}
