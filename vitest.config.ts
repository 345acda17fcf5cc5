// The tests that need no browser. Those that do are in tests/browser and run by Playwright.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take long, in an order in which what computes most of the time runs beside what mostly waits. Whatever
 * computes takes longer when all of it runs at once.
 */
const long = [
  'check',
  'encore',
  'standalone',
  'caps',
  'rooms',
  'behaviours',
  'stages',
  'torture',
  'encore-starts',
  'exercises',
  'learning',
  'crowd',
  'start',
  'encore-failures',
  'hub',
  'sidebar',
  'packets',
];
const placeOf = ({ moduleId }: TestSpecification) => {
  const place = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place < 0 ? long.length : place;
};

class InThisOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

// A bystander's answers are timed, and crowds need a whole processor: nothing else runs beside these.
const timed = ['tests/attacks/crowds.test.ts', 'tests/attacks/floods.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000, // these three are for what hangs: a busy machine is no reason to fail
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // Tests of one file that say that they may run side by side. A processor that is too busy makes checks start over,
    // which keeps it even busier.
    maxConcurrency: 2,
    sequence: { sequencer: InThisOrder },
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
