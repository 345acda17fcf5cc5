// Whispers in the browser: the commands in the chat's input, and lines in its log that only two can read.
import { byId, create, localTime } from './dom.js';
import { addLine, scrollToEnd } from './log.js';

/** @import { BrowserSocket, Whisper } from '../events.ts' */

const MAX_WHISPERS = 100;

/** @param {BrowserSocket} socket */
export function showWhispers(socket) {
  const input = byId('chat-text', HTMLInputElement);
  const problem = byId('chat-problem', HTMLElement);
  /** @type {HTMLElement[]} The server keeps no whispers: what has come to this page is here alone. */
  const lines = [];
  let ownNickname = '';

  /** @param {Whisper} whisper */
  const lineOf = ({ from, to, text, timestamp }) => {
    const line = create('p', '');
    line.className = 'whisper';
    const who = from === ownNickname ? `You whisper to ${to}` : `${from} whispers to you`;
    line.append(create('strong', who), ' ', localTime(timestamp), create('br', ''), text);
    return line;
  };

  socket.on('session', ({ user }) => {
    ownNickname = user.nickname;
  });
  socket.on('private_message', (whisper) => {
    const line = lineOf(whisper);
    lines.push(line);
    if (lines.length > MAX_WHISPERS) lines.shift();
    addLine(line);
  });

  // A history replaces all that the log shows. Then the whispers come back, each at its time.
  socket.on('message_history', () => {
    for (const line of lines) {
      const time = line.querySelector('time')?.dateTime ?? '';
      const later = [...document.querySelectorAll('#chat-log time')].find(
        (other) => other instanceof HTMLTimeElement && other.dateTime > time,
      );
      addLine(line, later?.parentElement ?? null);
    }
  });

  /** @param {string} to @param {string} text @param {string} typed */
  const whisper = (to, text, typed) => {
    socket.timeout(5000).emit('send_whisper', { to, text }, (error, answer) => {
      if (!error && answer.ok) return;
      input.value = `${typed} ${input.value}`.trim();
      const noAnswer = 'No answer came. Look whether your whisper is in the log, or send it again.';
      problem.textContent ||= error || answer.ok ? noAnswer : answer.error;
    });
  };

  // In the capture phase, so that it comes before the chat's own listener and can keep the text from it.
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    const typed = input.value.trim();
    const [, command, to, text] = /^\/(\S*)\s*(\S*)\s*(.*)$/.exec(typed) ?? [];
    if (command === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();

    problem.textContent = '';
    if (command !== 'w' && command !== 'whisper') {
      problem.textContent = `There is no command /${command}. There is one, in two spellings: /w and /whisper.`;
    } else if (!to || !text) {
      problem.textContent = 'A whisper needs a nickname and a text: /w nickname text';
    } else {
      input.value = '';
      scrollToEnd();
      whisper(to, text, typed);
    }
  };
  byId('chat-form', HTMLFormElement).addEventListener('submit', onSubmit, { capture: true });
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
    const input = byId('chat-text', HTMLInputElement);
    // What has been typed stays. Of two clicks the second one counts.
    input.value = `/w ${nickname} ${input.value.replace(/^\/(whisper|w)(?=\s|$)\s*\S*\s*/, '')}`;
    input.focus();
  });
  return button;
}
