// Undo and clear: strokes go away, for everyone. What you have cleared yourself you can bring back for a while.
import { answerOf } from './ack.js';
import { byId } from './dom.js';
import { isHost } from './host-tools.js';
import { me } from './me.js';

/** @import { BrowserSocket } from '../events.ts' */

const RESTORE_WITHIN = 10_000; // milliseconds, as on the server

/**
 * @param {BrowserSocket} socket
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof import('./picture.js').showPicture>} picture
 * @param {ReturnType<typeof import('./pen.js').setupPen>} pen
 */
export function setupUndo(socket, canvas, picture, pen) {
  const error = byId('canvas-error', HTMLElement);
  const restore = byId('canvas-restore', HTMLButtonElement);
  const dialog = byId('canvas-clear-dialog', HTMLDialogElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {'undo_stroke' | 'clear_canvas' | 'restore_canvas'} event */
  const ask = async (event) => {
    error.textContent = socket.connected ? '' : 'There is no connection. Wait until it is back.';
    if (!socket.connected) return; // Socket.IO would send it later, perhaps in another room
    const request = socket.timeout(5000).emitWithAck(event, {});
    const answer = await answerOf(request, 'No answer came. Please try again.');
    error.textContent = answer.ok ? '' : answer.error;
  };

  const hideRestore = () => {
    clearTimeout(timer);
    if (document.activeElement === restore) canvas.focus(); // a button that goes away would lose the focus
    restore.hidden = true;
  };

  const undo = () => {
    pen.up(); // what you draw just now is your latest stroke
    pen.settle();
    void ask('undo_stroke');
  };
  byId('canvas-undo', HTMLButtonElement).addEventListener('click', undo);
  canvas.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo();
  });

  const clear = () => void ask('clear_canvas');
  byId('canvas-clear', HTMLButtonElement).addEventListener('click', () => {
    if (picture.hasStrokesOfOthers(me.nickname)) dialog.showModal();
    else clear();
  });
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'clear') clear();
    dialog.returnValue = ''; // Escape leaves it as it was
  });

  restore.addEventListener('click', () => void ask('restore_canvas'));
  socket.on('canvas_restored', hideRestore);
  socket.on('canvas_cleared', ({ nickname }) => {
    hideRestore();
    restore.hidden = nickname !== me.nickname && !isHost;
    timer = setTimeout(hideRestore, RESTORE_WITHIN);
  });
  socket.on('room_joined', hideRestore);
}
