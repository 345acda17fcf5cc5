// The raw client: a WebSocket. Answers, timeouts, buffering, reconnecting and noticing a dead server are written here.

/** @import { AckResponse, Client, Listeners } from '../events.ts' */

const ANSWER_WITHIN = 5000; // milliseconds
const ENTER_WITHIN = 10_000; // milliseconds
const MAX_WAITING = 100; // events that wait for a connection
const FIRST_RETRY = 500; // milliseconds; each attempt waits twice as long as the one before, up to LAST_RETRY
const LAST_RETRY = 5000;
const UNAUTHORIZED = 4401;

/**
 * Connects, and reconnects when the connection is lost.
 *
 * @param {string} url of the server, `http://localhost:5008`. A query is kept.
 * @param {() => string} token is called at each attempt
 * @param {Listeners} listeners
 * @param {typeof WebSocket} Socket the browser's own, or that of a library for Node
 * @returns {Client}
 */
export function connectRaw(url, token, listeners, Socket = WebSocket) {
  const { host, protocol, search } = new URL(url);
  const address = `${protocol.replace('http', 'ws')}//${host}/ws${search}`;
  /** @type {Map<number, (answer: AckResponse) => void>} What to call with the answer, by the id of the event. */
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

  /** Whether the server has let us in, and the connection isn't closing. */
  const isOpen = () => isIn && socket?.readyState === Socket.OPEN;

  /** @param {string} frame */
  const write = (frame) => {
    socket?.send(frame);
    listeners.onFrame('sent', frame, bytesOf(frame) + 4); // 4 for the mask of a client: RFC 6455, section 5.3
  };

  const open = () => {
    clearTimeout(retry);
    socket?.close(); // the one before: nobody listens to it any more
    isIn = false;
    const current = new Socket(address);
    socket = current;
    listeners.onStatus('connecting', 'Connecting…');

    // In case the server accepts and then says nothing.
    const tooLate = setTimeout(() => current.close(), ENTER_WITHIN);
    current.addEventListener('message', () => clearTimeout(tooLate));
    current.addEventListener('close', () => clearTimeout(tooLate));

    current.addEventListener('open', () => {
      if (socket === current) write(JSON.stringify({ type: 'authenticate', token: token() }));
    });
    current.addEventListener('message', ({ data }) => {
      if (socket === current) receive(String(data));
    });
    current.addEventListener('error', () => {}); // 'close' follows, and says why
    current.addEventListener('close', ({ code, reason }) => {
      if (socket !== current) return;
      isIn = false;
      if (isOver) return;
      // The server would reject this token again, so don't retry.
      if (code === UNAUTHORIZED) return listeners.onStatus('disconnected', reason);

      listeners.onStatus('connecting', reason || 'No connection. Trying again…');
      const delay = Math.min(FIRST_RETRY * 2 ** attempts, LAST_RETRY);
      attempts += 1;
      retry = setTimeout(open, delay * (0.5 + Math.random() / 2)); // not everyone at once
    });
  };

  /** @param {string} frame */
  const receive = (frame) => {
    listeners.onFrame('received', frame, bytesOf(frame));
    const { type, ...payload } = JSON.parse(frame);
    if (type === 'answer') {
      const finish = unanswered.get(payload.id);
      if (finish) finish(payload);
      else if (!payload.ok) listeners.onError(payload.error);
      return;
    }
    if (type !== 'message_history') {
      return listeners.events[/** @type {'new_message'} */ (type)](payload);
    }

    // The server sends this first: we are in.
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
        /** @param {AckResponse} answer */
        const finish = (answer) => {
          clearTimeout(timer);
          unanswered.delete(id);
          waiting = waiting.filter((event) => event !== frame); // it has timed out, so it must not be sent later
          done(answer);
        };
        const sentOn = isOpen() ? socket : undefined;
        const timer = setTimeout(() => {
          finish({ ok: false, error: 'No answer came. Try again.' });
          if (sentOn === socket && isOpen()) open(); // the server may be gone: try a new connection
        }, ANSWER_WITHIN);
        unanswered.set(id, finish);
        if (sentOn) write(frame);
        else if (waiting.length < MAX_WAITING) waiting.push(frame);
        else finish({ ok: false, error: 'Too many messages wait for a connection. Try again later.' });
      }),
    sendNonsense: () => {
      if (isOpen()) write('} not JSON {');
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
 * The size of a frame from a server: 2 to 10 bytes, then the text (section 5.2).
 *
 * @param {string} text
 */
function bytesOf(text) {
  const payload = new TextEncoder().encode(text).length;
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10);
}
