// The cursors on the canvas: tells where yours is, and shows those of the others, each with a name.
import { byId, create } from './dom.js';
import { me } from './me.js';

/** @import { BrowserSocket, Cursor } from '../events.ts' */
/** @typedef {Omit<Cursor, 'nickname'>} Place */

const TELL_EVERY = 250; // milliseconds
const STROKE_EVERY = 100; // milliseconds, about: what is drawn is told more often
const SHOWN_FOR = 3000; // milliseconds after its last move

/** @param {BrowserSocket} socket */
export function setupCursors(socket) {
  const paper = byId('canvas-paper', HTMLElement);
  /** @type {Map<string, { label: HTMLElement, timer: ReturnType<typeof setTimeout> }>} by nickname */
  const cursors = new Map();

  /** @param {string} nickname */
  const hide = (nickname) => {
    cursors.get(nickname)?.label.remove();
    cursors.delete(nickname);
  };

  /** @param {string} nickname @param {Place | undefined} place @param {number} every how often its place is told */
  const show = (nickname, place, every) => {
    if (nickname === me.nickname || !place) return;
    const label = cursors.get(nickname)?.label ?? create('span', nickname);
    clearTimeout(cursors.get(nickname)?.timer);
    cursors.set(nickname, { label, timer: setTimeout(() => hide(nickname), SHOWN_FOR) });
    label.className = place.x > 0.7 ? 'cursor at-left' : 'cursor'; // at which side of its place there is room
    label.ariaHidden = 'true';
    label.style.transitionDuration = `${every}ms`; // it moves there until the next place is told
    label.style.left = `${place.x * 100}%`;
    label.style.top = `${place.y * 100}%`;
    if (!label.isConnected) paper.append(label);
  };

  socket.on('cursor_moved', (moved) => {
    for (const { nickname, ...place } of moved) show(nickname, place, TELL_EVERY);
  });
  // Whoever draws is where the stroke ends.
  socket.on('canvas_update', (parts) => {
    for (const { from, points } of parts) show(from, points.at(-1), STROKE_EVERY);
  });
  socket.on('user_left', ({ nickname }) => hide(nickname));
  socket.on('room_joined', () => {
    for (const nickname of cursors.keys()) hide(nickname);
  });

  /** @type {Place} */
  let latest;
  let lastSentAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} Runs while the latest place is still to be told. */
  let timer;

  const send = () => {
    timer = undefined;
    lastSentAt = performance.now();
    // Without a connection it would wait for one, and then be out of date.
    if (socket.connected) socket.timeout(5000).emit('move_cursor', latest, () => {});
  };

  /**
   * Tells where your cursor is, but not too often: the first place immediately, and the last one always.
   *
   * @param {Place} place
   */
  const tell = (place) => {
    latest = place;
    timer ??= setTimeout(send, lastSentAt + TELL_EVERY - performance.now());
  };
  /** Drawing tells where you are. A place from before must not be told after it. */
  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return { tell, forget };
}
