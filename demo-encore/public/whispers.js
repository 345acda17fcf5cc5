// Whispers in the browser: the commands in the chat's input, and lines in its log that only two can read.
import { answerOf } from './ack.js';
import { byId, create, localTime } from './dom.js';
import { withLinks } from './links.js';
import { addLine, scrollToEnd } from './log.js';
import { me } from './me.js';
import { countUnread } from './title.js';

/** @import { BrowserSocket, Whisper } from '../events.ts' */

const MAX_WHISPERS = 100;
const NO_ANSWER = 'No answer came. Look whether your whisper is in the log, or send it again.';

/** @type {HTMLElement[]} The server keeps no whispers: what has come to this page is here alone. */
const lines = [];

/** @param {BrowserSocket} socket */
export function setupWhispers(socket) {
  socket.on('private_message', (whisper) => {
    const line = lineOf(whisper);
    lines.push(line);
    if (lines.length > MAX_WHISPERS) lines.shift();
    addLine(line);
    countUnread();
  });
}

/** @param {Whisper} whisper */
function lineOf({ from, to, text, timestamp }) {
  const line = create('p', '');
  line.className = 'whisper';
  const who = from === me.nickname ? `You whisper to ${to}` : `${from} whispers to you`;
  line.append(create('strong', who), ' ', localTime(timestamp), ' ', withLinks(text));
  return line;
}

/** The chat calls this when a history has replaced all that the log shows: the whispers come back, each at its time. */
export function putWhispersBack() {
  for (const line of lines) {
    const time = line.querySelector('time')?.dateTime ?? '';
    const later = [...document.querySelectorAll('#chat-log time')].find(
      (other) => other instanceof HTMLTimeElement && other.dateTime > time,
    );
    addLine(line, later?.parentElement ?? null);
  }
}

/**
 * The chat calls this for what you send if it begins with a slash.
 *
 * @param {BrowserSocket} socket
 * @param {string} typed
 */
export async function runCommand(socket, typed) {
  const input = byId('chat-text', HTMLTextAreaElement);
  const error = byId('chat-error', HTMLElement);
  const [, command, to, text] = /^\/(\S*)\s*(\S*)\s*([^]*)$/.exec(typed) ?? [];
  if (command !== 'w' && command !== 'whisper') {
    error.textContent = `There is no command /${command}. There is one, in two spellings: /w and /whisper.`;
    return;
  }
  if (!to || !text) {
    error.textContent = 'A whisper needs a nickname and a text: /w nickname text';
    return;
  }
  input.value = '';
  input.focus();
  scrollToEnd();
  const request = socket.timeout(5000).emitWithAck('send_whisper', { to, text });
  const answer = await answerOf(request, NO_ANSWER);
  if (answer.ok) return;
  input.value = `${typed} ${input.value}`.trim();
  error.textContent ||= answer.error;
}

/**
 * A button with a nickname: a click begins a whisper to that person.
 *
 * @param {string} nickname
 */
export function whisperButton(nickname) {
  const button = create('button', nickname);
  button.type = 'button';
  button.title = `Whisper to ${nickname}`;
  button.addEventListener('click', () => {
    const input = byId('chat-text', HTMLTextAreaElement);
    // Your text stays. Of two clicks, the second one counts.
    input.value = `/w ${nickname} ${input.value.replace(/^\/(whisper|w)(?=\s|$)\s*\S*\s*/, '')}`;
    input.focus();
  });
  return button;
}
