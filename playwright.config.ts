// The tests in a browser: an installed Chrome, Chromium or Edge, see workshop/run/browser.mjs.
import { defineConfig } from '@playwright/test';
import { findBrowser } from './workshop/run/browser.mjs';

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'tests/browser',
  fullyParallel: true,
  workers: 2, // with more, two processors are no faster, and whatever waits for a picture waits longer
  timeout: 180_000, // for what hangs
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        // A phone in the LAN has no secure context; neither has a host name that is not localhost.
        '--host-resolver-rules=MAP workshop.local 127.0.0.1',
        '--disable-background-networking',
        ...(root ? ['--no-sandbox'] : []),
      ],
    },
  },
});
