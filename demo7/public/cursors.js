// The cursors of the others on the canvas, each with a name. One that has not moved for a while goes away.
import { byId, create } from './dom.js';

/** @import { BrowserSocket } from '../events.ts' */

const SHOWN_FOR = 3000; // milliseconds

/** @param {BrowserSocket} socket */
export function showCursors(socket) {
  const paper = byId('canvas-paper', HTMLElement);
  /** @type {Map<string, { label: HTMLElement, timer: ReturnType<typeof setTimeout> }>} by nickname */
  const cursors = new Map();
  let ownNickname = '';

  /** @param {string} nickname */
  const hide = (nickname) => {
    cursors.get(nickname)?.label.remove();
    cursors.delete(nickname);
  };

  /** @param {string} nickname @param {{ x: number, y: number } | undefined} place */
  const show = (nickname, place) => {
    if (nickname === ownNickname || !place) return;
    const label = cursors.get(nickname)?.label ?? create('span', nickname);
    clearTimeout(cursors.get(nickname)?.timer);
    cursors.set(nickname, { label, timer: setTimeout(() => hide(nickname), SHOWN_FOR) });
    label.className = 'cursor';
    label.ariaHidden = 'true';
    label.style.left = `${place.x * 100}%`;
    label.style.top = `${place.y * 100}%`;
    paper.append(label);
  };

  socket.on('session', ({ user }) => {
    ownNickname = user.nickname;
  });
  socket.on('cursor_moved', (moved) => {
    for (const { nickname, ...place } of moved) show(nickname, place);
  });
  // Whoever draws is where the stroke ends.
  socket.on('canvas_update', (strokes) => {
    for (const { from, points } of strokes) show(from, points.at(-1));
  });
  socket.on('user_left', ({ nickname }) => hide(nickname));
  socket.on('room_joined', () => {
    for (const nickname of cursors.keys()) hide(nickname);
  });
}
