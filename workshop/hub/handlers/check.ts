// The check of my/: run it, again on each save, and ask for hints.
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { check, checkOnSave, runCheck, tell } from '../check.ts';
import { hasMy, stateOfMy } from '../copy.ts';
import { stepOf } from '../steps.ts';
import { Mistake } from '../../run/options.mjs';

export function announceCheck(io: AppServer): void {
  tell.check = () => io.emit('check_state', check);
}

export function registerCheck(io: AppServer, socket: AppSocket): void {
  socket.emit('check_state', check);

  const begin = async (demo: number, exercise: string, hint: boolean) => {
    if (exercise && !stepOf(`demo${demo}`)?.judged.includes(exercise))
      throw new Mistake(`Demo ${demo} has no exercise "${exercise}" that can be judged.`);
    if (!hasMy()) throw new Mistake('There is no my/ yet. Put it somewhere first, with the button above.');
    await runCheck(demo, exercise, hint);
    io.emit('my_state', stateOfMy()); // what was typed since then may be another stage
  };
  socket.on('run_check', ({ demo, exercise }, ack) => answer(ack, () => begin(demo, exercise, false)));
  socket.on('ask_hint', ({ demo }, ack) => answer(ack, () => begin(demo, '', true)));
  socket.on('check_on_save', ({ demo, exercise, on }, ack) =>
    answer(ack, async () => {
      checkOnSave(on);
      if (on) await begin(demo, exercise, false);
    }),
  );
}
