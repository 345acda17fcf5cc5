// The raw client: a WebSocket. Answers, time limits, waiting, reconnecting and noticing a dead server are written here.

/** @import { Answer, Client, Listeners } from '../events.ts' */

const ANSWER_WITHIN = 5000; // milliseconds
const ENTER_WITHIN = 10_000; // milliseconds
const MAX_WAITING = 100; // events that wait for a connection
const FIRST_RETRY = 500; // milliseconds; each further attempt waits twice as long, up to the last
const LAST_RETRY = 5000;
const UNAUTHORIZED = 4401;

/**
 * Connects, and comes back when the connection breaks.
 *
 * @param {string} url of the server, `http://localhost:5008`
 * @param {() => string} token is asked for at each attempt
 * @param {Listeners} listeners
 * @param {typeof WebSocket} Socket the browser's own, or a library's for Node
 * @returns {Client}
 */
export function connectRaw(url, token, listeners, Socket = WebSocket) {
  const address = new URL('/ws', url.replace(/^http/, 'ws')).href;
  /** @type {Map<number, (answer: Answer) => void>} What to call with the answer, by the id of the event. */
  const unanswered = new Map();
  /** @type {string[]} Events that wait for a connection. */
  let waiting = [];
  /** @type {WebSocket | undefined} */
  let socket;
  let isIn = false;
  let isOver = false;
  let lastId = 0;
  let attempts = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  /** One is in, and the connection is not about to end. */
  const isOpen = () => isIn && socket?.readyState === Socket.OPEN;

  /** @param {string} frame */
  const write = (frame) => {
    socket?.send(frame);
    listeners.onFrame('sent', frame, bytesOf(frame) + 4); // 4 for the mask of a client: RFC 6455, section 5.3
  };

  const open = () => {
    clearTimeout(retry);
    socket?.close(); // what is left of the one before: nobody listens to it any more
    isIn = false;
    const current = new Socket(address);
    socket = current;
    listeners.onStatus('connecting', 'Connecting…');

    // A server that accepts and then says nothing.
    const tooLate = setTimeout(() => current.close(), ENTER_WITHIN);
    current.addEventListener('message', () => clearTimeout(tooLate));
    current.addEventListener('close', () => clearTimeout(tooLate));

    current.addEventListener('open', () => {
      if (socket === current) write(JSON.stringify({ type: 'authenticate', token: token() }));
    });
    current.addEventListener('message', ({ data }) => {
      if (socket === current) receive(String(data));
    });
    current.addEventListener('error', () => {}); // 'close' follows, and knows more
    current.addEventListener('close', ({ code, reason }) => {
      if (socket !== current) return;
      isIn = false;
      if (isOver) return;
      // Who is refused would be refused again: there is no sense in trying.
      if (code === UNAUTHORIZED) return listeners.onStatus('disconnected', reason);

      listeners.onStatus('connecting', reason || 'No connection. Trying again…');
      const delay = Math.min(FIRST_RETRY * 2 ** attempts, LAST_RETRY);
      attempts += 1;
      retry = setTimeout(open, delay * (0.5 + Math.random() / 2)); // not all at the same moment
    });
  };

  /** @param {string} frame */
  const receive = (frame) => {
    listeners.onFrame('received', frame, bytesOf(frame));
    const { type, ...payload } = JSON.parse(frame);
    if (type === 'answer') {
      const finish = unanswered.get(payload.id);
      if (finish) finish(payload);
      else if (!payload.ok) listeners.onProblem(payload.error);
      return;
    }
    if (type !== 'message_history') {
      return listeners.events[/** @type {'new_message'} */ (type)](payload);
    }

    // It is what the server says first: we are in.
    isIn = true;
    attempts = 0;
    listeners.onStatus('connected', 'Connected by WebSocket');
    listeners.events.message_history(payload.messages);
    for (const event of waiting) write(event);
    waiting = [];
  };

  open();

  return {
    send: (type, payload) =>
      new Promise((done) => {
        lastId += 1;
        const id = lastId;
        const frame = JSON.stringify({ type, id, ...payload });
        /** @param {Answer} answer */
        const finish = (answer) => {
          clearTimeout(timer);
          unanswered.delete(id);
          waiting = waiting.filter((event) => event !== frame); // what was given up must not be sent later
          done(answer);
        };
        const sentOn = isOpen() ? socket : undefined;
        const timer = setTimeout(() => {
          finish({ ok: false, error: 'No answer came.' });
          if (sentOn === socket && isOpen()) open(); // the server may be gone without a word: try anew
        }, ANSWER_WITHIN);
        unanswered.set(id, finish);
        if (sentOn) write(frame);
        else if (waiting.length < MAX_WAITING) waiting.push(frame);
        else finish({ ok: false, error: 'Too much is waiting for a connection.' });
      }),
    sendNonsense: () => {
      if (isOpen()) write('} this is no JSON {');
    },
    cut: () => socket?.close(),
    reconnect: open,
    close: () => {
      isOver = true;
      clearTimeout(retry);
      socket?.close();
      listeners.onStatus('disconnected', 'You have left.');
    },
  };
}

/**
 * A frame from a server: the text, and in front of it 2 to 10 bytes (section 5.2).
 *
 * @param {string} text
 */
function bytesOf(text) {
  const payload = new TextEncoder().encode(text).length;
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10);
}
