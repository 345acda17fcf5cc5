// Starts what is on this page: all of it listens before the socket connects, so nothing is missed.
import { showChat } from './chat.js';
import { enterWithNickname, showPresence } from './presence.js';
import { showRooms } from './rooms.js';
import { showStatus } from './status.js';
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
enterWithNickname(socket);
