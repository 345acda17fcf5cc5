// Server-Sent Events: the browser opens the stream, opens it again after a break, and says what it got last.

/** @import { Watch } from './lane.js' */

const AFTER_REFUSAL = 2000; // milliseconds

/** @type {Watch} */
export function watchByEvents(race, { onBall, onStatus }) {
  /** @type {EventSource} */
  let stream;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  const open = () => {
    stream = new EventSource(`/lanes/events?race=${race}`);
    stream.addEventListener('message', ({ data }) => onBall(JSON.parse(data)));
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return onStatus('connecting', 'Connecting…');
      // After an answer with an error, EventSource doesn't try again. It doesn't say what the error was, either.
      onStatus('connecting', 'Refused. Trying again…');
      retry = setTimeout(open, AFTER_REFUSAL);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    stream.close();
  };
}
