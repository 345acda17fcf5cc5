// Every layer, in every demo that must have it; and none of it in the demo before, so that each check can fail.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { type Demo, demos, startDemo } from '../workshop/check/harness.ts';
import { judged } from './support/busy.ts';

for (const { number, folder } of demos) {
  describe(`demo${number}`, () => {
    let demo: Demo;
    beforeAll(async () => {
      demo = await startDemo(folder);
    });
    afterAll(async () => {
      await demo.stop();
    });

    for (const { name, behaviours } of layers.filter(({ from, to }) => from <= number && number <= to)) {
      describe(name, () => {
        for (const [sentence, { check }] of Object.entries(behaviours))
          test(sentence, () => judged(() => check(demo)));
      });
    }

    for (const { name, behaviours } of layers.filter(({ from }) => from === number + 1)) {
      // Side by side, because to notice that something does not come takes seconds.
      describe.concurrent(`has no ${name} yet`, () => {
        for (const [sentence, { check }] of Object.entries(behaviours)) {
          // On a busy computer, a check waits longer before it says that something does not come.
          test(`not: ${sentence}`, { timeout: 120_000 }, () => expect(check(demo)).rejects.toThrow());
        }
      });
    }
  });
}
