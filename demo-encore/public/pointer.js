// Drawing with the mouse, a finger or a pen. The browser makes the same events of all three: pointer events.

const DIGITS = 10_000; // four digits are enough for any screen

/** @param {number} part of the width or the height */
const within = (part) => Math.round(Math.min(Math.max(part, 0), 1) * DIGITS) / DIGITS;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof import('./pen.js').setupPen>} pen
 * @param {ReturnType<typeof import('./cursors.js').setupCursors>} cursor
 */
export function setupPointer(canvas, pen, cursor) {
  /** @type {number | undefined} The finger, pen or mouse that draws. */
  let pointer;

  /** @param {PointerEvent} event */
  const pointOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: within((clientX - left) / width), y: within((clientY - top) / height) };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || pointer !== undefined || !pen.down(pointOf(event))) return;
    cursor.forget();
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer); // its moves are heard even when it leaves the canvas
  });

  canvas.addEventListener('pointermove', (event) => {
    if (pointer === undefined) return cursor.tell(pointOf(event));
    if (event.pointerId !== pointer) return;
    // A mouse or pen moves more often than the screen is painted. The browser gathers these moves into one event, and
    // tells them apart if asked; but only pages on https:// or localhost may ask.
    const moves = event.getCoalescedEvents?.() ?? [];
    pen.move((moves.length > 0 ? moves : [event]).map(pointOf));
  });

  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = undefined;
      pen.up();
    });
  }
}
