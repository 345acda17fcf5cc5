// The tests that need no browser. Those that do are in tests/browser and run by Playwright.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxConcurrency: 3, // tests of one file that say that they may run side by side
    maxWorkers: 3, // files that run side by side: most of them wait most of the time
  },
});
