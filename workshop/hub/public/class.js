// The class, on each page: where it is, its question, its message, and your hand.
import { byId, create } from './dom.js';
import { socket, tell } from './socket.js';

/** @import { ClassState } from '../events.ts' */

/** The same text again would be read out again. @param {string} id @param {string} text */
function write(id, text) {
  const element = byId(id, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
}

export function setupClass() {
  const bar = byId('class', HTMLElement);
  const error = byId('class-bar-error', HTMLElement);
  const go = byId('class-go', HTMLAnchorElement);
  const hand = byId('class-hand', HTMLButtonElement);
  const options = byId('class-options', HTMLElement);
  let shown = ''; // the id of the question

  hand.addEventListener('click', () => {
    const isUp = hand.getAttribute('aria-pressed') === 'false';
    tell(socket.timeout(10_000).emitWithAck('raise_hand', { isUp }), error);
  });

  /** @param {string} text @param {number} option */
  const buttonFor = (text, option) => {
    const button = create('button', text);
    button.type = 'button';
    button.addEventListener('click', () =>
      tell(socket.timeout(10_000).emitWithAck('answer_question', { option }), error),
    );
    return button;
  };

  /** @param {ClassState} state */
  const showQuestion = ({ question, answer }) => {
    byId('class-question', HTMLElement).hidden = !question;
    byId('class-question-text', HTMLElement).textContent = question?.text ?? '';
    // The buttons stay where they are, so that the keyboard's focus does, too.
    if (shown !== (question?.id ?? '')) {
      options.replaceChildren(...(question?.options ?? []).map(buttonFor));
      error.textContent = '';
    }
    shown = question?.id ?? '';
    for (const [option, button] of [...options.children].entries())
      button.setAttribute('aria-pressed', String(option === answer));
  };

  socket.on('class_state', (state) => {
    const { connection, reason, lead, message, isHandRaised } = state;
    bar.hidden = connection === 'none' || connection === 'ended';
    write('class-lead', lead?.says ?? (connection === 'connected' ? 'You are in the class.' : ''));
    go.hidden = !lead;
    if (lead) go.href = lead.href;
    write('class-message', message);
    write('class-connection', connection === 'connected' ? '' : reason);
    hand.setAttribute('aria-pressed', String(isHandRaised));
    hand.textContent = isHandRaised ? 'Lower your hand' : 'I’m stuck';
    showQuestion(state);
  });
}
