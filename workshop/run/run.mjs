// Starts everything: `node workshop/run/run.mjs demo3` serves a demo and restarts it on each save, and with the path of
// a script it runs the script. It first checks Node and the packages. When nothing is missing, it prints nothing.
//
// It must also run on a Node that is too old, and before anything is installed: no packages, no recent syntax.
import { installEncore } from './encore.mjs';
import { checkNode, fail, installPackages } from './packages.mjs';

// `--with-tests` installs what the tests need as well. Without a demo or a script, that is all.
const withTests = process.argv[2] === '--with-tests';
const [what] = process.argv.splice(2, withTests ? 2 : 1).slice(withTests ? 1 : 0);

// For a check, 1 means "not yet". What keeps it from running is another thing.
if (what === 'workshop/check/check.ts') process.exitCode = 2;
checkNode();
installPackages(withTests);
const tortured = what === 'workshop/torture/torture.ts' && process.argv.indexOf('encore') > 0;
if (withTests || tortured || /encore/.test(what || '')) installEncore();
installBrowser()
  .then(() => (what ? start(what) : undefined))
  .catch(fail);

function installBrowser() {
  if (!withTests) return Promise.resolve();
  return import('./browser.mjs').then((browser) => browser.installBrowser());
}

/** @param {string} path of a demo's folder or of a script, from the project's folder */
function start(path) {
  if (/\.m?[jt]s$/.test(path)) return import('./script.mjs').then(({ runScript }) => runScript(path));
  return import('./serve.mjs').then(({ serveDemo }) => serveDemo(path));
}
