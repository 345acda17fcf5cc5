// Rooms in the browser: the list of them, and the address of the page, which says in which one is.
import { byId, create } from './dom.js';
import { scrollToEnd } from './log.js';

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

/** As the server compares them: look-alike characters, blanks around it, and capitals make no difference. */
const keyOf = (/** @type {string} */ room) => room.normalize('NFKC').trim().toLowerCase();

/** @param {string} room */
const addressOf = (room) => `#${encodeURIComponent(room)}`;

/** @param {BrowserSocket} socket */
export function showRooms(socket) {
  const list = byId('rooms-list', HTMLUListElement);
  const input = byId('room-name', HTMLInputElement);
  const problem = byId('rooms-problem', HTMLElement);
  /** @type {Map<string, HTMLAnchorElement>} by the name of the room */
  const links = new Map();
  let current = ''; // where one is
  let asked = ''; // where one wants to be: between the two there is an answer to wait for
  let requests = 0;
  let isNew = true; // the connection

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

  const showInAddress = () => {
    asked = current;
    history.replaceState(null, '', addressOf(current));
  };

  // A link has changed the address, or the button for going back, or somebody by hand.
  const goWhereAddressSays = () => {
    const wanted = roomInAddress();
    if (wanted === asked || !socket.connected) return; // who comes back after a break asks anyway
    asked = wanted;
    requests += 1;
    const request = requests;
    problem.textContent = '';
    socket.timeout(5000).emit('join_room', { room: wanted }, (error, answer) => {
      // Only the latest answer counts, and only while the address has not changed again.
      if (request !== requests || roomInAddress() !== wanted || !socket.connected) return;
      if (error || !answer.ok) {
        problem.textContent = error || answer.ok ? 'No answer came. Please try again.' : answer.error;
      }
      showInAddress();
    });
  };
  addEventListener('hashchange', goWhereAddressSays);

  socket.on('disconnect', () => {
    isNew = true;
  });
  socket.on('room_joined', ({ room }) => {
    if (keyOf(input.value) === keyOf(room)) input.value = '';
    if (room !== current) scrollToEnd(); // where one was reading in another room is of no use here
    current = room;
    byId('chat-room', HTMLElement).textContent = `in ${room}`;
    markCurrent();
    if (!isNew) return;

    // The handshake asked for the room in the address. If this is another one, the server can say why.
    isNew = false;
    asked = room;
    const wanted = roomInAddress();
    if (wanted && keyOf(wanted) !== keyOf(room)) goWhereAddressSays();
    else showInAddress();
  });

  byId('rooms-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = addressOf(input.value);
  });
}
