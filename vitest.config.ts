// The tests that need no browser. Those that do are in tests/browser and run by Playwright.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take minutes, the longest last. */
const long = [
  'learning',
  'crowd',
  'rooms',
  'start',
  'behaviours',
  'sidebar-terminal',
  'attacks',
  'caps',
  'check',
];
const lengthOf = ({ moduleId }: TestSpecification) =>
  long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));

/** So that in the end nobody waits for one file alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  }
}

export default defineConfig({
  test: {
    include: ['tests/*.test.ts', 'tests/attacks/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxConcurrency: 3, // tests of one file that say that they may run side by side
    maxWorkers: 3, // files that run side by side: most of them wait most of the time
    sequence: { sequencer: LongestFirst },
  },
});
