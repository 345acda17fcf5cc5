// The page of a student without Node, and its lessons: join, follow, answer, and say that you are stuck.
import { byId, create } from './dom.js';
import { takePart } from './membership.js';
import { setupNews } from './news.js';
import { lessonOf, placeOf } from './places.js';

/** @import { Lead, Message, Question } from '../events.ts' */

const pill = byId('status', HTMLElement);
const hand = byId('hand', HTMLButtonElement);
const leadBar = byId('lead', HTMLElement);
const lesson = document.getElementById('lesson'); // only in lessons
/** @type {ReturnType<typeof takePart> | undefined} */
let member;
let isHandRaised = false;
/** @type {string | undefined} */
let shownQuestion;
const news = setupNews();

/** Shows a panel of the front page. Lessons have none of them. @param {string} id @param {boolean} isShown */
const show = (id, isShown) => {
  const panel = document.getElementById(id);
  if (panel) panel.hidden = !isShown;
};

/** @param {Lead | null} lead */
function showLead(lead) {
  leadBar.hidden = !lead;
  leadBar.replaceChildren();
  if (!lead) return;
  const address = lessonOf(lead.step);
  const place = create(address ? 'a' : 'strong', placeOf(lead));
  if (place instanceof HTMLAnchorElement && address) place.href = address;
  leadBar.append('We are at ', place);
}

/** @param {Question | null} question */
function showQuestion(question) {
  show('question', question !== null);
  const isNew = question?.id !== shownQuestion;
  shownQuestion = question?.id;
  news('question', 'A question', question?.id);
  const options = byId('question-options', HTMLElement);
  if (!question) return;
  if (isNew) byId('question-error', HTMLElement).textContent = '';
  byId('question-text', HTMLElement).textContent = question.text;
  /** @param {number} option */
  const choose = async (option) => {
    const answer = await member?.answer(question.id, option);
    byId('question-error', HTMLElement).textContent = answer && !answer.ok ? answer.error : '';
    if (!answer?.ok) return;
    chosen.set(question.id, option);
    for (const [other, one] of buttons.entries()) one.ariaPressed = String(other === option);
  };
  const buttons = question.options.map((option, i) => {
    const button = create('button', option);
    button.type = 'button';
    button.ariaPressed = String(chosen.get(question.id) === i);
    button.addEventListener('click', () => void choose(i));
    return button;
  });
  options.replaceChildren(...buttons);
}
/** @param {Message | null} message */
function showMessage(message) {
  show('message', message !== null);
  byId('message-text', HTMLElement).textContent = message?.text ?? '';
  news('message', 'A message', message?.id);
}

/** @type {Map<string, number>} What this page has answered, by question. */
const chosen = new Map();

/** @param {string} alias */
function join(alias) {
  // The class knows this tab by it, also after a reload. It is a secret between the two.
  // A browser that comes back with the same alias, in a new tab, is the same student.
  const kept = JSON.parse(localStorage.getItem('member') ?? '{}');
  const session =
    sessionStorage.getItem('session') ??
    (kept.alias === alias ? kept.session : undefined) ??
    [...crypto.getRandomValues(new Uint8Array(24))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  sessionStorage.setItem('session', session);
  sessionStorage.setItem('alias', alias);
  localStorage.setItem('member', JSON.stringify({ alias, session }));
  /** @type {import('../events.ts').ClientSocket} */
  const socket = io({
    autoConnect: false,
    forceNew: true,
    auth: { role: 'member', alias, session },
    reconnectionDelay: 250,
    reconnectionDelayMax: 3000,
  });
  member = takePart(socket, {
    onLead: showLead,
    onQuestion: showQuestion,
    onMessage: showMessage,
    onState: (state) => {
      ({ isHandRaised } = state);
      const hasJoined = state.connection !== 'ended';
      pill.hidden = !hasJoined && !lesson; // the front page says it in its form
      pill.dataset.state = state.connection;
      pill.textContent =
        state.connection === 'connected' ? `In the class as ${state.alias ?? alias}` : state.reason;
      hand.hidden = !hasJoined;
      hand.ariaPressed = String(isHandRaised);
      hand.textContent = isHandRaised ? '✋ Your hand is up. Lower it' : '✋ I’m stuck';
      show('join', !hasJoined);
      show('stuck', hasJoined);
      if (hasJoined) return;
      for (const key of ['session', 'alias']) sessionStorage.removeItem(key);
      localStorage.removeItem('member');
      showQuestion(null);
      showMessage(null);
      showLead(null);
      if (!lesson) byId('join-error', HTMLElement).textContent = state.reason;
    },
  });
  const { step = '' } = lesson?.dataset ?? {};
  // Without Node there is no check: 0 of 0 sentences.
  if (step) void member.report({ step: /** @type {'demo1'} */ (step), held: 0, of: 0 });
}

/** @param {string} [sentence] */
const raiseHand = async (sentence) => {
  const answer = await member?.raiseHand(sentence);
  const error = document.getElementById('stuck-error');
  if (error) error.textContent = answer && !answer.ok ? answer.error : '';
};
hand.addEventListener('click', () => void (isHandRaised ? member?.lowerHand() : raiseHand()));

if (!lesson) {
  byId('join-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    byId('join-error', HTMLElement).textContent = '';
    join(byId('alias', HTMLInputElement).value);
  });
  byId('stuck-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void raiseHand(byId('stuck-sentence', HTMLInputElement).value.trim());
  });
  byId('leave', HTMLButtonElement).addEventListener('click', () => void member?.leave());
}

const alias = sessionStorage.getItem('alias');
if (alias) join(alias);
else show('join', true);
