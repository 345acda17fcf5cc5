// Packets: what is in the bytes that the server sends, as far as the proxy has to know.

export type Packet = 'ack' | 'broadcast';

/** From the server, WebSocket frames are not masked, so Socket.IO's packets can be read in them, as with polling. */
export function packetsIn(bytes: Buffer): Packet[] {
  const text = bytes.toString('latin1');
  return [
    ...(/43\d+\[/.test(text) ? (['ack'] as const) : []),
    ...(text.includes('42["new_message"') ? (['broadcast'] as const) : []),
  ];
}

/** A byte or a few at a time, and the rest in one: a packet can end anywhere. */
export function piecesOf(bytes: Buffer): Buffer[] {
  const cuts = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, bytes.length].filter((at) => at <= bytes.length);
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}
