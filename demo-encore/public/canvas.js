// The canvas in the browser: shows what everybody draws, and lets you draw with whatever you have.
import { setupCrosshair } from './crosshair.js';
import { setupCursors } from './cursors.js';
import { byId } from './dom.js';
import { setupPen } from './pen.js';
import { showPicture } from './picture.js';
import { setupPointer } from './pointer.js';
import { setupUndo } from './undo.js';

const HOW_TO = 'Draw with the mouse, a finger, a pen, or the arrow keys and Space.';

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupCanvas(socket) {
  const canvas = byId('canvas', HTMLCanvasElement);
  const note = byId('canvas-note', HTMLElement);
  const error = byId('canvas-error', HTMLElement);
  const picture = showPicture(canvas);
  const pen = setupPen(socket, picture);
  const cursor = setupCursors(socket);
  setupCrosshair(canvas, pen, cursor);
  setupPointer(canvas, pen, cursor);
  setupUndo(socket, canvas, picture, pen);

  socket.on('canvas_update', picture.add);
  socket.on('strokes_removed', picture.remove);
  socket.on('canvas_cleared', ({ nickname }) => {
    picture.clear();
    pen.settle();
    note.textContent = `${nickname} cleared the canvas.`;
  });
  socket.on('canvas_restored', ({ nickname }) => {
    picture.restore();
    note.textContent = `${nickname} brought the picture back.`;
  });
  socket.on('canvas_history', (strokes) => {
    pen.reset();
    note.textContent = HOW_TO;
    error.textContent = '';
    picture.replace(strokes);
  });
}
