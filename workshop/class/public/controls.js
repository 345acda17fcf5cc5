// What the instructor says to the class: where it is, the timer, questions and messages.
import { answerOf } from './ack.js';
import { byId, create } from './dom.js';
import { nameOfStage } from './places.js';
import { showResults } from './results.js';

/** @import { AckResponse, ClientSocket, Message, Plan, Timer } from '../events.ts' */

/** @param {string} id */
const select = (id) => byId(id, HTMLSelectElement);

/** @param {HTMLSelectElement} list @param {string[]} texts @param {(string | number)[]} values */
function fill(list, texts, values) {
  const options = texts.map((text, i) => {
    const option = create('option', text);
    option.value = String(values[i]);
    return option;
  });
  const before = list.value;
  list.replaceChildren(...options);
  if (options.some(({ value }) => value === before)) list.value = before; // also after a reconnect
}

/** @param {string} id @param {() => Promise<unknown>} act */
const onSubmit = (id, act) =>
  byId(id, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void act();
  });
/** @param {string} id @param {() => Promise<unknown>} act */
const onClick = (id, act) => byId(id, HTMLButtonElement).addEventListener('click', () => void act());

/** @param {Message | null} posted */
const showMessage = (posted) => {
  byId('posted', HTMLElement).hidden = !posted;
  byId('posted-text', HTMLElement).textContent = posted?.text ?? '';
};

/** @param {ClientSocket} socket @param {(request: Promise<AckResponse>) => Promise<boolean>} hasWorked */
export function setupControls(socket, hasWorked) {
  const [step, stage, plan, part] = [
    select('lead-step'),
    select('lead-stage'),
    select('timer-plan'),
    select('timer-part'),
  ];
  const question = byId('question-text', HTMLInputElement);
  const options = byId('question-options', HTMLTextAreaElement);
  const message = byId('message-text', HTMLInputElement);
  /** @type {Plan} */
  let all = { plans: [], places: [] };
  /** @type {Timer | null} */
  let timer = null;
  const request = socket.timeout(5000);

  const showStages = () => {
    const place = all.places.find((one) => one.step === step.value);
    const { stages = [] } = place ?? {};
    const nameOf = (/** @type {number} */ number) =>
      place && place.step !== 'slides' ? nameOfStage(place.step, number) : number;
    fill(
      stage,
      ['–', ...stages.map((title, i) => `${nameOf(i + 1)}: ${title}`)],
      ['', ...stages.map((_, i) => i + 1)],
    );
  };
  const showParts = () => {
    const { parts = [] } = all.plans[Number(plan.value)] ?? {};
    fill(
      part,
      parts.map(({ at, what }) => `${at} ${what}`),
      parts.map((_, i) => i),
    );
    if (timer?.plan === Number(plan.value)) part.value = String(timer.part);
    for (const id of ['timer-next', 'timer-stop']) byId(id, HTMLButtonElement).disabled = !timer;
    byId('timer-start', HTMLButtonElement).textContent = timer ? 'Start again' : 'Start';
  };
  socket.on('plan', (plans) => {
    all = plans;
    fill(
      step,
      all.places.map(({ title }) => title),
      all.places.map((place) => place.step),
    );
    fill(
      plan,
      all.plans.map(({ title }) => title),
      all.plans.map((_, i) => i),
    );
    showStages();
    showParts();
  });
  socket.on('timer_changed', (changed) => {
    timer = changed;
    if (timer) plan.value = String(timer.plan);
    showParts();
  });
  step.addEventListener('change', () => {
    stage.value = ''; // a stage of the step before means nothing here
    showStages();
  });
  plan.addEventListener('change', showParts);

  onSubmit('lead-form', () => {
    const place = /** @type {Plan['places'][number]['step']} */ (step.value);
    const chosen = stage.value === '' ? undefined : Number(stage.value);
    return hasWorked(request.emitWithAck('lead_class', { step: place, stage: chosen }));
  });
  onSubmit('timer-form', () =>
    hasWorked(request.emitWithAck('start_timer', { plan: Number(plan.value), part: Number(part.value) })),
  );
  const goTo = (/** @type {number} */ to) => hasWorked(request.emitWithAck('go_to_part', { part: to }));
  part.addEventListener('change', () => timer?.plan === Number(plan.value) && void goTo(Number(part.value)));
  onClick('timer-next', () => goTo((timer?.part ?? 0) + 1));
  onClick('timer-stop', () => hasWorked(request.emitWithAck('stop_timer', {})));

  /** @param {string} text @param {string[]} answers */
  const ask = (text, answers) => hasWorked(request.emitWithAck('ask_question', { text, options: answers }));
  onClick('question-pace', () => ask('How is the pace?', ['Too fast', 'Fine', 'Too slow']));
  onSubmit('question-form', () =>
    ask(
      question.value,
      options.value.split('\n').filter((one) => one.trim()),
    ),
  );
  const asked = byId('asked', HTMLElement);
  let shown = ''; // the id of the question
  let isOpen = false;
  byId('question-close', HTMLButtonElement).addEventListener('click', ({ detail: clicks }) => {
    // The second click of a double-click would hide the results, and they don't come back.
    if (clicks < 2) void hasWorked(request.emitWithAck(isOpen ? 'close_question' : 'hide_results', {}));
  });
  socket.on('results_updated', (results) => {
    const { id = '' } = results.question ?? {};
    ({ isOpen } = results);
    asked.hidden = id === '';
    byId('question-close', HTMLButtonElement).textContent = isOpen ? 'Close it' : 'Hide the results';
    showResults(byId('results', HTMLElement), results);
    if (id !== shown) asked.scrollIntoView({ block: 'nearest' });
    shown = id;
  });

  onSubmit('message-form', async () => {
    if (await hasWorked(request.emitWithAck('post_message', { text: message.value }))) message.value = '';
  });
  onClick('message-clear', () => hasWorked(request.emitWithAck('clear_message', {})));
  socket.on('welcome', (welcome) => showMessage(welcome.message));
  socket.on('message_posted', showMessage);
  socket.on('message_cleared', () => showMessage(null));
}

/** Shows what an event was refused for. @param {HTMLElement} place */
export const errorsIn = (place) => async (/** @type {Promise<AckResponse>} */ request) => {
  const answer = await answerOf(request, 'The class did not answer. Please try again.');
  place.textContent = answer.ok ? '' : answer.error;
  return answer.ok;
};
