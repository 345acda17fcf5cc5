// Checks a port before anything is started on it, and says in a sentence what can't work.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Mistake } from './options.mjs';

/** @typedef {Record<string, string | boolean | undefined>} Given The options of a command, for a sentence that keeps them. */

/**
 * @param {string} text what somebody has typed as a port
 * @param {string} npmRun the command, for a sentence that shows what to type instead
 * @param {Given} [given]
 */
export function readPort(text, npmRun, given) {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  const another = withPort(npmRun, 6003, given);
  throw new Mistake(`"${text}" is not a valid port. Use a number from 0 to 65535: ${another}`);
}

/** The command with this port and its other options. @param {string} npmRun @param {number} port @param {Given} [given] */
function withPort(npmRun, port, given = {}) {
  const others = Object.entries(given).filter(([name, value]) => name !== 'port' && value);
  const words = others.map(([name, value]) => (value === true ? ` --${name}` : ` --${name} ${value}`));
  return `${npmRun} -- --port ${port}${words.join('')}`;
}

/**
 * Listens for a moment. Returns the port, which is another one if the wanted one is 0, or throws a Mistake.
 *
 * @param {number} port
 * @param {string} host
 * @param {string} npmRun the command, for a sentence that shows what to type instead
 * @param {Given} [given]
 */
export async function tryPort(port, host, npmRun, given) {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  } catch (error) {
    throw new Mistake(explain(/** @type {NodeJS.ErrnoException} */ (error), port, host, npmRun, given));
  } finally {
    server.close();
  }
}

/** @param {NodeJS.ErrnoException} error @param {number} port @param {string} host @param {string} npmRun @param {Given} [given] */
function explain({ code, message }, port, host, npmRun, given) {
  const another = `pick another port: ${withPort(npmRun, port < 64_536 ? port + 1000 : 6003, given)}`;
  if (code === 'EADDRINUSE') return `Port ${port} is already in use. Stop the other server, or ${another}`;
  if (code === 'EACCES') return `This computer doesn't let you use port ${port}. Instead, ${another}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This computer doesn't have the address "${host}", which is in HOST. For the whole network: ${npmRun} -- --lan`;
  }
  return `It can't listen on port ${port} of ${host}: ${message}`;
}
