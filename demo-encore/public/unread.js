// Unread messages: how many each room has had while you were in another one.
import { byId } from './dom.js';

/** @type {Map<string, number>} How many messages each room has had, as the server says. */
const counts = new Map();
/** @type {Map<string, number>} How many of them were there when you last looked. */
const seen = new Map();

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupUnread(socket) {
  const list = byId('rooms-list', HTMLElement);
  let current = ''; // the room that you are in
  let isFirst = true; // the list of counts

  const show = () => {
    seen.set(current, counts.get(current) ?? 0);
    for (const link of list.querySelectorAll('a')) showUnread(link);
  };

  socket.on('room_joined', ({ room }) => {
    current = room;
  });
  socket.on('message_counts', (all) => {
    counts.clear();
    for (const { room, messages } of all) {
      counts.set(room, messages);
      const before = seen.get(room) ?? (isFirst ? messages : 0); // what was said before you came is not new
      seen.set(room, before > messages ? 0 : before); // a server that was restarted counts from 0
    }
    isFirst = false;
    show();
  });
  socket.on('counts_updated', (some) => {
    for (const { room, messages } of some) {
      counts.set(room, messages);
      if (messages < (seen.get(room) ?? 0)) seen.set(room, 0); // a room that was closed and opened again
    }
    show();
  });
  socket.on('new_message', ({ number }) => {
    counts.set(current, Math.max(counts.get(current) ?? 0, number)); // the same one may come twice
    show();
  });
}

/**
 * Marks a link to a room with the number of its unread messages, for rooms.css to show.
 *
 * @param {HTMLAnchorElement} link
 */
export function showUnread(link) {
  const room = link.dataset.room ?? '';
  const unread = (counts.get(room) ?? 0) - (seen.get(room) ?? 0);
  if (unread > 0) link.dataset.unread = String(unread);
  else delete link.dataset.unread;
}
