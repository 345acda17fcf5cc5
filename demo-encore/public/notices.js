// Notices in the chat's log: who has joined and who has left. Several in a row become one line.
import { create } from './dom.js';
import { addLine } from './log.js';

const MAX_NOTICES = 20;

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupNotices(socket) {
  /** @type {{ what: string, names: string[], line: HTMLElement } | undefined} */
  let latest;

  /** @param {'joined' | 'left'} what @param {string} nickname */
  const add = (what, nickname) => {
    const goesOn = latest?.what === what && latest.line.isConnected && !latest.line.nextElementSibling;
    const names = latest && goesOn ? [...latest.names, nickname] : [nickname];
    const line = latest && goesOn ? latest.line : create('p', '');
    const who = names.length < 3 ? names.join(' and ') : `${names.length} people`;
    line.className = 'notice';
    line.textContent = `${who} ${what}`;
    if (!goesOn) addLine(line);
    const shown = document.querySelectorAll('#chat-log .notice');
    if (shown.length > MAX_NOTICES) shown[0]?.remove();
    latest = { what, names, line };
  };

  socket.on('user_joined', ({ nickname }) => add('joined', nickname));
  socket.on('user_left', ({ nickname }) => add('left', nickname));
}
