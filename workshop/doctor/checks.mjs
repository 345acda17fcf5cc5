// What the workshop needs of a computer. A check returns what it found, or throws an error that says what to do.
import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { findInstalled } from '../run/browser.mjs';
import { isOffline, npm } from '../run/npm.mjs';
import { Mistake } from '../run/options.mjs';
import { findMissing } from '../run/packages.mjs';
import { tryPort } from '../run/port.mjs';
import { root } from '../run/root.mjs';

/** @type {Record<number, string>} What uses which port, besides the demos. */
const TOOLS = { 5008: 'sidebar', 5009: 'slides', 5010: 'start', 5020: 'class', 5030: 'encore', 5050: 'my' };
const PORTS = [5001, 5002, 5003, 5004, 5005, 5006, 5007, ...Object.keys(TOOLS).map(Number)];
const DISK = 500_000_000; // bytes: the packages of the demos and of the tests, and room to work
const PATIENCE = 5000; // milliseconds

export const checks = {
  Node: () => process.versions.node,
  npm: findNpm,
  packages: findPackages,
  downloads: tryRegistry,
  ports: tryPorts,
  browser: findBrowser,
  disk: measureDisk,
  network: findAddress,
};

function findNpm() {
  const { status, output } = npm(['--version'], root);
  if (status === 0) return output.trim().split('\n').at(-1);
  throw new Mistake('npm does not start. It comes with Node: install Node again, from https://nodejs.org.');
}

function findPackages() {
  const missing = findMissing(false);
  if (missing.length === 0) return 'all installed, so the demos work offline';
  throw new Mistake(
    `${missing.length} are not installed. With a connection to the internet, run: npm run demo1`,
  );
}

function tryRegistry() {
  if (!isOffline(root)) return 'npm can download packages';
  if (findMissing(false).length === 0) return 'npm can’t download packages now, but all are installed';
  throw new Mistake(
    'npm can’t download packages. Connect this computer to the internet. If you are behind a proxy, tell npm its ' +
      'address: npm config set https-proxy http://proxy.example.org:8080',
  );
}

async function tryPorts() {
  const sentences = [];
  for (const port of PORTS) {
    try {
      await tryPort(port, '127.0.0.1', `npm run ${TOOLS[port] ?? `demo${port - 5000}`}`);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      sentences.push(error.message);
    }
  }
  if (sentences.length > 0) throw new Mistake(sentences.join('\n  '));
  return `all ${PORTS.length}, from ${PORTS[0]} to ${PORTS.at(-1)}, are free`;
}

function findBrowser() {
  const path = findInstalled();
  if (path) return path;
  // Firefox and Safari are fine for the demos, but nothing says where they are.
  throw new Mistake(
    'No Chrome, Chromium or Edge was found. Firefox and Safari can show the demos, but `npm run check` uses one of ' +
      'the other three for what pages do. If you have one, put its path into the variable CHROME_PATH.',
  );
}

async function measureDisk() {
  const { bavail, bsize } = await statfs(root);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  if (bavail * bsize >= DISK) return free;
  throw new Mistake(`Only ${free}. Make room for ${DISK / 1e9} GB.`);
}

function findAddress() {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  if (addresses.length > 0) return `this computer is ${addresses.join(', ')}`;
  throw new Mistake('This computer is in no network. Connect it to the Wi-Fi of the room.');
}

/**
 * Opens a page and a WebSocket on the computer of the instructor, as a browser does.
 *
 * @param {string} address with a port, as the instructor's terminal shows it: 192.168.1.20:5006
 */
export async function checkClass(address) {
  const text = /^https?:/.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new Mistake(
      `"${address}" is not a valid address. Use the one in the instructor's terminal, such as 192.168.1.20:5006.`,
    );
  }
  const url = new URL(text);
  const page = await ask(new URL('/', url), {}).catch(() => 0);
  if (page === 0) {
    throw new Mistake(
      `${url.host} does not answer. Are you in the same Wi-Fi, and was the demo started with -- --lan? If so, a ` +
        'firewall on that computer is in the way, or the Wi-Fi keeps devices apart (client isolation). A phone’s ' +
        'hotspot helps against both.',
    );
  }
  const upgrade = await ask(new URL('/socket.io/?EIO=4&transport=websocket', url), {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Version': '13',
  }).catch(() => 0);
  if (upgrade === 101) return `${url.host} answers, and opens a WebSocket`;
  if (upgrade === 404)
    throw new Mistake(`${url.host} answers, but speaks no Socket.IO. From demo 3 on, it does.`);
  throw new Mistake(
    `${url.host} answers, but opens no WebSocket (${upgrade === 0 ? 'no answer' : `status ${upgrade}`}). Is a proxy ` +
      'in between? The demos work without, by polling, but more slowly.',
  );
}

/**
 * Resolves to the status of the answer, 101 for an upgrade; rejects if there is none.
 *
 * @param {URL} url
 * @param {Record<string, string>} headers
 * @returns {Promise<number>}
 */
function ask(url, headers) {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false, signal: AbortSignal.timeout(PATIENCE) });
    request.on('error', reject);
    request.on('response', (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
  });
}
