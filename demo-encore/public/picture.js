// The picture on the canvas: it keeps the strokes, so that it can paint them again in another size.
import { paintLine } from './line.js';

/** @import { Stroke } from '../events.ts' */
/** @import { Line } from './line.js' */

/**
 * `replace`, `add`, `remove`, `clear` and `restore` are for what the server says. `sketch` shows a line that is not on
 * the server yet, until `settle`.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function showPicture(canvas) {
  const paper = document.createElement('canvas'); // what is on the server, ready to be copied to the one you see
  const [context, paperContext] = [canvas.getContext('2d'), paper.getContext('2d')];
  if (!context || !paperContext) throw new Error('This browser has no canvas.');
  /** @type {Map<number, Stroke>} by id, in the order in which they are painted. The server limits how many there are. */
  let strokes = new Map();
  /** @type {Map<number, Stroke>} What was cleared last: it may be brought back. */
  let aside = new Map();
  /** @type {Set<Line>} */
  const sketches = new Set();
  let isPaperOld = true;
  let frame = 0;

  const paint = () => {
    frame = 0;
    if (isPaperOld) {
      paperContext.clearRect(0, 0, paper.width, paper.height);
      for (const stroke of strokes.values()) paintLine(paperContext, stroke);
      isPaperOld = false;
    }
    context.globalCompositeOperation = 'copy';
    if (paper.width > 0 && paper.height > 0) context.drawImage(paper, 0, 0);
    for (const line of sketches) paintLine(context, line);
  };

  // However much has changed, it is painted once for each frame of the screen.
  const paintSoon = () => (frame ||= requestAnimationFrame(paint));
  const update = () => {
    isPaperOld = true;
    paintSoon();
  };

  /** @param {Stroke[]} parts */
  const add = (parts) => {
    for (const part of parts) {
      const known = strokes.get(part.id);
      if (known) known.points.push(...part.points);
      else strokes.set(part.id, part);
    }
    update();
  };

  /** @param {Stroke[]} all */
  const replace = (all) => {
    strokes = new Map(all.map((stroke) => [stroke.id, stroke]));
    aside = new Map();
    update();
  };

  /** @param {number[]} ids */
  const remove = (ids) => {
    for (const id of ids) {
      strokes.delete(id);
      aside.delete(id);
    }
    update();
  };

  const clear = () => {
    aside = strokes;
    strokes = new Map();
    update();
  };

  const restore = () => {
    const since = [...strokes.values()];
    strokes = aside;
    aside = new Map();
    add(since);
  };

  /** @param {Line} line that may still get longer: then call this again */
  const sketch = (line) => {
    sketches.add(line);
    paintSoon();
  };

  /** @param {Line | undefined} line that is on the server now, or never will be */
  const settle = (line) => {
    if (line && sketches.delete(line)) paintSoon();
  };

  /** @param {string} nickname */
  const hasStrokesOfOthers = (nickname) => [...strokes.values()].some(({ from }) => from !== nickname);

  // A canvas has a size of its own, in pixels of the screen. To change it erases it.
  new ResizeObserver(() => {
    canvas.width = paper.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = paper.height = Math.round(canvas.clientHeight * devicePixelRatio);
    isPaperOld = true;
    paint();
  }).observe(canvas);

  return { add, replace, remove, clear, restore, sketch, settle, hasStrokesOfOthers };
}
