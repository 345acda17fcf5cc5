// The wire panel: every packet between this page and the server, with its type in words, its size and its way.
import { byId, create, formatBytes, showFigures } from './dom.js';
import { describe } from './packet.js';
import { pageCost } from './page-cost.js';

/** @import { Transport } from 'engine.io-client' */
/** @import { Packet } from './packet.js' */

const MAX_LINES = 200;

/** @param {import('../events.ts').BrowserSocket} socket */
export function showWire(socket) {
  const log = byId('wire-log', HTMLOListElement);
  const sent = { packets: 0, bytes: 0, messages: 0 };
  const received = { packets: 0, bytes: 0, messages: 0 };
  const polling = { responses: 0, bytes: 0 };

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
    if (type.endsWith('EVENT')) total.messages += 1;

    const line = create('li', direction === 'sent' ? '↑ sent ' : '↓ received ');
    line.className = `wire-${direction}`;
    const size = create('small', `${bytes.toLocaleString('en')} bytes, ${transport}`);
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
    const forms = sent.messages * pageCost().document;
    byId('wire-verdict', HTMLElement).textContent = sent.messages
      ? `You sent ${sent.messages} ${sent.messages === 1 ? 'message' : 'messages'}: ${formatBytes(all)} in all. ` +
        `With a form each would have brought the whole page again: ${formatBytes(forms)}, ` +
        `${(forms / all).toFixed(1)} times as much.`
      : 'Send something, and see here what a form would have cost.';
  };

  /** @param {Transport} transport */
  const watchTransport = (transport) => {
    transport.on('packet', (packet) => onPacket('received', packet, transport.name));
    const write = transport['write'].bind(transport);
    transport['write'] = (packets) => {
      for (const packet of packets) onPacket('sent', packet, transport.name);
      write(packets);
    };
    return transport;
  };

  // Each attempt to connect opens an engine. One that starts with polling makes a second transport, to try
  // WebSocket with; only this shows the packets of that trial.
  const open = socket.io.open.bind(socket.io);
  socket.io.open = (done) => {
    const before = socket.io.engine;
    open(done);
    const engine = socket.io.engine;
    if (engine === before) return socket.io;

    note(`Connecting by ${engine.transport.name}…`);
    watchTransport(engine.transport);
    const createTransport = engine['createTransport'].bind(engine);
    engine['createTransport'] = (name) => watchTransport(createTransport(name));
    engine.on('upgrade', ({ name }) => note(`Upgraded to ${name}: polling is over.`));
    engine.on('close', (reason) => note(`Connection closed: ${reason}.`));
    return socket.io;
  };

  // Polling wraps its packets in HTTP. What that adds is for the browser to say.
  new PerformanceObserver((list) => {
    for (const entry of /** @type {PerformanceResourceTiming[]} */ (list.getEntries())) {
      if (new URL(entry.name).searchParams.get('transport') !== 'polling') continue;
      polling.responses += 1;
      polling.bytes += Math.max(0, entry.transferSize - entry.encodedBodySize);
    }
    showTotals();
  }).observe({ type: 'resource', buffered: true });

  const transport = byId('wire-transport', HTMLSelectElement);
  transport.addEventListener('change', () => {
    socket.io.opts.transports = transport.value.split(' ');
    socket.io.engine.close();
  });

  // Not socket.disconnect(): that would be a goodbye. This is a connection that breaks, and so it comes back.
  byId('wire-cut', HTMLButtonElement).addEventListener('click', () => socket.io.engine.close());
  showTotals();
}
