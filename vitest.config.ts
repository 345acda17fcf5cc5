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
  'caps',
  'check',
  'exercises',
  'packets',
  'stages',
];
const lengthOf = ({ moduleId }: TestSpecification) =>
  long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));

/** So that in the end nobody waits for one file alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  }
}

// A bystander's answers are timed, and crowds need a whole processor: nothing else runs beside these.
const timed = ['tests/attacks/crowds.test.ts', 'tests/attacks/floods.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000, // these three are for what hangs: a busy machine is no reason to fail
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    maxConcurrency: 3, // tests of one file that say that they may run side by side
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['tests/*.test.ts', 'tests/attacks/*.test.ts'],
          exclude: timed,
          maxWorkers: 3, // most of them wait most of the time
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
