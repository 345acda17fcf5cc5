// One lane of the race: what it shows of the ball, and its figures.
import { byId } from '../dom.js';
import { showTrack } from './track.js';

/** @import { Ball } from '../../events.ts' */
/** @typedef {{ sent: number, received: number, requests: number }} Traffic as the server counts it */
/**
 * @typedef {object} LaneListeners
 * @property {(ball: Ball) => void} onBall
 * @property {(state: 'connecting' | 'connected' | 'disconnected', sentence: string) => void} onStatus `disconnected`:
 *   the server doesn't know the race any more
 */
/** @typedef {(race: string, listeners: LaneListeners) => () => void} Watch returns a function that stops it */

const PERIOD = 2000; // milliseconds: what "per second" and the age are the average of
const AFTER_DROP = 6000; // milliseconds: whatever is lost later has other reasons

const MAX_KNOWN = 1000;
const noDrop = { time: -Infinity, wait: 0, from: 0, to: 0 };

/** The times of the latest positions that any lane has told. They show what another lane has missed. */
const known = /** @type {Set<number>} */ (new Set());
function remember(/** @type {number} */ at) {
  known.add(at);
  const [oldest = at] = known;
  if (known.size > MAX_KNOWN) known.delete(oldest);
}

/** @param {string} id */
export function showLane(id) {
  const track = showTrack(byId(`${id}-track`, HTMLCanvasElement));
  const status = byId(`${id}-status`, HTMLElement);
  const show = (/** @type {string} */ figure, /** @type {string} */ text) => {
    byId(`${id}-${figure}`, HTMLElement).textContent = text;
  };
  /** @type {{ time: number, traffic: Traffic }[]} */
  let counts = [];
  /** @type {{ time: number, age: number }[]} */
  let ages = [];
  /** @type {number[]} when the latest positions came */
  let arrivals = [];
  /** @type {{ at: number, time: number } | undefined} */
  let latest;
  let updates = 0;
  let startedAt = 0;
  let drop = noDrop; // the longest time without a position since then

  /** @type {LaneListeners} */
  const listeners = {
    onBall: (ball) => {
      const time = performance.now();
      if (latest && time - drop.time < AFTER_DROP && time - latest.time > drop.wait) {
        drop = { ...drop, wait: time - latest.time, from: latest.at, to: ball.at };
      }
      latest = { at: ball.at, time };
      remember(ball.at);
      updates += 1;
      arrivals.push(time);
      track.add(ball);
      if (status.dataset.state !== 'connected') listeners.onStatus('connected', 'Connected');
    },
    onStatus: (state, sentence) => {
      status.dataset.state = state;
      status.textContent = state === 'connected' ? 'Connected' : sentence;
    },
  };

  return {
    listeners,
    start: () => {
      [counts, ages, arrivals, latest, updates] = [[], [], [], undefined, 0];
      startedAt = performance.now();
      drop = noDrop;
      track.clear();
      for (const figure of ['received', 'sent', 'all', 'updates', 'age', 'requests', 'each', 'after']) {
        show(figure, '–');
      }
      listeners.onStatus('connecting', 'Connecting…');
    },
    stop: () => listeners.onStatus('disconnected', 'Stopped'),
    drop: () => {
      drop = { ...noDrop, time: performance.now() };
    },
    /** Draws the ball. @param {number} now by the server's clock */
    draw: (now) => {
      track.draw(now);
      if (latest) ages.push({ time: performance.now(), age: now - latest.at });
    },
    /**
     * @param {number} now by the server's clock
     * @param {Traffic} [traffic] so far
     */
    showFigures: (now, traffic) => {
      if (!traffic) return; // nothing has been counted yet
      const since = performance.now() - PERIOD;
      const before = counts.findLast(({ time }) => time <= now - PERIOD) ?? counts[0];
      counts = [...counts.slice(-5), { time: now, traffic }];
      if (before) {
        const perSecond = (/** @type {'sent' | 'received'} */ way) =>
          `${kilobytes((1000 * (traffic[way] - before.traffic[way])) / (now - before.time))}/s`;
        show('received', perSecond('received'));
        show('sent', perSecond('sent'));
      }
      arrivals = arrivals.filter((time) => time > since);
      const seconds = Math.min(PERIOD, performance.now() - startedAt) / 1000;
      show('updates', `${(arrivals.length / seconds).toFixed(1)}/s`);
      ages = ages.filter(({ time }) => time > since);
      if (ages.length) {
        show('age', `${(ages.reduce((sum, { age }) => sum + age, 0) / ages.length).toFixed(0)} ms`);
      }
      const all = traffic.sent + traffic.received;
      show('all', kilobytes(all));
      show('requests', traffic.requests.toLocaleString('en'));
      if (drop.wait) {
        const missed = [...known].filter((at) => at > drop.from && at < drop.to).length;
        show('after', `${(drop.wait / 1000).toFixed(2)} s, ${missed} missed`);
      }
      if (updates) show('each', `${Math.round(all / updates)} bytes`);
    },
  };
}

/** One unit for all lanes, so that you can compare. @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
