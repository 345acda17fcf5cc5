// Short and long polling: the page asks again and again. They differ in who waits, the page or the server.
import { askForBall } from './ask.js';

/** @import { Watch } from './lane.js' */

const PAUSE = 250; // milliseconds between an answer and the next question

/** @type {Watch} */
export function watchByShortPolling(race, { onBall, onStatus }) {
  const stopped = new AbortController();
  const ask = async () => {
    const ball = await askForBall(`/lanes/short?race=${race}`, stopped.signal, onStatus);
    if (stopped.signal.aborted) return;
    if (ball) onBall(ball);
    setTimeout(ask, PAUSE);
  };
  void ask();
  return () => stopped.abort();
}

/** @type {Watch} */
export function watchByLongPolling(race, { onBall, onStatus }) {
  const stopped = new AbortController();
  let latest = 0; // the server answers when there is something newer
  const ask = async () => {
    const path = `/lanes/long?race=${race}&after=${latest}`;
    const ball = await askForBall(path, stopped.signal, onStatus);
    if (stopped.signal.aborted) return;
    if (ball) {
      latest = ball.at;
      onBall(ball);
    }
    void ask();
  };
  void ask();
  return () => stopped.abort();
}
