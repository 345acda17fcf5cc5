// The slides: `npm run slides` shows them on port 5009 (`--port N` on another), and shows each change of
// slides/slides.md at once. `npm run slides:build` writes slides/dist/slides.html, slides.pdf, and slides-notes.pdf.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Server } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findInstalled } from '../run/browser.mjs';
import { NO_NETWORK, isOffline, npm } from '../run/npm.mjs';
import { command, Mistake, readOptions } from '../run/options.mjs';
import { readPort, tryPort } from '../run/port.mjs';
import { root } from '../run/root.mjs';

const folder = join(root, 'slides');
const config = ['--config-file', join(folder, 'marp.config.mjs')];

const usage = 'Usage: npm run slides -- --port 6009, or npm run slides:build';
let port = 5009;

await command(async () => {
  const { values, positionals } = readOptions({ port: { type: 'string' } }, usage);
  const [task = 'serve', unexpected] = positionals;
  if (!['serve', 'build'].includes(task) || unexpected !== undefined) {
    throw new Mistake(`"${positionals.join(' ')}" is not valid here. ${usage}`);
  }
  port = readPort(values.port ?? (process.env.PORT || String(port)), 'npm run slides');
  installTool();
  // What the tool says of each step is of no use here. Its errors go another way.
  console.warn = () => {};
  if (task === 'build') await build();
  else await serve();
});

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
    throw new Mistake(
      'Marp, which makes the slides, is not installed yet, and there is no connection to download it. Connect ' +
        'this computer to the internet and run the command again; afterwards the slides work offline.',
    );
  }
  throw new Mistake(
    `npm could not install Marp, which makes the slides. This is what it said:\n${output.trim()}`,
  );
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
  throw new Mistake(orElse);
}

async function build() {
  const deck = join(folder, 'slides.md');
  const inDist = (/** @type {string} */ name) => join(folder, 'dist', name);
  const html = inDist('slides.html');
  const pdf = inDist('slides.pdf');
  const notes = inDist('slides-notes.md');
  const notesPdf = inDist('slides-notes.pdf');
  for (const file of [pdf, notesPdf]) rmSync(file, { force: true }); // rather none than an old one
  await marp([deck, '-o', html], 'Marp could not make the slides.');

  const browser = findInstalled();
  if (!browser) {
    console.log(
      `${html} is ready. For PDFs as well, install Chrome, Chromium or Edge, or put the path of one into the ` +
        'variable CHROME_PATH, and run the command again.',
    );
    process.exit(0);
  }
  const noPdf = `${html} is ready, but no PDF: ${browser} could not print one.`;
  const print = ['--pdf', '--browser-path', browser];
  await marp([deck, ...print, '-o', pdf], noPdf);
  writeFileSync(notes, withNotes(readFileSync(deck, 'utf8')));
  await marp([notes, ...print, '-o', notesPdf], noPdf);
  rmSync(notes);
  console.log(`${html} is ready. So are slides.pdf and slides-notes.pdf next to it.`);
  process.exit(0);
}

/**
 * The slides with their notes below them: theme-notes.css has the place for it.
 *
 * @param {string} markdown
 */
function withNotes(markdown) {
  return markdown
    .replace('theme: workshop', 'theme: workshop-notes')
    .replaceAll(/<!--\r?\n([^]*?)\r?\n-->/g, (_all, /** @type {string} */ note) => {
      const text = note.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
      const lines = text
        .split(/\r?\n/)
        .map((line) => `<p>${line.replace(/^[A-Z][^.:?]*[:?]/, '<b>$&</b>')}</p>`);
      return `<aside class="notes">${lines.join('')}</aside>`;
    });
}

async function serve() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
  port = await tryPort(port, '127.0.0.1', 'npm run slides');
  keepToThisComputer();
  process.env.PORT = String(port); // it has no option for it
  await marp(['--server', folder], 'Marp could not show the slides.');
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
