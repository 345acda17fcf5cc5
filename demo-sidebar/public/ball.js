// Draws the ball smoothly. The server says 30 times a second where it is, and a screen draws 60 times or more.

/** @import { Ball } from '../events.ts' */

const DELAY = 100; // milliseconds: we draw the past, so we know a position before and one after
const KEPT = 1000; // milliseconds
const RADIUS = 0.08; // of the height

/** @param {HTMLCanvasElement} canvas */
export function showBall(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  /** @type {Ball[]} the latest ones, the oldest first */
  let balls = [];
  // The server has another clock. The fastest message so far gives the best estimate of the difference.
  let ahead = Infinity;
  let frame = 0;

  /** Where the ball was at this time of the server, between one known position and the next. */
  const placeAt = (/** @type {number} */ time) => {
    const next = balls.findIndex(({ at }) => at > time);
    const [from, to] = next > 0 ? [balls[next - 1], balls[next]] : [balls.at(-1), balls.at(-1)];
    if (!from || !to) return undefined;
    const part = to.at === from.at ? 0 : (time - from.at) / (to.at - from.at);
    return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
  };

  const draw = () => {
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    const height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.clearRect(0, 0, width, height);
    const time = performance.now() - ahead - DELAY;
    const place = placeAt(time);
    if (place) {
      const radius = RADIUS * height;
      context.fillStyle = getComputedStyle(canvas).color;
      context.beginPath();
      context.arc(
        radius + place.x * (width - 2 * radius),
        radius + place.y * (height - 2 * radius),
        radius,
        0,
        7,
      );
      context.fill();
    }
    const latest = balls.at(-1)?.at ?? 0;
    frame = time < latest ? requestAnimationFrame(draw) : 0; // no news: stop until the next message
  };

  return {
    /** @param {Ball} ball */
    add: (ball) => {
      ahead = Math.min(ahead, performance.now() - ball.at);
      balls = [...balls.filter(({ at }) => at > ball.at - KEPT && at < ball.at), ball];
      if (frame === 0) frame = requestAnimationFrame(draw);
    },
  };
}
