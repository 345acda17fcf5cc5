// Suggests a nickname that is free: "Ann-2" while another tab of this browser is Ann, "Ann-3" if somebody has that, too.
import { me } from './me.js';

const MAX_LENGTH = 20;
const tabs = new BroadcastChannel('nicknames'); // reaches the other tabs with pages of this server

/**
 * Asks the other tabs for their nicknames, and answers when they ask.
 *
 * @param {import('../events.ts').BrowserSocket} socket
 * @param {HTMLInputElement} input for the nickname
 */
export function setupSuggestion(socket, input) {
  const remembered = input.value;
  let suggestion = remembered;
  /** @type {Set<string>} in lower case */
  const taken = new Set();

  /** @param {string} nickname somebody has it */
  const avoid = (nickname) => {
    taken.add(nickname.toLowerCase());
    if (input.value !== suggestion) return; // you have typed something else
    suggestion = firstFree(remembered, taken);
    input.value = suggestion;
    input.select();
  };

  tabs.addEventListener('message', ({ data: nickname }) => {
    if (nickname === '' && socket.connected) tabs.postMessage(me.nickname);
    if (nickname !== '' && !socket.connected) avoid(String(nickname));
  });
  // Other people are not in the tabs of this browser: the server knows them.
  socket.on('connect_error', ({ message }) => {
    if (message.includes('is taken')) avoid(me.nickname);
  });
  if (remembered) tabs.postMessage(''); // a question: all nicknames are longer
}

/** @param {string} nickname @param {Set<string>} taken */
function firstFree(nickname, taken) {
  const base = nickname.replace(/-\d+$/, '');
  let free = nickname;
  for (let count = 2; taken.has(free.toLowerCase()); count++) {
    const ending = `-${count}`;
    free = base.slice(0, MAX_LENGTH - ending.length) + ending;
  }
  return free;
}
