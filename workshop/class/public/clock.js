// The timer: where the day is in the plan, and how late.

/** @import { Plan, Timer } from '../events.ts' */

/** @param {Plan['plans'][number]['parts']} parts */
const sum = (parts) => parts.reduce((all, { minutes }) => all + minutes, 0);

/**
 * What the plan says about a moment. Times are in minutes.
 *
 * @param {Plan['plans'][number]['parts']} parts
 * @param {number} part the one that the class is at
 * @param {number} elapsed since the day began
 * @param {number} inPart since this part began
 */
export function momentOf(parts, part, elapsed, inPart) {
  const { phase = '', minutes = 0, what = '' } = parts[part] ?? {};
  const next = parts.findIndex((one, index) => index > part && one.phase !== phase);
  const left = minutes - inPart;
  return {
    phase,
    what,
    left, // of this part
    leftOfPhase: Math.max(0, left) + sum(parts.slice(part + 1, next < 0 ? parts.length : next)),
    // When the part will end, compared with the plan. Below 0, the class is early.
    late: elapsed + Math.max(0, left) - sum(parts.slice(0, part + 1)),
  };
}

/** @param {number} late in minutes */
export function lateness(late) {
  const count = Math.round(Math.abs(late));
  if (count === 0) return 'on time';
  return `${count} ${count === 1 ? 'minute' : 'minutes'} ${late < 0 ? 'early' : 'late'}`;
}

/** Like 7:05, or -0:30. @param {number} minutes */
export function digits(minutes) {
  const seconds = Math.round(Math.abs(minutes) * 60);
  return `${minutes < 0 ? '−' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Calls `show` now and every second with the moment; with undefined when no timer runs.
 *
 * @param {import('../events.ts').ClientSocket} socket
 * @param {(moment: ReturnType<typeof momentOf> | undefined) => void} show
 */
export function setupClock(socket, show) {
  /** @type {Plan['plans']} */
  let plans = [];
  /** @type {(Timer & { at: number }) | null} */
  let timer = null;
  const tick = () => {
    const parts = timer && plans[timer.plan]?.parts;
    if (!timer || !parts) return show(undefined);
    const since = Date.now() - timer.at;
    show(momentOf(parts, timer.part, (timer.elapsed + since) / 60_000, (timer.inPart + since) / 60_000));
  };
  socket.on('plan', (plan) => ({ plans } = plan));
  socket.on('timer_changed', (changed) => {
    timer = changed && { ...changed, at: Date.now() };
    tick();
  });
  setInterval(tick, 1000);
}
