// Takes one packet apart: its digits, its JSON, and how many bytes it takes.
// Protocols: https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/

/** @typedef {{ type: string, data?: unknown }} Packet as Engine.IO's client has it */
/** @typedef {ReturnType<typeof describe>} Described */

// Engine.IO keeps the connection: its type is a packet's first digit. Its "message" packets belong to Socket.IO,
// whose own type is the second digit.
const ENGINE_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SOCKET_TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'];

/** @param {string} transport as Engine.IO calls it */
export const nameOf = (transport) => (transport === 'websocket' ? 'WebSocket' : 'HTTP polling');

/**
 * `raw` is the packet as text. For Socket.IO's packets, `type` is Socket.IO's, and `id` the number for the ack.
 * `header` is what WebSocket puts in front, `bytes` the size with it.
 *
 * @param {Packet} packet
 * @param {string} transport
 * @param {boolean} masked whether the frame is masked: those of a browser are
 */
export function describe(packet, transport, masked) {
  const data = typeof packet.data === 'string' ? packet.data : '';
  const raw = ENGINE_TYPES.indexOf(packet.type) + data;
  const parts = packet.type === 'message' ? /^(\d)(\d*)(.*)$/s.exec(data) : null;
  const [, digit = '', id = '', json = data] = parts ?? [];
  const type = (digit && SOCKET_TYPES[Number(digit)]) || packet.type;
  const event = (type === 'EVENT' && /^\["([^"]*)"/.exec(json)?.[1]) || '';
  const payload = new Blob([raw]).size; // in UTF-8: an emoji takes four bytes
  const header = transport === 'websocket' ? frameHeader(payload, masked) : [];
  const bytes = payload + header.length + (header.length && masked ? 4 : 0);
  return { raw, engine: packet.type, type, event, digit, id, json, payload, header, masked, bytes };
}

/**
 * The bytes that WebSocket puts in front of a payload (RFC 6455, section 5.2), without the four of the mask.
 *
 * @param {number} payload bytes
 * @param {boolean} masked
 */
function frameHeader(payload, masked) {
  const more = payload < 126 ? 0 : payload < 65_536 ? 2 : 8; // bytes for the length of a long payload
  const length = more === 0 ? payload : more === 2 ? 126 : 127;
  const header = [0x81, (masked ? 0x80 : 0) + length];
  for (let i = more - 1; i >= 0; i--) header.push(Math.floor(payload / 256 ** i) % 256);
  return header;
}
