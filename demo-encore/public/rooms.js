// Rooms in the browser: the list of them, and the page's address, which names the room that you are in.
import { answerOf } from './ack.js';
import { byId, create } from './dom.js';
import { setupKeys } from './keys.js';
import { replaceLines } from './log.js';
import { showUnread } from './unread.js';

/** @import { BrowserSocket, Room } from '../events.ts' */

/** The room that the page's address names after its #, so that it can be shared; '' when it names none. */
export function roomInAddress() {
  const name = location.hash.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a % that is not part of a valid code
  }
}

/** As the server compares them: look-alike characters, blanks around it, and capitals make no difference. */
const keyOf = (/** @type {string} */ room) => room.normalize('NFKC').trim().toLowerCase();

/** @param {string} room */
const addressOf = (room) => `#${encodeURIComponent(room)}`;

/** @param {BrowserSocket} socket */
export function setupRooms(socket) {
  const list = byId('rooms-list', HTMLUListElement);
  const input = byId('room-name', HTMLInputElement);
  const error = byId('rooms-error', HTMLElement);
  setupKeys(list, 'a');
  /** @type {Map<string, HTMLAnchorElement>} by the name of the room */
  const links = new Map();
  let current = ''; // the room that you are in: only the server's room_joined changes it
  /** @type {{ name: string } | undefined} The room of the latest request, until its answer has come. */
  let requestedRoom;
  let isNew = true; // the connection

  /** @param {Room} room */
  const entryOf = ({ name, users }) => {
    const link = links.get(name) ?? create('a', '');
    links.set(name, link);
    link.href = addressOf(name);
    link.dataset.room = name;
    link.textContent = `${name} (${users})`;
    showUnread(link);
    const entry = link.parentElement ?? create('li', '');
    if (!link.parentElement) entry.append(link);
    return entry;
  };

  const markCurrent = () => {
    for (const [name, link] of links) link.ariaCurrent = name === current ? 'true' : null;
  };

  socket.on('room_list', (rooms) => {
    const focused = document.activeElement;
    const entries = rooms.map(entryOf);
    // As long as the rooms are the same, their links stay where they are: a click on one that moves would be lost.
    const isSame =
      entries.length === list.childElementCount && entries.every((one, i) => one === list.children[i]);
    if (!isSame) list.replaceChildren(...entries);
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
    for (const name of links.keys()) if (!rooms.some((room) => room.name === name)) links.delete(name);
    markCurrent();
  });

  const showInAddress = () => history.replaceState(null, '', addressOf(current));

  const joinRoomInAddress = async () => {
    const name = roomInAddress();
    if (name === (requestedRoom?.name ?? current)) return;
    if (!socket.connected) return; // the next handshake asks for it
    const requested = { name };
    requestedRoom = requested;
    error.textContent = '';
    const request = socket.timeout(5000).emitWithAck('join_room', { room: name });
    const answer = await answerOf(request, 'No answer came. Please try again.');
    if (requestedRoom !== requested) return; // there is a newer request, or the connection was lost
    requestedRoom = undefined;
    if (roomInAddress() !== name) return; // it has just changed again: that is the next request
    if (!answer.ok) error.textContent = answer.error;
    showInAddress();
  };

  // A link has changed the address, or the Back button, or you by hand.
  addEventListener('hashchange', () => void joinRoomInAddress());

  socket.on('disconnect', () => {
    isNew = true;
    requestedRoom = undefined;
  });
  // Only this says where you are, even if it comes so late that the page has given up waiting for it.
  socket.on('room_joined', ({ room }) => {
    if (keyOf(input.value) === keyOf(room)) input.value = '';
    if (room !== current) {
      // What you were reading in another room is of no use here, and what was new there isn't new here.
      replaceLines([]);
      for (const tab of document.querySelectorAll('#tabs .news')) tab.classList.remove('news');
    }
    const wanted = roomInAddress();
    const isLate = !requestedRoom && wanted === current;
    current = room;
    byId('chat-room', HTMLElement).textContent = `#${room}`;
    error.textContent = '';
    markCurrent();

    // The handshake asked for the room in the address. If this is another one, the server can say why.
    if (isNew && wanted && keyOf(wanted) !== keyOf(room)) void joinRoomInAddress();
    else if (isNew || isLate) showInAddress();
    isNew = false;
  });

  byId('rooms-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = addressOf(input.value);
  });
}
