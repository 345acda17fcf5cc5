// What does each lane of the sidebar's race cost, in Chromium? Prints the page's own figures and judges nothing:
// npx tsx tests/bench/race.ts [seconds]
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root, startDemo } from '../../workshop/check/harness.ts';
import { installBrowser } from '../../workshop/run/browser.mjs';

const SETTLE = 3000; // milliseconds: the page shows averages of two seconds
const AFTER_DROP = 7000; // the page looks for the longest silence in six seconds
const [seconds = '10'] = process.argv.slice(2);
const averaged = ['age', 'updates', 'each', 'received', 'sent']; // in ms, per second, bytes, kB/s, kB/s

const demo = await startDemo(join(root, 'demo-sidebar'));
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: installBrowser(), args: sandbox });
const page = await browser.newPage();
await page.goto(`${demo.url}/race`);

for (const latency of [0, 100, 300]) {
  await page.getByLabel(`${latency} ms`, { exact: true }).check();
  await page.waitForTimeout(SETTLE);
  // The lanes begin again, so that "each update" has nothing of another latency.
  for (let i = 0; i < 2; i++) await page.locator('#run').click();
  await page.waitForTimeout(SETTLE);
  const looks: Record<string, Record<string, string>>[] = [];
  for (let i = 0; i < Number(seconds); i++) {
    await page.waitForTimeout(1000);
    looks.push(await read());
  }
  await page.getByRole('button', { name: 'Drop all five connections' }).click();
  await page.waitForTimeout(AFTER_DROP);
  const last = await read();
  console.log(`\n${latency} ms each way, the average of ${seconds} seconds`);
  console.table(
    Object.fromEntries(
      Object.entries(last).map(([id, { after }]) => {
        const average = (name: string) =>
          looks.reduce((sum, lanes) => sum + parseFloat(lanes[id]![name]!), 0) / looks.length;
        const row = averaged.map((name) => [name, average(name).toFixed(name === 'updates' ? 1 : 2)]);
        return [id, { ...Object.fromEntries(row), after }];
      }),
    ),
  );
}
await browser.close();
await demo.stop();

/** The figures of each lane, as the page shows them. */
async function read(): Promise<Record<string, Record<string, string>>> {
  const lanes = await page.locator('.lane').evaluateAll(
    (all, names) =>
      all.map((lane) => ({
        id: lane.id,
        shown: Object.fromEntries(
          names.map((name) => [name, lane.querySelector(`#${lane.id}-${name}`)?.textContent ?? '']),
        ),
      })),
    [...averaged, 'after'],
  );
  return Object.fromEntries(lanes.map(({ id, shown }) => [id, shown]));
}
