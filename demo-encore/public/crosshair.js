// Drawing with the keyboard: the arrow keys move a crosshair, and Space puts the pen down and lifts it.
import { byId } from './dom.js';

const STEP = 0.02; // of the width
const SMALL_STEP = 0.004; // with Shift
const ASPECT = 3 / 2; // of the picture: so a step down is as long as one to the side

/** @type {Record<string, { x: number, y: number }>} */
const directions = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -ASPECT },
  ArrowDown: { x: 0, y: ASPECT },
};

/** @param {number} part */
const within = (part) => Math.round(Math.min(Math.max(part, 0), 1) * 1000) / 1000;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof import('./pen.js').setupPen>} pen
 * @param {ReturnType<typeof import('./cursors.js').setupCursors>} cursor
 */
export function setupCrosshair(canvas, pen, cursor) {
  const crosshair = byId('canvas-crosshair', HTMLElement);
  const note = byId('canvas-note', HTMLElement);
  let place = { x: 0.5, y: 0.5 };
  let isDown = false;

  const show = () => {
    crosshair.hidden = false;
    crosshair.classList.toggle('down', isDown);
    crosshair.style.left = `${place.x * 100}%`;
    crosshair.style.top = `${place.y * 100}%`;
  };
  const lift = () => {
    if (!isDown) return;
    pen.up();
    isDown = false;
    note.textContent = 'The pen is up.';
  };
  const hide = () => {
    lift();
    crosshair.hidden = true;
  };

  canvas.addEventListener('focus', () => {
    if (!canvas.matches(':focus-visible')) return; // by a click, not by Tab
    note.textContent = byId('canvas-keys', HTMLElement).textContent;
    show();
  });
  canvas.addEventListener('blur', hide);
  canvas.addEventListener('pointerdown', hide);

  canvas.addEventListener('keydown', (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, repeat } = event;
    const direction = directions[key];
    if (ctrlKey || metaKey || altKey || !(direction || key === ' ' || key === 'Escape')) return;
    event.preventDefault(); // these keys would scroll
    if (!pen.isDown()) lift(); // an undo, or a new connection, has ended the line
    if (direction) {
      const step = shiftKey ? SMALL_STEP : STEP;
      place = { x: within(place.x + step * direction.x), y: within(place.y + step * direction.y) };
      if (isDown) pen.move([place]);
      else cursor.tell(place);
    } else if (isDown) {
      lift();
    } else if (key === ' ' && !repeat && pen.down(place)) {
      isDown = true;
      cursor.forget();
      note.textContent = 'The pen is down. Arrow keys draw, Space lifts it.';
    }
    show();
  });
}
