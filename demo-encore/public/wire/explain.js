// Explains one packet: each digit, each byte of the WebSocket frame around it, and its JSON.
import { create, formatBytes } from '../dom.js';

/** @import { Described } from './packet.js' */

/** @type {Record<string, string>} */
const MEANINGS = {
  open: 'the server opens the connection: its id, and how often it will ping',
  close: 'goodbye',
  ping: 'are you still there?',
  pong: 'yes, I am',
  'ping probe': 'does WebSocket work, too?',
  'pong probe': 'yes, it does',
  message: 'something for Socket.IO',
  upgrade: 'from now on by this transport',
  noop: 'empty, it only ends an HTTP request that waits',
  CONNECT: 'the handshake: join, and be told the id of the socket',
  DISCONNECT: 'leave',
  EVENT: 'a name, and what it carries',
  ACK: 'the answer to an event',
  CONNECT_ERROR: 'the handshake was refused',
};

/** @param {Described} packet @param {string} note what else is known of it */
export function explain(packet, note) {
  const { header, payload } = packet;
  const frame = formatBytes(packet.bytes - payload);
  const text = formatBytes(payload);
  const about = create('div', '');
  about.className = 'wire-about';
  if (note) about.append(create('p', note));
  about.append(
    list(digitsOf(packet)),
    create(
      'p',
      header.length
        ? `The frame: ${frame}, then ${text} of text.`
        : `No WebSocket frame: ${text} in the body of an HTTP message.`,
    ),
    list(bytesOf(packet)),
  );
  if (packet.json) about.append(create('pre', pretty(packet.json)));
  return about;
}

/** @param {Described} packet @returns {[string, string][]} */
function digitsOf({ raw, engine, type, digit, id, json }) {
  /** @type {[string, string][]} */
  const rows = [
    [raw.slice(0, 1), `Engine.IO ${engine}: ${MEANINGS[`${engine} ${json}`] ?? MEANINGS[engine]}`],
  ];
  if (digit) rows.push([digit, `Socket.IO ${type.toLowerCase()}: ${MEANINGS[type] ?? ''}`]);
  if (id)
    rows.push([
      id,
      `ack id: ${type === 'ACK' ? 'the number of that event' : 'its ack will carry the same number'}`,
    ]);
  if (json) rows.push([json.length > 12 ? `${json.slice(0, 12)}…` : json, 'the rest: see below']);
  return rows;
}

/** @param {Described} packet @returns {[string, string][]} */
function bytesOf({ header: [first, second, ...more], masked }) {
  if (first === undefined || second === undefined) return []; // by polling there is no frame
  const length = second & 127; // all bits but the first
  /** @type {[string, string][]} */
  const rows = [
    [bits(first), 'FIN 1: the message ends with this frame. Opcode 0001: text'],
    [
      bits(second),
      `mask ${masked ? 1 : 0}, length ${length}${more.length ? ': the real length is in the next bytes' : ''}`,
    ],
  ];
  for (const [i, byte] of more.entries()) rows.push([bits(byte), `length, byte ${i + 1} of ${more.length}`]);
  if (masked) rows.push(['4 bytes', 'the mask: random, and new for each frame']);
  return rows;
}

/** @param {number} byte */
const bits = (byte) => `${byte.toString(16).padStart(2, '0')} = ${byte.toString(2).padStart(8, '0')}`;

/** @param {[string, string][]} rows */
function list(rows) {
  const all = create('dl', '');
  for (const [code, meaning] of rows) {
    const term = create('dt', '');
    term.append(create('code', code));
    all.append(term, create('dd', meaning));
  }
  return all;
}

/** @param {string} json */
function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // "probe", for instance
  }
}
