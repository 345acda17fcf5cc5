// Your copy: where it is, how to put it somewhere else, and the way into your editor.
import { basename, join } from 'node:path';
import launchEditor from 'launch-editor';
import guessEditor from 'launch-editor/guess.js';
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { putMy, restoreMy, stateOfMy } from '../copy.ts';
import { isKnown } from '../files.ts';
import { getProgress, onChange, update } from '../progress.ts';
import { root } from '../../run/folders.ts';
import { Mistake } from '../../run/options.mjs';

// These would take over the terminal of the hub. npm sets EDITOR to vi for everyone who has set nothing.
const IN_TERMINAL = ['vi', 'vim', 'nvim', 'nano', 'pico', 'ed'];

export function announceProgress(io: AppServer): void {
  onChange((progress) => io.emit('progress', progress));
}

export function registerCopy(io: AppServer, socket: AppSocket): void {
  const changeMy = (change: () => string) => () => {
    const says = change();
    io.emit('my_state', stateOfMy());
    return says;
  };
  socket.emit('my_state', stateOfMy());
  socket.emit('progress', getProgress());

  socket.on('visit_step', ({ name }, ack) => answer(ack, () => update({ step: name })));
  socket.on('set_my', ({ stop }, ack) =>
    answer(
      ack,
      changeMy(() => putMy(stop)),
    ),
  );
  socket.on('restore_my', ({ copy }, ack) =>
    answer(
      ack,
      changeMy(() => restoreMy(copy)),
    ),
  );
  socket.on('open_file', ({ path, line }, ack) => answer(ack, () => openInEditor(path, line)));
}

/** Opens a file in the editor that runs, or in the one that the variable LAUNCH_EDITOR names. */
function openInEditor(path: string, line: number): Promise<string> {
  if (!isKnown(path)) throw new Mistake('The hub opens files of the demos and of my/ only.');
  return new Promise((done, failed) => {
    const giveUp = () => {
      const advice =
        'Start your editor first, one with a window of its own, or put its command into the variable LAUNCH_EDITOR.';
      failed(new Mistake(`No editor has opened ${path}. ${advice}`));
    };
    const [editor] = guessEditor();
    if (!editor || IN_TERMINAL.includes(basename(editor))) return giveUp();
    launchEditor(`${join(root, path)}:${line}:1`, giveUp);
    setTimeout(() => done(`${path} is open in your editor.`), 500); // nothing tells that an editor has opened a file
  });
}
