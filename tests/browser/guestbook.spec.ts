// Demo 2 in a browser: two visitors with a guestbook, and what it costs them.
import type { Page } from '@playwright/test';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';

async function post(page: Page, name: string, message: string) {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your message').fill(message);
  await page.getByRole('button', { name: 'Post' }).click();
}
const messages = (page: Page) => page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
const figure = async (page: Page, name: string) =>
  Number.parseFloat(
    (await page.locator('dt', { hasText: name }).locator('+ dd').innerText()).replaceAll(',', ''),
  );

test('another tab sees a message only when it asks', async ({ context, start }) => {
  const { url } = await start(2);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await ann.goto(url);
  await bob.goto(url);
  await post(ann, 'Ann', 'Can you see me?');
  await expect(messages(ann)).toContainText(['Ann: Can you see me?']);
  await expect(messages(bob)).toHaveCount(0);
  await bob.reload();
  await expect(messages(bob)).toContainText(['Ann: Can you see me?']);
});

test('a message is shown as text, with the visitor’s own time, and fits 320 pixels, whatever is in it', async ({
  page,
  start,
}) => {
  const { url } = await start(2);
  await page.goto(onTheLan(url));
  await post(page, '<b>Ann</b>', '<script>document.title = "broken into"</script>');
  await post(page, '"Bob"', '<img src=x onerror="document.title = \'broken into\'">');
  await expect(messages(page)).toHaveCount(2);
  await expect(messages(page).first()).toContainText('"Bob": <img src=x onerror=');
  await expect(messages(page).last()).toContainText('<b>Ann</b>: <script>');
  await expect(page).not.toHaveTitle('broken into');
  const time = messages(page).first().locator('time');
  const local = await time.evaluate((element: HTMLTimeElement) =>
    new Date(element.dateTime).toLocaleTimeString(),
  );
  await expect(time).toHaveText(local);

  await page.setViewportSize({ width: 320, height: 640 });
  await post(page, 'W'.repeat(20), 'W'.repeat(500));
  await expect(messages(page)).toHaveCount(3);
  expect(await overflow(page)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('what a post costs is measured, and grows with the guestbook', async ({ page, start }) => {
  const { url } = await start(2);
  await page.goto(url);
  await expect(page.locator('#cost-of')).toHaveText('Loading it took:');
  await expect.poll(() => figure(page, 'Requests')).toBeGreaterThan(3);

  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await post(page, 'Ann', 'é');
  await expect(page.locator('#cost-of')).toHaveText('Sending your message of 2 bytes took:');
  expect(sent.slice(0, 2)).toEqual(['POST /send_message', 'GET /']);
  // The icon is asked for twice, by the page and by the tab, and fetched once.
  await expect.poll(() => figure(page, 'Requests')).toBe(new Set(sent).size);
  const first = await figure(page, 'Received');
  const html = await page.evaluate(() => document.documentElement.outerHTML.length);
  expect(first).toBeGreaterThan(html / 2);

  for (const name of ['Bob', 'Cat', 'Dan']) await post(page, name, 'x'.repeat(500));
  await expect.poll(() => figure(page, 'Received')).toBeGreaterThan(first);
  expect(await figure(page, 'Time until the page was ready')).toBeGreaterThan(0);
});

test('the page says how old it is', async ({ page, start }) => {
  await page.clock.install();
  await page.goto((await start(2)).url);
  await expect(page.locator('#page-age')).toHaveText('…'); // nothing has measured it yet
  await page.clock.runFor(60_000);
  await expect(page.locator('#page-age')).toHaveText(/^6\d s$/);
});

test.describe('a bad form', () => {
  test.use({ allowedErrors: [/status of 422/] });

  test('comes back with a sentence, and with the text', async ({ page, start }) => {
    await page.goto((await start(2)).url);
    await page.locator('#guestbook-form').evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
      for (const input of form.querySelectorAll('input')) input.removeAttribute('maxlength');
    });
    await post(page, 'Ann & "Bob"', 'x'.repeat(501));
    await expect(page.getByRole('alert')).toHaveText('Please write at most 500 characters.');
    await expect(page.getByLabel('Your name')).toHaveValue('Ann & "Bob"');
    await expect(page.getByLabel('Your message')).toHaveValue('x'.repeat(501));
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the guestbook works all the same', async ({ page, start }) => {
    await page.goto((await start(2)).url);
    await post(page, 'Ann', 'No script needed');
    await expect(messages(page)).toContainText(['Ann: No script needed']);
    await page.getByRole('button', { name: 'Clear the guestbook' }).click();
    await expect(messages(page)).toHaveCount(0);
  });
});
