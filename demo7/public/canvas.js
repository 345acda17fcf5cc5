// The canvas in the browser: draws what everybody draws, and sends what one draws oneself.
import { showCursors } from './cursors.js';
import { byId } from './dom.js';
import { showPicture } from './picture.js';

/** @import { Answer, BrowserSocket, Stroke } from '../events.ts' */

const SEND_EVERY = 100; // milliseconds
const CURSOR_EVERY = 250; // milliseconds
const HOW_TO = 'Draw with the mouse, a finger or a pen.';
const MIN_STEP = 0.003; // of the picture's width: smaller moves of the pen make no point

/** @param {number} part of the width or the height; four digits are enough for any screen */
const within = (part) => Math.round(Math.min(Math.max(part, 0), 1) * 10_000) / 10_000;

/** @param {BrowserSocket} socket */
export function showCanvas(socket) {
  const canvas = byId('canvas', HTMLCanvasElement);
  const tools = byId('canvas-tools', HTMLFormElement);
  const note = byId('canvas-note', HTMLElement);
  const problem = byId('canvas-problem', HTMLElement);
  const picture = showPicture(canvas);
  showCursors(socket);

  socket.on('canvas_update', picture.add);
  socket.on('canvas_cleared', ({ nickname }) => {
    picture.replace([]);
    note.textContent = `${nickname} cleared the canvas.`;
  });

  socket.on('canvas_history', (strokes) => {
    // Another room, or a new connection: a stroke that was being drawn ends here.
    clearTimeout(timer);
    timer = pointer = undefined;
    points = [];
    note.textContent = HOW_TO;
    problem.textContent = '';
    picture.replace(strokes);
  });

  /** @type {Stroke['points']} What is drawn and not yet sent. */
  let points = [];
  /** @type {number | undefined} The finger, pen or mouse that draws. */
  let pointer;
  let color = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} Runs while there is something to send. */
  let timer;
  let toldAt = 0;

  /** @param {Error | null} error @param {Answer} answer */
  const onAnswer = (error, answer) => {
    if (!error && answer.ok) return;
    problem.textContent = error || answer.ok ? 'No answer came: this stroke is lost.' : answer.error;
    picture.redraw(); // without what has not arrived
  };

  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    socket.timeout(5000).emit('draw', { color, points }, onAnswer);
    points = pointer === undefined ? [] : points.slice(-1); // where the next part of the line begins
  };

  /** @param {PointerEvent} event */
  const pointOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: within((clientX - left) / width), y: within((clientY - top) / height) };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || pointer !== undefined) return;
    problem.textContent = socket.connected ? '' : 'There is no connection. Wait until it is back.';
    if (!socket.connected) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer); // its moves are heard even when it leaves the canvas
    color = String(new FormData(tools).get('color'));
    points = [pointOf(event)];
    picture.sketch({ color, points });
    timer = setTimeout(send, SEND_EVERY);
  });
  canvas.addEventListener('pointermove', (event) => {
    const point = pointOf(event);
    if (event.pointerId !== pointer) return tellCursor(point);
    const last = points.at(-1) ?? point;
    if (Math.hypot(point.x - last.x, point.y - last.y) < MIN_STEP) return;
    points.push(point);
    picture.sketch({ color, points: [last, point] });
    timer ??= setTimeout(send, SEND_EVERY);
  });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = undefined;
      if (timer !== undefined) send();
    });
  }

  /** @param {{ x: number, y: number }} point */
  const tellCursor = (point) => {
    if (performance.now() - toldAt < CURSOR_EVERY) return;
    toldAt = performance.now();
    // Volatile: when it cannot be sent now, it need not be sent at all.
    socket.timeout(5000).volatile.emit('move_cursor', point, () => {});
  };

  tools.addEventListener('submit', (event) => {
    event.preventDefault();
    socket.timeout(5000).emit('clear_canvas', {}, onAnswer);
  });
}
