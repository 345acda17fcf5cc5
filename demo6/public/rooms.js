// Rooms in the browser: the list of them, and the address of the page, which says in which one is.
import { byId, create } from './dom.js';

/** @import { BrowserSocket, Room } from '../events.ts' */

/** The room that the address names after its #, so that it can be shared; '' when it names none. */
export function roomInAddress() {
  const name = location.hash.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a % that is no code of a character
  }
}

/** @param {string} room */
const addressOf = (room) => `#${encodeURIComponent(room)}`;

/** @param {BrowserSocket} socket */
export function showRooms(socket) {
  const list = byId('rooms-list', HTMLUListElement);
  const input = byId('room-name', HTMLInputElement);
  const problem = byId('rooms-problem', HTMLElement);
  /** @type {Map<string, HTMLAnchorElement>} by the name of the room */
  const links = new Map();
  let current = '';

  /** @param {Room} room */
  const entryOf = ({ name, users }) => {
    const link = links.get(name) ?? create('a', '');
    links.set(name, link);
    link.href = addressOf(name);
    link.textContent = `${name} (${users})`;
    const entry = create('li', '');
    entry.append(link);
    return entry;
  };

  const markCurrent = () => {
    for (const [name, link] of links) link.ariaCurrent = name === current ? 'true' : null;
  };

  socket.on('room_list', (rooms) => {
    const focused = document.activeElement;
    list.replaceChildren(...rooms.map(entryOf));
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
    for (const name of links.keys()) if (!rooms.some((room) => room.name === name)) links.delete(name);
    markCurrent();
  });

  socket.on('room_joined', ({ room }) => {
    const asked = roomInAddress();
    if (!current && asked && asked.toLowerCase() !== room.toLowerCase()) {
      problem.textContent = `The room "${asked}" cannot be opened, so this is ${room}.`;
    }
    if (input.value.trim().toLowerCase() === room.toLowerCase()) input.value = '';
    current = room;
    history.replaceState(null, '', addressOf(room));
    byId('chat-room', HTMLElement).textContent = `in ${room}`;
    markCurrent();
  });

  // A link has changed the address, or the button for going back, or somebody by hand.
  addEventListener('hashchange', () => {
    problem.textContent = '';
    if (roomInAddress() === current || !socket.connected) return;
    socket.timeout(5000).emit('join_room', { room: roomInAddress() }, (error, answer) => {
      if (!error && answer.ok) return;
      problem.textContent = error || answer.ok ? 'No answer came. Please try again.' : answer.error;
      history.replaceState(null, '', addressOf(current));
    });
  });

  byId('rooms-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = addressOf(input.value);
  });
}
