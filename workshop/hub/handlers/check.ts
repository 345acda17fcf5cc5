// The check of my/: run it, again on each save, and ask for hints.
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { check, checkOnSave, runCheck, tell } from '../check.ts';
import { hasMy, stateOfMy } from '../copy.ts';
import { stepOf } from '../steps.ts';
import { Mistake } from '../../run/options.mjs';

export function announceCheck(io: AppServer): void {
  tell.check = () => io.emit('check_state', check);
  tell.saved = () => io.emit('my_state', stateOfMy()); // what was typed since then may be another stage
}

export function registerCheck(socket: AppSocket): void {
  socket.emit('check_state', check);

  socket.on('run_check', ({ demo, exercise }, ack) => answer(ack, () => begin(demo, exercise, false)));
  socket.on('ask_hint', ({ demo }, ack) => answer(ack, () => begin(demo, '', true)));
  socket.on('check_on_save', ({ demo, exercise, on }, ack) =>
    answer(ack, async () => {
      checkOnSave(on);
      if (on) await begin(demo, exercise, false);
    }),
  );
}

async function begin(demo: number, exercise: string, hint: boolean): Promise<void> {
  if (exercise && !stepOf(`demo${demo}`)?.judged.includes(exercise))
    throw new Mistake(`Demo ${demo} has no exercise "${exercise}" that can be judged.`);
  if (!hasMy()) throw new Mistake('There is no my/ yet. Put it somewhere first, with the button above.');
  await runCheck(demo, exercise, hint);
  tell.saved();
}
