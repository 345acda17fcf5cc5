// The slides: `node workshop/slides.mjs` shows them on port 5009 (`--port N` on another), and shows each change of
// slides/slides.md at once. `… build` writes slides/dist/slides.html and slides.pdf.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Server } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findInstalled } from './browser.mjs';
import { NO_NETWORK, isOffline, npm } from './npm.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'slides');
const config = ['--config-file', join(folder, 'marp.config.mjs')];

const { task, port } = readOptions();
installTool();
// What the tool says of each step is of no use here. Its errors go another way.
console.warn = () => {};
if (task === 'build') await build();
else await serve();

/** What to do, and on which port. */
function readOptions() {
  const { what, on } = parseOptions();
  if (/^\d+$/.test(on) && Number(on) > 0 && Number(on) <= 65535) return { task: what, port: Number(on) };
  return fail(`"${on}" is no port. A port is a number from 1 to 65535: npm run slides -- --port 6009`);
}

function parseOptions() {
  const given = process.argv.slice(2).join(' ');
  try {
    const options = /** @type {const} */ ({ port: { type: 'string' } });
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const what = positionals.join(' ') || 'serve';
    if (['serve', 'build'].includes(what)) {
      return { what, on: values.port ?? (process.env.PORT || '5009') };
    }
  } catch {
    // an option that there is not
  }
  return fail(
    `"${given}" is not understood. There are: npm run slides -- --port 6009, and npm run slides:build`,
  );
}

/** Installs Marp in slides/node_modules, unless it is there. */
function installTool() {
  const wanted = versionsIn('package-lock.json');
  const there = versionsIn(join('node_modules', '.package-lock.json'));
  if (Object.keys(wanted).every((path) => wanted[path] === there[path])) return;

  console.log(
    'Installing Marp, which makes the slides (about 135 MB). That may take a minute, and happens only once…',
  );
  const started = Date.now();
  const offline = isOffline(folder); // npm may have all of it in its cache
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, output } = npm(['ci', offline ? '--offline' : '--prefer-offline', ...options], folder);
  if (status === 0) return console.log(`Done, in ${Math.ceil((Date.now() - started) / 1000)} s.`);
  if (offline || NO_NETWORK.test(output)) {
    fail(
      'Marp, which makes the slides, is not installed yet, and there is no connection to download it. Connect ' +
        'this computer to the internet and run the command again; afterwards the slides work offline.',
    );
  }
  fail(`npm could not install Marp, which makes the slides. This is what it said:\n${output.trim()}`);
}

/**
 * The versions of the packages that a lock file in slides/ names, by their paths; without those that only some
 * computers need.
 *
 * @param {string} file
 * @returns {Record<string, string>}
 */
function versionsIn(file) {
  const path = join(folder, file);
  if (!existsSync(path)) return {};
  /** @type {Record<string, { version: string, optional?: boolean }>} */
  const packages = JSON.parse(readFileSync(path, 'utf8')).packages;
  const needed = Object.entries(packages).filter(([at, { optional }]) => at !== '' && !optional);
  return Object.fromEntries(needed.map(([at, { version }]) => [at, version]));
}

/**
 * Runs Marp in this process, so that all ends with it. When it cannot do what it should, `orElse` is said.
 *
 * @param {string[]} args
 * @param {string} orElse
 */
async function marp(args, orElse) {
  const tool = join(folder, 'node_modules', '@marp-team', 'marp-cli', 'lib', 'index.js');
  try {
    const { marpCli } = await import(pathToFileURL(tool).href);
    if ((await marpCli([...args, ...config])) === 0) return;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  fail(orElse);
}

async function build() {
  const deck = join(folder, 'slides.md');
  const html = join(folder, 'dist', 'slides.html');
  const pdf = join(folder, 'dist', 'slides.pdf');
  rmSync(pdf, { force: true }); // rather none than an old one
  await marp([deck, '-o', html], 'Marp could not make the slides.');

  const browser = findInstalled();
  if (!browser) {
    console.log(
      `${html} is ready. For a PDF as well, install Chrome, Chromium or Edge, or put the path of one into the ` +
        'variable CHROME_PATH, and run the command again.',
    );
    process.exit(0);
  }
  const noPdf = `${html} is ready, but no PDF: ${browser} could not print one.`;
  await marp([deck, '--pdf', '--browser-path', browser, '-o', pdf], noPdf);
  console.log(`${html} and slides.pdf next to it are ready.`);
  process.exit(0);
}

async function serve() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
  await checkPort();
  keepToThisComputer();
  process.env.PORT = String(port); // it has no option for it
  await marp(['--server', folder], 'Marp could not show the slides.');
}

/** Marp would tell of a port that is in use as well, but not what to do here. */
async function checkPort() {
  const server = createServer();
  /** @type {NodeJS.ErrnoException | undefined} */
  const error = await new Promise((done) => {
    server.on('error', done);
    server.listen(port, '127.0.0.1', () => server.close(() => done(undefined)));
  });
  if (!error) return;
  const another = `Take another port: npm run slides -- --port ${port + 1000 <= 65535 ? port + 1000 : 6009}`;
  if (error.code === 'EADDRINUSE') {
    fail(`Port ${port} is already in use, perhaps by the slides in another terminal. ${another}`);
  }
  if (error.code === 'EACCES') fail(`This computer does not let you use port ${port}. ${another}`);
  fail(`The slides cannot start: ${error.message}`);
}

/** Marp would listen to the whole network, with the notes for all to read, and show a list of files at "/". */
function keepToThisComputer() {
  const { listen } = Server.prototype;
  /** @this {Server} @param {any} on */
  function listenHere(on) {
    listen.call(this, { port: on, host: '127.0.0.1' });
    if (on !== port) return this; // it tries out other ports, too
    this.prependListener('request', (request) => {
      request.url = request.url?.replace(/^\/(?=$|\?)/, '/slides.md');
    });
    return this.on('listening', announce);
  }
  Server.prototype.listen = listenHere;
}

function announce() {
  console.log(
    `The slides are ready: http://localhost:${port} (press p there for the presenter view, which has the notes; ` +
      'Ctrl-C stops it)',
  );
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
