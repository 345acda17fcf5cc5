// Listens in on a socket for the wire panel. To see every packet it reaches into Socket.IO's client, which is no
// way to use Socket.IO: look into the other files for that.
import { nameOf } from './packet.js';

/** @import { Transport } from 'engine.io-client' */
/** @import { BrowserSocket } from '../../events.ts' */
/** @import { Packet } from './packet.js' */
/** @typedef {BrowserSocket['io']['engine']} Engine */

/**
 * Reports what goes over the wire, from the first packet on when it is called before `socket.connect()`.
 *
 * @param {BrowserSocket} socket
 * @param {(direction: 'sent' | 'received', packet: Packet, transport: string) => void} onPacket
 * @param {(text: string) => void} onNote is told when a connection begins, is upgraded, and ends
 */
export function tapSocket(socket, onPacket, onNote) {
  watchEngines(
    socket,
    (engine) => {
      onNote(`Connecting by ${nameOf(engine.transport.name)}…`);
      engine.on('upgrade', ({ name }) => onNote(`Upgraded to ${nameOf(name)}: polling is over.`));
      let isOpen = engine.readyState === 'open';
      engine.on('open', () => (isOpen = true));
      engine.on('close', (reason) => onNote(`${isOpen ? 'Connection closed' : 'No connection'}: ${reason}.`));
    },
    (transport) => {
      const receive = transport['onPacket'].bind(transport);
      transport['onPacket'] = (packet) => {
        onPacket('received', packet, transport.name);
        receive(packet);
      };
      const write = transport['write'].bind(transport);
      transport['write'] = (packets) => {
        for (const packet of packets) onPacket('sent', packet, transport.name);
        write(packets);
      };
    },
  );
}

/**
 * Each attempt to connect opens an engine. One that starts with polling makes a second transport, to try WebSocket
 * with; only this shows the packets of that trial. An engine that is there already counts as well.
 *
 * @param {BrowserSocket} socket
 * @param {(engine: Engine) => void} onEngine
 * @param {(transport: Transport, engine: Engine) => void} onTransport
 */
export function watchEngines(socket, onEngine, onTransport) {
  const watch = () => {
    const engine = socket.io.engine;
    onEngine(engine);
    onTransport(engine.transport, engine);
    const createTransport = engine['createTransport'].bind(engine);
    engine['createTransport'] = (name) => {
      const transport = createTransport(name);
      onTransport(transport, engine);
      return transport;
    };
  };

  if (socket.io.engine) watch();
  const open = socket.io.open.bind(socket.io);
  socket.io.open = (done) => {
    const before = socket.io.engine;
    open(done);
    if (socket.io.engine !== before) watch();
    return socket.io;
  };
}
