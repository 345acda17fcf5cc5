// One column of the page. It is the same for both clients, because both can do the same things.
import { showBall } from './ball.js';
import { byId, create, formatBytes, localTime, showFigures } from './dom.js';

/** @import { AckResponse, Client, Listeners, Message } from '../events.ts' */

const MAX_MESSAGES = 50; // as many as the servers keep
const MAX_FRAMES = 30;
/** @type {AckResponse} */
const notIn = { ok: false, error: 'Log in first.' };

/**
 * @template {Client} Kind
 * @param {'raw' | 'socketio'} id
 * @param {(listeners: Listeners) => Kind} connect is called with the first token
 * @param {(sentence: string) => void} onRefused is called when the server ends or rejects the connection
 */
export function showColumn(id, connect, onRefused) {
  const status = byId(`${id}-status`, HTMLElement);
  const error = byId(`${id}-error`, HTMLElement);
  const room = byId(`${id}-room`, HTMLElement);
  const frames = byId(`${id}-frames`, HTMLOListElement);
  const ball = showBall(byId(`${id}-ball`, HTMLCanvasElement));
  /** @type {Kind | undefined} */
  let client;
  /** When the current connection started, and what had been counted so far. */
  let handshake = { since: 0, frames: 0, bytes: 0 };
  let echoedAt = 0;
  let latest = 0; // the bytes of the latest frame
  const sent = { frames: 0, bytes: 0 };
  const received = { frames: 0, bytes: 0 };
  const allBytes = () => sent.bytes + received.bytes;
  const allFrames = () => sent.frames + received.frames;

  const showCounts = () => {
    showFigures(byId(`${id}-figures`, HTMLDListElement), {
      Sent: `${sent.frames} frames, ${formatBytes(sent.bytes)}`,
      Received: `${received.frames} frames, ${formatBytes(received.bytes)}`,
    });
  };

  /** @param {Message} message */
  const addMessage = ({ from, text, timestamp }) => {
    const line = create('p', '');
    line.append(create('strong', from), ' ', localTime(timestamp), create('br', ''), text);
    room.append(line);
    if (room.childElementCount > MAX_MESSAGES) room.firstElementChild?.remove();
    room.scrollTop = room.scrollHeight;
  };

  /** The ball is only sent while the page is visible and you want to see it. */
  let isWanted = true;
  const watch = () => void client?.send(isWanted && !document.hidden ? 'watch_ball' : 'unwatch_ball', {});
  const isIn = () => status.dataset.state === 'connected';
  document.addEventListener('visibilitychange', () => {
    if (isIn()) watch();
  });

  /** @type {Listeners} */
  const listeners = {
    onStatus: (state, sentence) => {
      if (sentence === 'Connecting…') {
        handshake = { since: performance.now(), frames: allFrames(), bytes: allBytes() };
      }
      status.dataset.state = state;
      status.textContent = sentence;
      if (state === 'disconnected') onRefused(sentence);
    },
    onError: (sentence) => {
      error.textContent = sentence;
    },
    onFrame: (direction, raw, bytes) => {
      const total = direction === 'sent' ? sent : received;
      total.frames += 1;
      total.bytes += bytes;
      latest = bytes;
      showCounts();
      if (raw.includes('"ball_moved"')) return; // so many that you would see nothing else
      const line = create('li', direction === 'sent' ? '↑ ' : '↓ ');
      line.append(create('code', raw.slice(0, 200)), ' ', create('small', formatBytes(bytes)));
      frames.prepend(line);
      if (frames.childElementCount > MAX_FRAMES) frames.lastElementChild?.remove();
    },
    events: {
      // The server sends this first: we are connected.
      message_history: (messages) => {
        const time = performance.now() - handshake.since;
        // This frame doesn't count: the length of the history has nothing to do with connecting.
        const [frame, bytes] = [allFrames() - handshake.frames - 1, allBytes() - handshake.bytes - latest];
        byId(`${id}-handshake`, HTMLElement).textContent =
          `${frame} ${frame === 1 ? 'frame' : 'frames'}, ${formatBytes(bytes)}, ${time.toFixed(0)} ms`;
        room.replaceChildren();
        for (const message of messages) addMessage(message);
        watch();
      },
      new_message: addMessage,
      ball_moved: ball.add,
      echo_response: ({ text, timestamp }) => {
        const time = (performance.now() - echoedAt).toFixed(1);
        byId(`${id}-echoed`, HTMLElement).replaceChildren(text, ' ', localTime(timestamp), ` ${time} ms`);
      },
    },
  };
  showCounts();

  /** @param {AckResponse} answer */
  const showAnswer = (answer) => {
    error.textContent = answer.ok ? '' : answer.error;
    return answer.ok;
  };

  const column = {
    /** Connects with the current token. */
    connect: () => {
      if (client) client.reconnect();
      else client = connect(listeners);
    },
    /** @param {string} text */
    echo: async (text) => {
      echoedAt = performance.now();
      return showAnswer((await client?.send('echo_message', { text })) ?? notIn);
    },
    /** @param {string} text */
    say: async (text) => showAnswer((await client?.send('send_message', { text })) ?? notIn),
    /** @param {boolean} wanted whether to show the ball */
    watch: (wanted) => {
      isWanted = wanted;
      if (isIn()) watch();
    },
    countFromZero: () => {
      for (const total of [sent, received]) Object.assign(total, { frames: 0, bytes: 0 });
      frames.replaceChildren();
      showCounts();
    },
    client: () => client,
  };

  byId(`${id}-cut`, HTMLButtonElement).addEventListener('click', () => client?.cut());
  byId(`${id}-nonsense`, HTMLButtonElement).addEventListener('click', () => client?.sendNonsense());
  for (const [name, send] of /** @type {const} */ ([
    ['echo', column.echo],
    ['chat', column.say],
  ])) {
    const input = byId(`${id}-${name}-text`, HTMLInputElement);
    byId(`${id}-${name}`, HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value;
      input.value = '';
      void send(text).then((isSent) => {
        // A text that wasn't sent goes back into the field, before anything typed since.
        if (!isSent) input.value = `${text} ${input.value}`.trim();
      });
    });
  }
  return column;
}
