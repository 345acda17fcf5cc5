// The page of `npm run diff 3 4 -- --html`, for a self-learner and for an instructor with a projector.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { root, run } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, overflow, test } from './fixtures.ts';

const urlOf = (name: string) => pathToFileURL(join(root, 'diffs', `${name}.html`)).href;
const page6to7 = urlOf('demo6-demo7');

/** Makes pages; returns what the command printed. */
async function makePages(before: string, after: string): Promise<string> {
  const runner = join(root, 'workshop', 'run', 'run.mjs');
  const args = [runner, 'workshop/diff/diff.ts', before, after, '--html', '--no-open'];
  const making = run(process.execPath, args);
  expect(await making.exited, making.output()).toBe(0);
  return making.output();
}

const file = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const current = (page: Page) => page.getByRole('navigation', { name: 'Files' }).locator('[aria-current]');

test.describe.configure({ mode: 'serial' }); // the pages are made once

test.beforeAll(async () => {
  expect(await makePages('6', '7')).toContain('diffs/demo6-demo7.html');
});

test('the page of a step stands alone, in one column or side by side', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(page6to7);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From demo6 to demo7');
  expect(requests).toEqual([page6to7]);

  const server = file(page, 'server.ts');
  const sides = server.locator('.d2h-file-side-diff');
  await expect(page.getByLabel('In one column')).toBeChecked(); // this window would cut off the lines of two
  await expect(sides.filter({ visible: true })).toHaveCount(0);
  await expect(
    server.getByText("registerPolls } from './handlers/polls.ts'").filter({ visible: true }),
  ).toHaveCount(1);
  await expect(server.locator('.hljs-keyword').first()).toBeAttached();

  await page.getByLabel('Side by side').check();
  await expect(sides.filter({ visible: true })).toHaveCount(2);
  await expect(sides.first().locator('del, .d2h-del').first()).toBeVisible();
  expect(await overflow(page)).toBe(0);

  await page.getByRole('link', { name: 'Previous step' }).first().click();
  await expect(page.getByLabel('Side by side')).toBeChecked();
});

test('lists the files in reading order, and marks the one you look at', async ({ page }) => {
  await page.goto(page6to7);
  const list = page.getByRole('navigation', { name: 'Files' });
  await expect(list.getByRole('link').first()).toHaveText('events.ts');
  await expect(list.getByRole('listitem').nth(1)).toHaveText(
    /^server\.ts changed, \+\d+ −\d+\s*Demo 7, everything at once: .*\.$/,
  );
  const names = await list.getByRole('link').allTextContents();
  expect(
    await page.getByRole('region').getByRole('heading').locator('span:first-child').allTextContents(),
  ).toEqual(names);

  for (const name of ['public/canvas.js', 'handlers/polls.ts', names.at(-2)!, names.at(-1)!]) {
    await list.getByRole('link', { name, exact: true }).click();
    await expect(current(page)).toHaveText([name]);
    await expect(current(page)).toBeInViewport();
  }
  await page.evaluate(() => scrollTo(0, 0));
  await expect(current(page)).toHaveText(['events.ts']);
  await expect(current(page)).toBeInViewport();
});

test('folds style sheets and labels, and unfolds the file you ask for, or everything', async ({ page }) => {
  await page.goto(page6to7);
  await expect(page.getByText(/^\s*Folded: .* server\.ts, .*whats-new\.ejs, .*canvas\.css/)).toBeVisible();
  const server = file(page, 'server.ts');
  await expect(server.getByText('start(server, 5007)').filter({ visible: true })).toHaveCount(0);
  await server.getByText('Folded: the demo’s title, number or port (4 lines)').click();
  await expect(server.getByText('start(server, 5007)').filter({ visible: true })).toHaveCount(1);

  const style = file(page, 'public/polls.css').getByRole('table').filter({ visible: true });
  await expect(style).toHaveCount(0);
  await page.getByRole('link', { name: 'public/polls.css' }).click();
  await expect(style).toHaveCount(1);

  const lesson = file(page, 'views/partials/whats-new.ejs').getByRole('table').filter({ visible: true });
  await expect(lesson).toHaveCount(0);
  await page.getByRole('button', { name: 'Unfold everything' }).click();
  await expect(lesson).toHaveCount(1);
});

test('leads from step to step', async ({ page }) => {
  await page.goto(urlOf('demo1-demo2'));
  await expect(page.getByRole('link', { name: 'Previous step' })).toHaveCount(0);
  for (let number = 2; number < 7; number++) {
    await page.getByRole('link', { name: 'Next step' }).last().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      `From demo${number} to demo${number + 1}`,
    );
  }
  await expect(page.getByRole('link', { name: 'Next step' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Previous step: From demo5 to demo6' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From demo5 to demo6');
});

test('fits a window of 320, 360, 1280 and 1700 pixels, with no accessibility problem in either view', async ({
  page,
}) => {
  for (const [view, ...widths] of [
    ['In one column', 320, 360, 1280],
    ['Side by side', 1700],
  ] as const) {
    // The second one is a step with all kinds of files, but fewer words for axe.
    for (const address of [page6to7, urlOf('demo3-demo4')]) {
      await page.setViewportSize({ width: widths[0], height: 720 });
      await page.goto(address);
      await expect(page.getByLabel(view)).toBeChecked();
      await page.getByRole('button', { name: 'Unfold everything' }).click();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 720 });
        expect(await overflow(page), `${address} at ${width} pixels`).toBe(0);
      }
    }
    await page.setViewportSize({ width: widths[0], height: 720 });
    expect(await accessibilityProblems(page), view).toEqual([]);
  }
});

test('on a phone the list is folded above the files, which are in one column', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(page6to7);
  await expect(page.locator('.d2h-file-side-diff').filter({ visible: true })).toHaveCount(0);
  const code = page.locator('.below .d2h-code-line-ctn').filter({ visible: true });
  const widths = await code.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
  expect(Math.max(...widths)).toBeLessThanOrEqual(360);

  const link = page.getByRole('link', { name: 'public/poll.js', exact: true });
  await expect(link).toBeHidden();
  const list = page.getByText('Files in reading order');
  await list.click();
  await link.click();
  await expect(link).toBeHidden();
  await expect(list).toBeInViewport({ ratio: 1 });
  const heading = file(page, 'public/poll.js').getByRole('heading');
  await expect(heading).toBeInViewport({ ratio: 1 });
  const bar = (await list.boundingBox())!;
  expect((await heading.boundingBox())!.y).toBeGreaterThan(bar.y + bar.height); // the list does not cover it
});

test('can be printed: the list above all files, in one column, on white', async ({ page }) => {
  await page.goto(page6to7);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('link', { name: 'public/poll.js', exact: true })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.locator('section').first()).toHaveCSS('background-color', 'rgb(255, 255, 255)');
});

test('shows what somebody has typed as text', async ({ page }) => {
  const copy = join(mkdtempSync(join(tmpdir(), 'diff ')), 'mine');
  const name = basename(copy);
  try {
    cpSync(join(root, 'demo4'), copy, { recursive: true });
    const nasty = '</script></style><img src=x onerror="document.title=1"><script>document.title=2</script>';
    writeFileSync(join(copy, 'public', 'nasty.js'), `// ${nasty}.\nconst a = '${nasty}';\n`);
    const server = join(copy, 'server.ts');
    writeFileSync(server, readFileSync(server, 'utf8').replace('// Demo 4', `// ${nasty} 4`));
    await makePages('4', copy);
    await page.goto(urlOf(`demo4-${name}`));
    await expect(file(page, 'public/nasty.js').getByText(`const a = '${nasty}';`)).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'public/nasty.js' })).toContainText(nasty);
    await expect(page).toHaveTitle('From demo4 to mine');
    await expect(page.locator('img')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Next step: From demo4 to demo5' }).first()).toBeVisible();
  } finally {
    rmSync(join(copy, '..'), { recursive: true });
    rmSync(join(root, 'diffs', `demo4-${name}.html`), { force: true });
  }
});
