// The page of the race: starts five lanes, slows them down, drops them, and shows what the server has counted.
import { byId } from '../dom.js';
import { post } from './ask.js';
import { watchByEvents } from './events.js';
import { readFigures, serverNow } from './figures.js';
import { showLane } from './lane.js';
import { watchByLongPolling, watchByShortPolling } from './polling.js';
import { watchBySocketIo, watchByWebSocket } from './websockets.js';

/** @import { Watch } from './lane.js' */

const FIGURES_EVERY = 1000; // milliseconds
const TRY_AGAIN_AFTER = 2000;
/** @type {Record<string, Watch>} */
const ways = {
  short: watchByShortPolling,
  long: watchByLongPolling,
  events: watchByEvents,
  raw: watchByWebSocket,
  socketio: watchBySocketIo,
};
const lanes = Object.entries(ways).map(([id, watch]) => ({ id, watch, ...showLane(id) }));
const run = byId('run', HTMLButtonElement);
const drop = byId('drop', HTMLButtonElement);
const latency = byId('latency', HTMLFieldSetElement);
const note = byId('race-note', HTMLElement);

// A ball that moves by itself disturbs some people. They press Start.
let isWanted = !matchMedia('(prefers-reduced-motion: reduce)').matches;
let race = '';
/** Ends what runs now, if anything does. */
let halt = () => {};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;

/** Posts something about this race, and shows the error. @param {string} what @param {object} [body] */
async function tell(what, body) {
  const { error = '' } = await post(`/lanes/${what}?race=${race}`, body);
  note.textContent = error;
}
const tellLatency = () =>
  tell('latency', { latency: Number(latency.querySelector('input:checked')?.getAttribute('value')) });

async function go() {
  clearTimeout(retry);
  halt();
  const halted = new AbortController();
  const { signal } = halted;
  /** @type {(() => void)[]} */
  const stops = [];
  halt = () => {
    halted.abort();
    for (const stop of stops) stop();
    for (const lane of lanes) lane.stop();
    drop.disabled = true;
  };
  const tryAgain = () => {
    if (signal.aborted) return;
    halt();
    retry = setTimeout(update, TRY_AGAIN_AFTER);
  };

  race = ''; // what still comes of the one before no longer counts
  for (const lane of lanes) lane.start();
  const { race: id, error = '' } = await post('/lanes/start');
  note.textContent = error;
  if (signal.aborted) return;
  if (id === undefined) return tryAgain();
  race = id;
  await tellLatency();
  if (signal.aborted) return;

  drop.disabled = false;
  for (const { watch, listeners } of lanes) {
    const { onBall, onStatus } = listeners;
    stops.push(
      watch(id, {
        onBall: (ball) => signal.aborted || onBall(ball),
        onStatus: (state, sentence) => {
          if (!signal.aborted) onStatus(state, sentence);
          if (state === 'disconnected') tryAgain(); // the server has restarted, or has forgotten this race
        },
      }),
    );
  }
  const showFigures = async () => {
    const figures = await readFigures(id);
    if (id !== race) return; // another one has started meanwhile
    for (const lane of lanes) lane.showFigures(figures.now, figures.lanes[lane.id]);
  };
  const timer = setInterval(showFigures, FIGURES_EVERY);
  stops.push(() => {
    clearInterval(timer);
    setTimeout(showFigures, FIGURES_EVERY / 2); // with what has ended just now
  });
  void showFigures();
  const draw = () => {
    if (signal.aborted) return;
    for (const lane of lanes) lane.draw(serverNow());
    requestAnimationFrame(draw);
  };
  draw();
}

/** The race runs while you want it and can see it. A browser has six connections to a server, for all its tabs together. */
function update() {
  run.textContent = isWanted ? 'Stop' : 'Start';
  if (isWanted && !document.hidden) void go();
  else halt();
}

run.addEventListener('click', () => {
  isWanted = !isWanted;
  update();
});
latency.addEventListener('change', () => drop.disabled || void tellLatency());
drop.addEventListener('click', () => {
  for (const lane of lanes) lane.drop();
  void tell('drop');
});
document.addEventListener('visibilitychange', update);
update();
