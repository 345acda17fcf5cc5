// The figures of the room, as the server counts them.
import { byId, showFigures } from './dom.js';

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupStats(socket) {
  socket.on('stats', ({ messages, polls, users }) => {
    showFigures(byId('stats', HTMLDListElement), {
      Messages: String(messages),
      Polls: String(polls),
      People: String(users),
    });
  });
}
