// The check of my/: run it, again on each save, and ask for hints.
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { check, checkOnSave, runCheck, tell } from '../check.ts';
import { hasMy, stateOfMy } from '../copy.ts';
import { Mistake } from '../../run/options.mjs';

export function announceCheck(io: AppServer): void {
  tell.check = () => io.emit('check_state', check);
}

export function registerCheck(io: AppServer, socket: AppSocket): void {
  socket.emit('check_state', check);

  const begin = async (demo: number, hint: boolean) => {
    if (!hasMy()) throw new Mistake('There is no my/ yet. Put it somewhere first, with the button above.');
    await runCheck(demo, hint);
    io.emit('my_state', stateOfMy()); // what was typed since then may be another stage
  };
  socket.on('run_check', ({ demo }, ack) => answer(ack, () => begin(demo, false)));
  socket.on('ask_hint', ({ demo }, ack) => answer(ack, () => begin(demo, true)));
  socket.on('check_on_save', ({ demo, on }, ack) =>
    answer(ack, async () => {
      checkOnSave(demo, on);
      if (on) await begin(demo, false);
    }),
  );
}
