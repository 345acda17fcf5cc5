// The encore does all that demo 7 does, with one server and with three. The clients land on any of them.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { accounts } from '../workshop/check/behaviours/accounts.ts';
import { durable } from '../workshop/check/behaviours/durable.ts';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { servers as several } from '../workshop/check/behaviours/servers.ts';
import type { Demo } from '../workshop/check/harness.ts';
import { judged } from './support/busy.ts';
import { startEncore } from './support/encore.ts';

/** What the encore does in another way, and why. */
const exceptions: Record<string, string> = {
  'go with their message when it leaves the history': 'Messages stay, so reactions to them do, too.',
};

describe.each([1, 3])('the encore with %i server(s)', (servers) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startEncore({ SERVERS: String(servers) });
  });
  afterAll(async () => {
    await demo.stop();
  });

  for (const { name, behaviours } of layers.filter(({ to }) => to === 7)) {
    describe(name, () => {
      for (const [sentence, { check }] of Object.entries(behaviours)) {
        test.skipIf(sentence in exceptions)(sentence, () => judged(() => check(demo)));
      }
    });
  }

  // Last: stopping a server moves the people of other checks.
  for (const [name, checks] of Object.entries({
    durable,
    accounts,
    ...(servers > 1 && { servers: several }),
  })) {
    describe(name, () => {
      for (const [sentence, check] of Object.entries(checks)) test(sentence, () => judged(() => check(demo)));
    });
  }
});
