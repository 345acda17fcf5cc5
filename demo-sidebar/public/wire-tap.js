// Listens in on a socket for the wire panel. To see every packet it reaches into Socket.IO's client, which is no
// way to use Socket.IO: look into the other files for that.
import { nameOf } from './packet.js';

/** @import { Transport } from 'engine.io-client' */
/** @import { Packet } from './packet.js' */

/**
 * Reports what goes over the wire, from the first packet on when it is called before `socket.connect()`.
 *
 * @param {import('../events.ts').BrowserSocket} socket
 * @param {(direction: 'sent' | 'received', packet: Packet, transport: string) => void} onPacket
 * @param {(text: string) => void} onNote is told when a connection begins, is upgraded, and ends
 */
export function tapSocket(socket, onPacket, onNote) {
  /** @param {Transport} transport */
  const tap = (transport) => {
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

    onNote(`Connecting by ${nameOf(engine.transport.name)}…`);
    tap(engine.transport);
    const createTransport = engine['createTransport'].bind(engine);
    engine['createTransport'] = (name) => tap(createTransport(name));
    engine.on('upgrade', ({ name }) => onNote(`Upgraded to ${nameOf(name)}: polling is over.`));
    engine.on('close', (reason) => onNote(`Connection closed: ${reason}.`));
    return socket.io;
  };
}
