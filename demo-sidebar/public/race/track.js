// Draws a lane: the ball where the page last heard that it is, where it was before, and how old that news is.

/** @import { Ball } from '../../events.ts' */

const RADIUS = 9; // pixels
const TRAIL = 2000; // milliseconds
const BAR = 5; // pixels
const LONGEST = 1500; // milliseconds: an age that fills the bar

/** @param {HTMLCanvasElement} canvas */
export function showTrack(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  /** @type {Ball[]} the newest last */
  let balls = [];

  const dot = (/** @type {Ball} */ { x, y }, /** @type {number} */ radius) => {
    const [width, height] = [canvas.clientWidth - 2 * RADIUS, canvas.clientHeight - 2 * RADIUS - BAR];
    context.beginPath();
    context.arc(RADIUS + x * width, RADIUS + y * height, radius, 0, 7);
    context.fill();
  };

  return {
    /** @param {Ball} ball */
    add: (ball) => {
      balls = [...balls.filter(({ at }) => at > ball.at - TRAIL && at < ball.at), ball];
    },
    clear: () => {
      balls = [];
    },
    /** @param {number} now by the server's clock */
    draw: (now) => {
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio }); // empties it, too
      context.scale(devicePixelRatio, devicePixelRatio);
      const ball = balls.at(-1);
      if (!ball) return;
      const { color, accentColor } = getComputedStyle(canvas);
      context.fillStyle = color;
      for (const past of balls) {
        context.globalAlpha = Math.max(0, 0.6 * (1 - (now - past.at) / TRAIL));
        dot(past, 2);
      }
      context.globalAlpha = 1;
      dot(ball, RADIUS);
      context.fillStyle = accentColor;
      context.fillRect(0, height - BAR, (width * (now - ball.at)) / LONGEST, BAR);
    },
  };
}
