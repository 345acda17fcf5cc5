// Finds a browser for the tests, or installs one. The demos themselves need none of this.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/**
 * The path of a Chrome, Chromium or Edge: that in the variable CHROME_PATH, or one that is installed; undefined
 * when there is none.
 *
 * @returns {string | undefined}
 */
export function findInstalled() {
  return [process.env.CHROME_PATH ?? '', ...installed()].find((path) => path && existsSync(path));
}

/** Like findInstalled(), but where there is none it may be Playwright's own, which comes with the tests. */
export function findBrowser() {
  const playwrights = createRequire(import.meta.url)('@playwright/test').chromium.executablePath();
  return findInstalled() ?? (existsSync(playwrights) ? playwrights : undefined);
}

/** Like findBrowser(), but where there is none it installs one, or throws an error that says what to do. */
export function installBrowser() {
  const found = findBrowser();
  if (found) return found;

  console.log('The tests need a browser, and there is none. Downloading one (about 180 MB)…');
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  spawnSync(process.execPath, [playwright, 'install', 'chromium'], { timeout: 600_000 });
  if (!findBrowser() && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('That did not work. Installing Debian’s Chromium…');
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
  }
  const browser = findBrowser();
  if (browser) return browser;
  throw new Error(
    'No browser was found for the tests, and none could be installed: install Chrome, Chromium or Edge, or put ' +
      'the path of one into the variable CHROME_PATH, and run the command again.',
  );
}

/** Where browsers usually are on this kind of computer. */
function installed() {
  if (process.platform === 'win32') {
    const { PROGRAMFILES, 'PROGRAMFILES(X86)': x86, LOCALAPPDATA } = process.env;
    return [PROGRAMFILES, x86, LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(folder, 'Chromium', 'Application', 'chrome.exe'),
        join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(process.env.HOME ?? '', 'Applications')].map((folder) =>
        join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}
