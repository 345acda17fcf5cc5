// The wire panel: every packet between this page and the server, with its type in words, its size and its way.
import { byId, create, formatBytes, showFigures } from './dom.js';
import { describe, nameOf } from './packet.js';
import { pageCost } from './page-cost.js';
import { tapSocket } from './wire-tap.js';

/** @import { Packet } from './packet.js' */

const MAX_LINES = 200;

/** @param {import('../events.ts').BrowserSocket} socket */
export function showWire(socket) {
  const log = byId('wire-log', HTMLOListElement);
  const sent = { packets: 0, bytes: 0 };
  const received = { packets: 0, bytes: 0 };
  const polling = { responses: 0, bytes: 0 };
  const messages = { sent: 0, received: 0 };

  /** @param {HTMLLIElement} line */
  const add = (line) => {
    log.prepend(line);
    if (log.childElementCount > MAX_LINES) log.lastElementChild?.remove();
  };

  /** @param {string} text */
  const note = (text) => {
    const line = create('li', text);
    line.className = 'wire-note';
    add(line);
  };

  /** @param {'sent' | 'received'} direction @param {Packet} packet @param {string} transport */
  const onPacket = (direction, packet, transport) => {
    const { raw, type, bytes } = describe(packet, transport, direction === 'sent');
    const total = direction === 'sent' ? sent : received;
    total.packets += 1;
    total.bytes += bytes;
    if (type.endsWith('EVENT')) messages[direction] += 1;

    const line = create('li', direction === 'sent' ? '↑ sent ' : '↓ received ');
    line.className = `wire-${direction}`;
    const size = create('small', `${formatBytes(bytes)}, ${nameOf(transport)}`);
    line.append(create('strong', type), ' ', size, create('code', raw.slice(0, 300)));
    add(line);
    showTotals();
  };

  const showTotals = () => {
    /** @type {Record<string, string>} */
    const figures = {
      Sent: `${sent.packets} packets, ${formatBytes(sent.bytes)}`,
      Received: `${received.packets} packets, ${formatBytes(received.bytes)}`,
    };
    if (polling.responses) {
      figures['Headers of polling'] = `${polling.responses} responses, ${formatBytes(polling.bytes)}`;
    }
    showFigures(byId('wire-totals', HTMLDListElement), figures);

    const all = sent.bytes + received.bytes + polling.bytes;
    // With forms, the page would have had to come for each message: to send it, or to see it.
    const loads = Math.max(messages.sent, messages.received);
    const forms = loads * pageCost().document;
    byId('wire-verdict', HTMLElement).textContent = messages.sent
      ? `Messages: ${messages.sent} sent, ${messages.received} received, ${formatBytes(all)} in all. With forms the ` +
        `whole page would have had to come ${loads === 1 ? 'once' : `${loads} times`}: ${formatBytes(forms)}, ` +
        `${(forms / all).toFixed(1)} times as much.`
      : 'Send something, and see here what a form would have cost.';
  };

  tapSocket(socket, onPacket, note);

  // Polling wraps its packets in HTTP. What that adds is for the browser to say.
  new PerformanceObserver((list) => {
    for (const entry of /** @type {PerformanceResourceTiming[]} */ (list.getEntries())) {
      const isPolling = new URL(entry.name).searchParams.get('transport') === 'polling';
      if (!isPolling || entry.transferSize === 0) continue; // 0: it failed
      polling.responses += 1;
      polling.bytes += entry.transferSize - entry.encodedBodySize;
    }
    showTotals();
  }).observe({ type: 'resource', buffered: true });

  const transport = byId('wire-transport', HTMLSelectElement);
  transport.addEventListener('change', () => {
    socket.io.opts.transports = transport.value.split(' ');
    socket.io.engine.close();
    // Counted anew, so that the two can be compared.
    for (const total of [sent, received]) Object.assign(total, { packets: 0, bytes: 0 });
    Object.assign(polling, { responses: 0, bytes: 0 });
    Object.assign(messages, { sent: 0, received: 0 });
  });

  // Not socket.disconnect(): that would be a goodbye. This is a connection that breaks, and so it comes back.
  byId('wire-cut', HTMLButtonElement).addEventListener('click', () => socket.io.engine.close());
  showTotals();
}
