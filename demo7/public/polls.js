// Polls in the browser: asks, votes, and shows how it stands.
import { byId, create } from './dom.js';
import { showPoll } from './poll.js';

/** @import { Answer, BrowserSocket, OwnPoll } from '../events.ts' */

const MAX_POLLS = 20; // as many as the server keeps
const MAX_OPTIONS = 8;

/** @param {BrowserSocket} socket */
export function showPolls(socket) {
  const list = byId('poll-list', HTMLElement);
  const form = byId('poll-form', HTMLFormElement);
  const question = byId('poll-question', HTMLInputElement);
  const options = byId('poll-options', HTMLElement);
  const problem = byId('poll-problem', HTMLElement);
  /** @type {Map<string, ReturnType<typeof showPoll>>} by id */
  const shown = new Map();
  let ownNickname = '';

  /** @param {Error | null} error @param {Answer} answer */
  const hasWorked = (error, answer) => {
    problem.textContent = error ? 'No answer came. Please try again.' : answer.ok ? '' : answer.error;
    return !error && answer.ok;
  };

  /** @param {OwnPoll} poll */
  const add = (poll) => {
    const view = showPoll(poll, {
      vote: (option) =>
        socket.timeout(5000).emit('vote_poll', { poll: poll.id, option }, (error, answer) => {
          if (hasWorked(error, answer)) view.mark(option);
        }),
      close: () => socket.timeout(5000).emit('close_poll', { poll: poll.id }, hasWorked),
    });
    shown.set(poll.id, view);
    list.prepend(view.element);
    const [oldest] = shown.keys();
    if (shown.size <= MAX_POLLS || oldest === undefined) return;
    shown.get(oldest)?.element.remove();
    shown.delete(oldest);
  };

  socket.on('session', ({ user }) => {
    ownNickname = user.nickname;
  });
  socket.on('poll_history', (polls) => {
    problem.textContent = '';
    shown.clear();
    list.replaceChildren();
    for (const poll of polls) add(poll);
  });
  socket.on('new_poll', (poll) => add({ ...poll, mine: poll.createdBy === ownNickname }));
  socket.on('poll_updated', ({ id, votes, closed }) => shown.get(id)?.update(votes, closed));

  byId('poll-more', HTMLButtonElement).addEventListener('click', () => {
    const count = options.childElementCount + 1;
    if (count > MAX_OPTIONS) {
      problem.textContent = 'A poll has at most eight options.';
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

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const texts = new FormData(form)
      .getAll('option')
      .map(String)
      .filter((text) => text.trim() !== '');
    const payload = { question: question.value, options: texts };
    socket.timeout(5000).emit('create_poll', payload, (error, answer) => {
      if (!hasWorked(error, answer)) return; // what was typed stays
      form.reset();
      while (options.childElementCount > 2) options.lastElementChild?.remove();
      byId('poll-new', HTMLDetailsElement).open = false;
    });
  });
}
