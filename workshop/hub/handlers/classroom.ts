// The class: join it, leave it, raise your hand, answer a question.
import { setTimeout as delay } from 'node:timers/promises';
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { answerQuestion, classroom, enter, leave, raiseHand, tell } from '../classroom.ts';
import { Mistake } from '../../run/options.mjs';

export function announceClass(io: AppServer): void {
  tell.class = () => io.emit('class_state', classroom);
}

export function registerClass(socket: AppSocket): void {
  socket.emit('class_state', classroom);
  socket.on('join_class', ({ address, alias }, ack) => answer(ack, () => enter(address, alias)));
  socket.on('leave_class', (_payload, ack) => answer(ack, leave));
  socket.on('raise_hand', ({ isUp }, ack) => answer(ack, () => passOn(raiseHand(isUp))));
  socket.on('answer_question', ({ option }, ack) => answer(ack, () => passOn(answerQuestion(option))));
}

const PATIENCE = 5000; // milliseconds

/** What the class refuses is what the page is told. While the class can't be reached, the request waits, and the page says so. */
async function passOn(request: ReturnType<typeof raiseHand>): Promise<void> {
  const answered = await Promise.race([request, delay(PATIENCE)]);
  if (answered && !answered.ok) throw new Mistake(answered.error);
}
