// Puts one packet in words: what its digits mean, and how many bytes it takes.
// Protocols: https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/

/** @typedef {{ type: string, data?: unknown }} Packet as Engine.IO's client has it */

// Engine.IO keeps the connection: its type is a packet's first digit. Its "message" packets belong to Socket.IO,
// whose own type is the second digit.
const ENGINE_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SOCKET_TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'];

/** @param {string} transport as Engine.IO calls it */
export const nameOf = (transport) => (transport === 'websocket' ? 'WebSocket' : 'HTTP polling');

/**
 * `raw` is the packet as text, `type` its type in words, `bytes` its size with WebSocket's frame around it.
 *
 * @param {Packet} packet
 * @param {string} transport
 * @param {boolean} masked whether the frame is masked: those of a browser are
 */
export function describe(packet, transport, masked) {
  const data = typeof packet.data === 'string' ? packet.data : '';
  const raw = ENGINE_TYPES.indexOf(packet.type) + data;
  const inner = packet.type === 'message' ? ` · ${SOCKET_TYPES[Number(data[0])] ?? ''}` : '';
  const payload = new Blob([raw]).size;
  const frame = transport === 'websocket' ? frameHeader(payload, masked) : 0;
  return { raw, type: packet.type + inner, bytes: payload + frame };
}

/**
 * The bytes that WebSocket puts in front of a payload (RFC 6455, section 5.2): 2, more for the length of a long
 * one, and 4 for the mask that a browser must use.
 *
 * @param {number} payload bytes
 * @param {boolean} masked
 */
function frameHeader(payload, masked) {
  const length = payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
  return masked ? length + 4 : length;
}
