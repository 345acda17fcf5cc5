// Adds up what travels, and compares: what would the same messages have cost with the forms of demo 2?
import { byId, formatBytes, showFigures } from '../dom.js';
import { pageCost } from '../page-cost.js';
import { nameOf } from './packet.js';

/** @import { Described } from './packet.js' */

// In bytes, as a proxy between Chromium and the server counted them. A page can't see headers, so these are estimates.
export const FORM_TO_SEND = 4300; // demo 2: POST, 303, GET and the page, for a short message
export const FORM_TO_SEE = 2900; // demo 2: GET and the page
export const HTTP_AROUND_POLL = 770; // the headers of a request and of its response

// Only what a person sent or received: no greeting, no snapshot, nobody's typing. Each that was sent comes back, too.
const SENT = ['echo_message', 'send_message', 'send_whisper'];
const RECEIVED = ['echo_response', 'new_message', 'private_message'];

export function setupCosts() {
  const details = byId('wire-costs', HTMLDetailsElement);
  const page = pageCost(); // before polling begins
  const start = {
    sent: 0,
    received: 0,
    packets: { sent: 0, received: 0 },
    messages: 0,
    out: 0,
    in: 0,
    polls: 0,
  };
  let sum = structuredClone(start);
  let since = { transport: '', time: 0 };

  const show = () => {
    const { sent, received, packets, messages, polls } = sum;
    const reloads = Math.max(0, sum.in - sum.out);
    const here = messages + polls * HTTP_AROUND_POLL;
    const forms = sum.out * FORM_TO_SEND + reloads * FORM_TO_SEE;
    const count = sum.out + reloads;
    const what = count === 1 ? 'One message' : `${count} messages`;
    byId('wire-verdict', HTMLElement).textContent = count
      ? `${what}: ${polls ? 'about ' : ''}${formatBytes(here)}. With forms: about ${formatBytes(forms)}.`
      : 'What would forms have cost? Send a message first.';
    if (!details.open) return;

    showFigures(byId('wire-figures', HTMLDListElement), {
      'Counted since': `${new Date(since.time).toLocaleTimeString()}, when ${nameOf(since.transport)} opened`,
      'Packets sent': `${packets.sent}, ${formatBytes(sent)}`,
      'Packets received': `${packets.received}, ${formatBytes(received)}`,
      Messages: `${sum.out} of yours, ${reloads} of others`,
      'Bytes of these messages and their acks': formatBytes(messages),
      ...(polls && {
        'HTTP around polling': `about ${formatBytes(polls * HTTP_AROUND_POLL)}, ${polls} requests`,
      }),
      'With forms, to send yours': `about ${formatBytes(sum.out * FORM_TO_SEND)}`,
      ...(reloads && { "With forms, to see others'": `about ${formatBytes(reloads * FORM_TO_SEE)}` }),
      'To load this page (cached files cost little)': `about ${formatBytes(page.bytes)}, ${page.requests} requests`,
    });
  };
  details.addEventListener('toggle', show);

  // Polling wraps its packets in HTTP. Only the browser knows how many requests that takes.
  new PerformanceObserver((list) => {
    for (const entry of /** @type {PerformanceResourceTiming[]} */ (list.getEntries())) {
      const isPoll = new URL(entry.name).searchParams.get('transport') === 'polling';
      const isNew = performance.timeOrigin + entry.startTime >= since.time;
      // transferSize 0: it failed.
      if (isPoll && isNew && since.transport === 'polling' && entry.transferSize > 0) sum.polls += 1;
    }
    show();
  }).observe({ type: 'resource', buffered: true });
  show();

  /** @param {string} transport that has just opened: all is counted from here */
  const restart = (transport) => {
    sum = structuredClone(start);
    since = { transport, time: Date.now() };
    show();
  };

  return {
    restart,
    clear: () => restart(since.transport),
    /**
     * @param {'sent' | 'received'} direction
     * @param {Described} packet
     * @param {string} event its name; that of the request when the packet is an ack
     */
    count: (direction, packet, event) => {
      sum.packets[direction] += 1;
      sum[direction] += packet.bytes;
      if (SENT.includes(event) || RECEIVED.includes(event)) sum.messages += packet.bytes;
      if (packet.type === 'EVENT' && SENT.includes(event)) sum.out += 1;
      if (packet.type === 'EVENT' && RECEIVED.includes(event)) sum.in += 1;
      if (packet.type === 'ACK' && SENT.includes(event) && packet.json.includes('"ok":false')) sum.out -= 1;
      show();
    },
  };
}
