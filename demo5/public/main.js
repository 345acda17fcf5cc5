// Starts what is on this page: all of it listens before the socket connects, so nothing is missed.
import { showChat } from './chat.js';
import { enterWithNickname, showPresence } from './presence.js';
import { showStatus } from './status.js';
import { showWire } from './wire.js';

/** @type {import('../events.ts').BrowserSocket} */
const socket = io({ autoConnect: false });

showStatus(socket);
showChat(socket);
showWire(socket);
showPresence(socket);
enterWithNickname(socket);
