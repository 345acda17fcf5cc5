// The picture on the canvas: it keeps the strokes, so that it can draw them again in another size.

/** @import { Stroke } from '../events.ts' */

const MAX_POINTS = 10_000; // as many as the server keeps
const PEN = 1 / 100; // its width, as a part of the width of the picture

/**
 * `add` and `replace` are for what the server says; `sketch` draws what is not on the server yet; `redraw` leaves
 * only what is.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function showPicture(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  /** @type {Stroke[]} */
  let strokes = [];
  let points = 0;

  /** @param {Pick<Stroke, 'color' | 'points'>} stroke */
  const sketch = ({ color, points: [first, ...rest] }) => {
    if (!first) return;
    const { width, height } = canvas;
    context.strokeStyle = color;
    context.lineWidth = Math.max(PEN * width, 1);
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(first.x * width, first.y * height);
    // A line of no length would not be drawn. So a dot is a very short one.
    context.lineTo(first.x * width + 0.1, first.y * height);
    for (const { x, y } of rest) context.lineTo(x * width, y * height);
    context.stroke();
  };

  const redraw = () => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const stroke of strokes) sketch(stroke);
  };

  /** @param {Stroke[]} fresh */
  const add = (fresh) => {
    strokes.push(...fresh);
    for (const stroke of fresh) {
      points += stroke.points.length;
      sketch(stroke);
    }
    if (points <= MAX_POINTS) return;
    while (points > MAX_POINTS) points -= strokes.shift()?.points.length ?? 0;
    redraw();
  };

  /** @param {Stroke[]} all */
  const replace = (all) => {
    strokes = all;
    points = all.reduce((sum, stroke) => sum + stroke.points.length, 0);
    redraw();
  };

  // A canvas has a size of its own, in pixels of the screen. To change it erases it.
  new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    redraw();
  }).observe(canvas);

  return { sketch, redraw, add, replace };
}
