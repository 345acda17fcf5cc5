// Makes the row of a packet: direction, event, round trip, size and time. A click explains the packet.
import { create, formatBytes } from '../dom.js';

/** @import { Described } from './packet.js' */

// They come many times a second, so you may want to hide them.
const STREAMS = 'typing_start typing_stop typing_update draw canvas_update move_cursor cursor_moved'.split(
  ' ',
);

/**
 * @param {'sent' | 'received'} direction
 * @param {Described} packet
 * @param {string} event its name; that of the request when the packet is an ack
 */
export function createRow(direction, packet, event) {
  const arrow = create('span', direction === 'sent' ? '↑' : '↓');
  arrow.role = 'img';
  arrow.ariaLabel = direction;
  const name = packet.type === 'ACK' ? `ack of ${event || 'an event'}` : event || packet.type;
  const roundTrip = create('small', '');
  const size = create('small', formatBytes(packet.bytes));
  const now = new Date();
  const [hour, ...rest] = now
    .toTimeString()
    .slice(0, 8)
    .split(/(?<=:)/);
  const time = create('time', `${rest.join('')}.${String(now.getMilliseconds()).padStart(3, '0')}`);
  time.prepend(create('span', hour ?? '')); // left out where there is little room

  const summary = create('summary', '');
  summary.append(arrow, create('strong', name), roundTrip, size, time);
  // Four times the bytes make the bar twice as long; it is full at 10 kB.
  summary.style.setProperty('--bytes', `${Math.min(100, Math.sqrt(packet.bytes))}%`);

  const details = create('details', '');
  details.append(summary);
  const showExplanation = async () => {
    // Loaded with the first click: most people never look.
    const { explain } = await import('./explain.js').catch(() => ({ explain: undefined }));
    const noServer = 'The first explanation comes from the server, and that does not answer.';
    details.append(explain?.(packet, roundTrip.title) ?? create('p', noServer));
    details.scrollIntoView({ block: 'nearest' }); // it may be longer than the list is high
  };
  details.addEventListener('toggle', () => void showExplanation(), { once: true });

  const row = create('li', '');
  row.className = `wire-${direction}`;
  row.classList.toggle('wire-stream', STREAMS.includes(event));
  row.dataset.event = name.toLowerCase();
  row.append(details);
  return {
    row,
    /** @param {number} duration in milliseconds, from a request to its ack */
    showRoundTrip: (duration) => {
      roundTrip.textContent = `${duration.toFixed(1)} ms`;
      roundTrip.title = `${duration.toFixed(1)} ms from the event to its ack.`;
    },
  };
}
