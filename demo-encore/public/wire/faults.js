// "Break it": ways in which a connection goes wrong, to try on purpose. Loaded when you open that menu.
import { byId } from '../dom.js';
import { watchEngines } from './tap.js';

/** @import { BrowserSocket } from '../../events.ts' */
/** @typedef {{ doWrite: (...args: unknown[]) => void }} Writer Engine.IO's types don't show it */

const OFFLINE = 5000; // milliseconds
const LATENCY = 300; // milliseconds each way

/** @param {BrowserSocket} socket @param {() => void} cut @param {(text: string) => void} note */
export function setupFaults(socket, cut, note) {
  const latency = toggle('wire-latency');
  const mute = toggle('wire-mute');
  byId('wire-faults', HTMLFieldSetElement).disabled = false;
  let isOffline = false;

  byId('wire-offline', HTMLButtonElement).addEventListener('click', () => {
    if (isOffline) return;
    isOffline = true;
    note('Offline for 5 seconds.');
    dispatchEvent(new Event('offline')); // as the browser does when the network is gone
    cut();
    setTimeout(() => {
      isOffline = false;
      note('Online again.');
      dispatchEvent(new Event('online'));
    }, OFFLINE);
  });

  const open = socket.io.open;
  socket.io.open = (done) => {
    if (!isOffline) return open(done);
    const error = new Error('There is no network.');
    setTimeout(() => {
      socket.io['emitReserved']('error', error);
      done?.(error);
    });
    return socket.io;
  };

  watchEngines(
    socket,
    (engine) => void engine.on('close', mute.turnOff),
    (transport, engine) => {
      // What waits on a transport when the next one takes over would be lost. So the handshake isn't slowed down.
      const isLast = transport.name === 'websocket' || engine['transports'].length === 1;
      const delay = () => (isLast && latency.isOn() ? LATENCY : 0);
      const [arrive, leave] = [waitInLine(delay), waitInLine(delay)];
      const receive = transport['onPacket'].bind(transport);
      transport['onPacket'] = (packet) => arrive(() => receive(packet));

      const write = transport['write'].bind(transport);
      transport['write'] = (packets) => {
        const rest = packets.filter(({ type }) => type !== 'pong' || !mute.isOn());
        if (rest.length < packets.length) note('No pong is sent.');
        if (rest.length > 0) return write(rest);
        transport.writable = false;
        setTimeout(() => {
          transport.writable = true;
          transport['emitReserved']('drain'); // or Engine.IO would wait forever
        });
      };

      const writer = /** @type {Writer} */ (/** @type {unknown} */ (transport));
      const send = writer.doWrite.bind(writer);
      writer.doWrite = (...args) => {
        leave(() => {
          if (transport['readyState'] !== 'closed' || transport.name === 'polling') send(...args);
        });
      };
    },
  );
}

/** A button that stays pressed. @param {string} id */
function toggle(id) {
  const button = byId(id, HTMLButtonElement);
  const isOn = () => button.ariaPressed === 'true';
  button.addEventListener('click', () => (button.ariaPressed = String(!isOn())));
  return { isOn, turnOff: () => void (button.ariaPressed = 'false') };
}

/**
 * Runs functions after a delay, and in their order even when the delay changes.
 *
 * @param {() => number} delay in milliseconds
 * @returns {(run: () => void) => void}
 */
function waitInLine(delay) {
  /** @type {(() => void)[]} */
  const waiting = [];
  return (run) => {
    const wait = delay();
    if (wait === 0 && waiting.length === 0) return run();
    waiting.push(run);
    setTimeout(() => waiting.shift()?.(), wait);
  };
}
