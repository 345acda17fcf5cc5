// Starts everything on this page. The last line connects: by then everything listens, so nothing is missed. The order of
// the other lines makes no difference.
import { setupAuthors } from './author.js';
import { setupCanvas } from './canvas.js';
import { setupChat } from './chat.js';
import { setupConnection } from './connection.js';
import { setupHost } from './host.js';
import { setupMe } from './me.js';
import { setupNotices } from './notices.js';
import { setupPolls } from './polls.js';
import { enterWithNickname, setupPresence } from './presence.js';
import { setupReactions } from './reactions.js';
import { setupRooms } from './rooms.js';
import { setupScreen } from './screen.js';
import { setupServer } from './server.js';
import { setupStats } from './stats.js';
import { setupTitle } from './title.js';
import { setupTyping } from './typing.js';
import { setupUnread } from './unread.js';
import { setupWhispers } from './whispers.js';
import { setupWire } from './wire/wire.js';

/** @type {import('../events.ts').BrowserSocket} */
const socket = io({
  autoConnect: false,
  // After a break: the first attempt comes soon, the next ones at growing intervals. Socket.IO adds some chance to
  // each, so that a whole class doesn't come back in the same moment.
  reconnectionDelay: 250,
  reconnectionDelayMax: 1500,
});

setupConnection(socket);
setupScreen(socket);
setupChat(socket);
setupTitle(socket);
setupWire(socket);
setupMe(socket);
setupAuthors();
setupNotices(socket);
setupRooms(socket);
setupPresence(socket);
setupTyping(socket);
setupWhispers(socket);
setupUnread(socket);
setupPolls(socket);
setupReactions(socket);
setupCanvas(socket);
setupStats(socket);
setupHost(socket);
setupServer(socket);
enterWithNickname(socket);
