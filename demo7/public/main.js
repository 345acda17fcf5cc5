// Starts what is on this page: all of it listens before the socket connects, so nothing is missed.
import { showCanvas } from './canvas.js';
import { showChat } from './chat.js';
import { showPolls } from './polls.js';
import { enterWithNickname, showPresence } from './presence.js';
import { showReactions } from './reactions.js';
import { showRooms } from './rooms.js';
import { showStats } from './stats.js';
import { showStatus } from './status.js';
import { showTabs } from './tabs.js';
import { showTyping } from './typing.js';
import { showWhispers } from './whispers.js';
import { showWire } from './wire.js';

/** @type {import('../events.ts').BrowserSocket} */
const socket = io({ autoConnect: false });

showStatus(socket);
showChat(socket);
showWire(socket);
showRooms(socket);
showPresence(socket);
showTyping(socket);
showWhispers(socket);
showPolls(socket);
showReactions(socket);
showCanvas(socket);
showStats(socket);
showTabs(socket);
enterWithNickname(socket);
