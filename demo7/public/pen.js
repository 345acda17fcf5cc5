// The pen: shows the line that you draw, and sends it in parts. The mouse, a finger and the keyboard all use it.
import { answerOf } from './ack.js';
import { byId } from './dom.js';
import { me } from './me.js';
import { simplify } from './simplify.js';

/** @import { BrowserSocket, Stroke } from '../events.ts' */
/** @import { Line } from './line.js' */

const SEND_EVERY = 100; // milliseconds
const MIN_STEP = 0.001; // of the picture's size: the pen has to move that far to make a point
const MAX_PART = 200; // points: the server takes no more at a time
const MAX_STROKE = 200; // points: a longer line becomes several strokes, so that you can undo a part of it

/** @param {BrowserSocket} socket @param {ReturnType<typeof import('./picture.js').showPicture>} picture */
export function setupPen(socket, picture) {
  const tools = byId('canvas-tools', HTMLFormElement);
  const error = byId('canvas-error', HTMLElement);
  let line = 0; // its number: the server puts the parts with the same one together
  let sentPoints = 0; // of this line
  /** @type {Line | undefined} What is not sent yet, after the last point that is. Undefined while the pen is up. */
  let part;
  /** @type {Line[]} What is sent, and has not come back. */
  let sent = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} Runs while there is something to send. */
  let timer;
  let sentAt = 0;

  /** @param {Pick<Line, 'color' | 'width'>} look @param {Line['points']} points */
  const begin = ({ color, width }, points) => {
    line += 1;
    sentPoints = 0;
    part = { color, width, points };
  };

  /** @param {Line} own @param {Line['points']} points */
  const deliver = async (own, points) => {
    sent.push(own);
    const request = socket.timeout(5000).emitWithAck('draw', { ...own, line, points });
    const answer = await answerOf(request, 'No answer came: this stroke is lost.');
    if (answer.ok) return;
    error.textContent = answer.error;
    sent = sent.filter((one) => one !== own);
    picture.settle(own);
  };

  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!part) return;
    const points = simplify(part.points).slice(sentPoints === 0 ? 0 : 1);
    if (points.length === 0) return;
    sentAt = performance.now();
    sentPoints += points.length;
    void deliver(part, points);
    const last = part.points.slice(-1); // where the next part begins
    if (sentPoints > MAX_STROKE) begin(part, last);
    else part = { ...part, points: last };
  };

  // The first part goes out immediately, so that others see at once where you begin.
  const sendSoon = () => (timer ??= setTimeout(send, sentAt + SEND_EVERY - performance.now()));

  /** @param {Line['points'][0]} point Returns whether you can draw now. */
  const down = (point) => {
    up();
    error.textContent = socket.connected ? '' : 'There is no connection. Wait until it is back.';
    if (!socket.connected) return false;
    const chosen = new FormData(tools);
    const width = /** @type {Stroke['width']} */ (chosen.get('width'));
    begin({ color: String(chosen.get('color')), width }, [point]);
    if (part) picture.sketch(part);
    sendSoon();
    return true;
  };

  /** @param {Line['points']} points */
  const move = (points) => {
    for (const point of points) {
      const last = part?.points.at(-1);
      if (!part || !last || Math.hypot(point.x - last.x, point.y - last.y) < MIN_STEP) continue;
      part.points.push(point);
      picture.sketch(part);
      if (part.points.length === MAX_PART) send();
      else sendSoon();
    }
  };

  const up = () => {
    if (timer !== undefined) send();
    part = undefined;
  };

  /** Forgets what is on its way: the server may not send it back any more. */
  const settle = () => {
    for (const own of sent) picture.settle(own);
    sent = [];
  };

  /** Ends the line without sending what is left of it: this is another room, or a new connection. */
  const reset = () => {
    clearTimeout(timer);
    picture.settle(part);
    timer = part = undefined;
    settle();
  };

  // They come back in the order in which they were sent.
  socket.on('canvas_update', (parts) => {
    for (const { from } of parts) if (from === me.nickname) picture.settle(sent.shift());
  });

  return { down, move, up, isDown: () => part !== undefined, settle, reset };
}
