// Paints a line through points, smooth where its points are close together.

/** @import { Stroke } from '../events.ts' */
/** @typedef {Pick<Stroke, 'color' | 'width' | 'points'>} Line */

const PAPER = '#ffffff'; // the eraser draws in it
const WIDTHS = { thin: 0.004, medium: 0.01, thick: 0.03 }; // as a part of the width of the picture
const BEND = 0.01; // how far before and after a point the line may bend, as a part of the width

/**
 * Each point pulls the line to itself: a quadratic curve leads from the middle of the segment before it to the middle
 * of the one after it. Where segments are long, the curve is short, so that the corners of a house stay corners.
 *
 * @param {CanvasRenderingContext2D} context @param {Line} line
 */
export function paintLine(context, { color, width: name, points }) {
  const { width, height } = context.canvas;
  const [first, ...rest] = points.map(({ x, y }) => ({ x: x * width, y: y * height }));
  if (!first) return;
  // What is erased is gone, and not white: so it is like paper that nobody has drawn on.
  context.globalCompositeOperation = color === PAPER ? 'destination-out' : 'source-over';
  context.strokeStyle = color;
  context.lineWidth = Math.max(WIDTHS[name] * width, 1);
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(first.x, first.y);
  // A line of no length would not be painted. So a dot is a very short one.
  context.lineTo(first.x + 0.1, first.y);
  let before = first;
  for (const [i, point] of rest.entries()) {
    const after = rest[i + 1] ?? point;
    const [start, end] = [toward(point, before, BEND * width), toward(point, after, BEND * width)];
    context.lineTo(start.x, start.y);
    context.quadraticCurveTo(point.x, point.y, end.x, end.y);
    before = point;
  }
  context.stroke();
}

/**
 * The place between two points that is half way, or as far as that from the first one.
 *
 * @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to @param {number} most
 */
function toward(from, to, most) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(0.5, most / length);
  return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}
