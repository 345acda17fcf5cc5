// The wire panel: a row for every packet between this page and the server. Click one, and it is explained.
import { byId, create } from '../dom.js';
import { setupKeys } from '../keys.js';
import { setupCosts } from './costs.js';
import { setupList } from './list.js';
import { describe } from './packet.js';
import { createRow } from './row.js';
import { tapSocket } from './tap.js';

/** @import { Packet } from './packet.js' */

const MAX_REQUESTS = 100;

/** @param {import('../../events.ts').BrowserSocket} socket */
export function setupWire(socket) {
  const log = byId('wire-log', HTMLOListElement);
  const costs = setupCosts();
  const add = setupList(log, costs.clear);
  setupKeys(log, ':scope > :not([hidden]) summary', true);
  /** @type {Map<string, { event: string, at: number, showRoundTrip: (time: number) => void }>} By the id for the ack. */
  const requests = new Map();

  /** @param {string} text */
  const note = (text) => {
    const line = create('li', text);
    line.className = 'wire-note';
    add(line);
  };

  /** @param {'sent' | 'received'} direction @param {Packet} raw @param {string} transport */
  const onPacket = (direction, raw, transport) => {
    const packet = describe(raw, transport, direction === 'sent');
    const request = packet.type === 'ACK' ? requests.get(packet.id) : undefined;
    const event = request?.event ?? packet.event;
    // The first packet of a connection, and the first one after an upgrade: now the new transport is open.
    if (raw.type === 'open' || raw.type === 'upgrade') costs.restart(transport);
    costs.count(direction, packet, event);

    const { row, showRoundTrip } = createRow(direction, packet, event);
    add(row);
    if (request) {
      const time = performance.now() - request.at;
      request.showRoundTrip(time);
      showRoundTrip(time);
      requests.delete(packet.id);
    }
    if (packet.type === 'EVENT' && packet.id && direction === 'sent') {
      requests.set(packet.id, { event, at: performance.now(), showRoundTrip });
      const [oldest = ''] = requests.keys();
      if (requests.size > MAX_REQUESTS) requests.delete(oldest); // it was never answered
    }
  };

  tapSocket(socket, onPacket, note);

  // Not socket.disconnect(): that would be a goodbye. This is a connection that breaks, and so it comes back.
  const cut = () => {
    if (socket.io.engine.readyState === 'open') socket.io.engine.close();
  };
  byId('wire-cut', HTMLButtonElement).addEventListener('click', cut);
  const transport = byId('wire-transport', HTMLSelectElement);
  transport.addEventListener('change', () => {
    socket.io.opts.transports = transport.value.split(' ');
    cut();
  });
  // Loaded when it is needed: most people break nothing.
  const openMenu = async () => {
    const faults = await import('./faults.js').catch(() => undefined);
    if (faults) faults.setupFaults(socket, cut, note);
    else note('"Break it" comes from the server, which does not answer. Reload the page later.');
  };
  byId('wire-break', HTMLDetailsElement).addEventListener('toggle', () => void openMenu(), { once: true });
}
