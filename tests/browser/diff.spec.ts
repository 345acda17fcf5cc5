// The page of `npm run diff 3 4 -- --html`, which a self-learner reads.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from '../harness.ts';
import { expect, overflow, test } from './fixtures.ts';

const page6to7 = join(root, 'diffs', 'demo6-demo7.html');

test.describe.configure({ mode: 'serial' }); // the page is made once

test.beforeAll(async () => {
  const args = [
    '--import',
    import.meta.resolve('tsx'),
    join(root, 'workshop', 'diff.ts'),
    '6',
    '7',
    '--html',
    '--no-open',
  ];
  const making = run(process.execPath, args);
  expect(await making.exited, making.output()).toBe(0);
  expect(making.output()).toContain('diffs/demo6-demo7.html');
});

test('the page of a step stands alone, side by side or in one column', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(page6to7).href);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From demo6 to demo7');
  expect(requests).toEqual([pathToFileURL(page6to7).href]);

  const server = page.getByRole('region', { name: 'server.ts' });
  const sides = server.locator('.d2h-file-side-diff');
  await expect(sides.filter({ visible: true })).toHaveCount(2);
  await expect(sides.first().locator('del, .d2h-del').first()).toBeVisible();
  await expect(server.locator('.hljs-keyword').first()).toBeAttached();
  expect(await overflow(page)).toBe(0);

  await page.getByLabel('In one column').check();
  await expect(sides.filter({ visible: true })).toHaveCount(0);
  await expect(
    server.getByText("registerPolls } from './handlers/polls.ts'").filter({ visible: true }),
  ).toHaveCount(1);

  await page.getByRole('link', { name: 'public/canvas.js' }).click();
  await expect(page.getByRole('region', { name: 'public/canvas.js' })).toBeInViewport();
});

test('the page of a step can be read on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(pathToFileURL(page6to7).href);
  await expect(page.locator('.d2h-file-side-diff').filter({ visible: true })).toHaveCount(0);
  const server = page.getByRole('region', { name: 'server.ts' });
  await expect(
    server.getByText("registerPolls } from './handlers/polls.ts'").filter({ visible: true }),
  ).toHaveCount(1);
  expect(await overflow(page)).toBe(0);
  const code = page.locator('.below .d2h-code-line-ctn').filter({ visible: true });
  const widths = await code.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
  expect(Math.max(...widths)).toBeLessThanOrEqual(360);
});
