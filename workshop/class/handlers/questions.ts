// Questions: the instructor asks all, each member answers once, and the results go to the instructor's pages.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Member, Question, Results } from '../events.ts';
import { allMembers, facts, gone, hasLeft } from './members.ts';

const INTERVAL = 200; // milliseconds: results are gathered as the tiles of the board are

// Only the last question is kept. Its results stay on the projector after it has been closed, until they are hidden.
let question: Question | null = null;
let isOpen = false;
let hasChanged = false;
const answers = new Map<Member, number>(); // no more than there are members
facts.on('changed', () => (hasChanged ||= isOpen));
facts.on('removed', (member) => (hasChanged = answers.delete(member) || hasChanged));

export const openQuestion = (): Question | null => (isOpen ? question : null);

const results = (): Results => ({
  question,
  isOpen,
  counts: (question?.options ?? []).map((_, i) => [...answers.values()].filter((one) => one === i).length),
  members: allMembers().filter((one) => one.socket || answers.has(one)).length,
});

export function startQuestions(io: AppServer): void {
  const tell = () => {
    if (hasChanged) io.to('instructor').emit('results_updated', results());
    hasChanged = false;
  };
  setInterval(tell, INTERVAL).unref();
}

/** A member's answer. A second one replaces the first. */
export function registerAnswers(socket: AppSocket, member: Member): void {
  socket.on('answer_question', ({ question: id, option }, ack) => {
    if (hasLeft(member)) return ack(gone);
    if (!isOpen || question?.id !== id) return ack({ ok: false, error: 'This question is closed.' });
    if (!question.options[option]) return ack({ ok: false, error: 'There is no such option.' });
    answers.set(member, option);
    member.hasTold = true;
    hasChanged = true;
    ack({ ok: true });
  });
}

export function registerQuestions(io: AppServer, socket: AppSocket): void {
  socket.emit('results_updated', results());

  socket.on('ask_question', (asked, ack) => {
    question = { id: randomUUID(), ...asked };
    isOpen = true;
    answers.clear();
    io.emit('question_changed', question);
    hasChanged = true;
    ack({ ok: true });
  });

  socket.on('close_question', (_nothing, ack) => {
    isOpen = false;
    io.emit('question_changed', null);
    hasChanged = true;
    ack({ ok: true });
  });

  socket.on('hide_results', (_nothing, ack) => {
    if (isOpen) return ack({ ok: false, error: 'The question is still open. Close it first.' });
    question = null;
    answers.clear();
    hasChanged = true;
    ack({ ok: true });
  });
}
