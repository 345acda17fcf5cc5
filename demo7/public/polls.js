// Polls in the browser: asks, votes, and shows what others ask.
import { answerOf } from './ack.js';
import { byId, create } from './dom.js';
import { me } from './me.js';
import { showPoll } from './poll.js';

/** @import { AckResponse, BrowserSocket, PollForUser } from '../events.ts' */

const MAX_OPTIONS = 8;

/** @param {BrowserSocket} socket */
export function setupPolls(socket) {
  const list = byId('poll-list', HTMLElement);
  const form = byId('poll-form', HTMLFormElement);
  const question = byId('poll-question', HTMLInputElement);
  const options = byId('poll-options', HTMLElement);
  const error = byId('poll-error', HTMLElement);
  const news = byId('poll-news', HTMLElement);
  /** @type {Map<string, ReturnType<typeof showPoll>>} by id */
  const shown = new Map();

  /** @param {Promise<AckResponse>} request */
  const hasWorked = async (request) => {
    const answer = await answerOf(request, 'No answer came. Please try again.');
    error.textContent = answer.ok ? '' : answer.error;
    return answer.ok;
  };

  /** @param {PollForUser} poll */
  const add = (poll) => {
    const { id } = poll;
    const view = showPoll(poll, {
      vote: (option) => hasWorked(socket.timeout(5000).emitWithAck('vote_poll', { poll: id, option })),
      retract: () => hasWorked(socket.timeout(5000).emitWithAck('retract_vote', { poll: id })),
      close: () => hasWorked(socket.timeout(5000).emitWithAck('close_poll', { poll: id })),
    });
    shown.set(id, view);
    list.prepend(view.element);
  };

  socket.on('poll_history', (polls) => {
    error.textContent = '';
    for (const [id, { element }] of shown) {
      if (polls.some((poll) => poll.id === id)) continue;
      element.remove();
      shown.delete(id);
    }
    // One that is shown already stays: it may have the focus, fill the screen, or wait for an answer.
    for (const poll of polls) {
      const view = shown.get(poll.id);
      if (view) view.replace(poll);
      else add(poll);
    }
  });
  socket.on('new_poll', ({ replaces = '', ...poll }) => {
    shown.get(replaces)?.element.remove();
    shown.delete(replaces);
    add({ ...poll, mine: poll.createdBy === me.nickname });
    news.textContent = `New poll. ${poll.createdBy} asks: ${poll.question}`; // for screen readers
  });
  socket.on('poll_updated', ({ id, votes, closed }) => shown.get(id)?.update(votes, closed));

  byId('poll-more', HTMLButtonElement).addEventListener('click', () => {
    const count = options.childElementCount + 1;
    if (count > MAX_OPTIONS) {
      error.textContent = 'A poll has at most eight options.';
      return;
    }
    const input = create('input', '');
    Object.assign(input, {
      name: 'option',
      ariaLabel: `Option ${count}`,
      maxLength: 500,
      autocomplete: 'off',
    });
    options.append(input);
    input.focus();
  });

  /** @param {{ question: string, options: string[] }} poll */
  const ask = async (poll) => {
    if (!(await hasWorked(socket.timeout(5000).emitWithAck('create_poll', poll)))) return; // what was typed stays
    form.reset();
    while (options.childElementCount > 2) options.lastElementChild?.remove();
    const details = byId('poll-new', HTMLDetailsElement);
    details.open = false;
    details.querySelector('summary')?.focus(); // what had the focus has been folded away
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const texts = new FormData(form)
      .getAll('option')
      .map(String)
      .filter((text) => text.trim() !== '');
    void ask({ question: question.value, options: texts });
  });
}
