// Presence in a browser: nicknames, who is here, and who one is after a break.
import type { Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import { demos, startDemo } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { cut, say } from './people.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page) => page.getByLabel('Nickname', { exact: true });
const people = (page: Page) => page.locator('#people-list li');
const notices = (page: Page) => page.locator('#chat-log .notice');
const connected = (page: Page) => expect(page.locator('#status')).toHaveText('Connected by WebSocket');

async function enter(page: Page, url: string, nickname: string) {
  await page.goto(url);
  await page.getByLabel('Nickname', { exact: true }).fill(nickname);
  await page.getByRole('button', { name: 'Join' }).click();
  await connected(page);
}

// Its files are the same bytes in demo 5 to 7, or have one thing more: so in the last one alone.
const { folder } = demos.find(({ number }) => number === 7)!;

test.describe('refused', () => {
  // Socket.IO's client hangs up when it is refused; a poll that is under way then is answered with 400.
  test.use({ allowedErrors: [/400 \(Bad Request\) \S+transport=polling/] });

  test('the dialog works by keyboard alone, and does not go away without a nickname', async ({
    page,
    start,
  }) => {
    await page.goto(onTheLan((await start(7)).url));
    await expect(page.getByLabel('Nickname', { exact: true })).toBeFocused();
    expect(await accessibilityProblems(page)).toEqual([]);
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toBeVisible();
    }
    await page.getByLabel('Nickname', { exact: true }).focus();
    await page.keyboard.type('Ann Lee');
    await page.keyboard.press('Enter');
    await expect(page.locator('#nickname-error')).toHaveText(/^A nickname has 1 to 20 letters/);
    await expect(page.getByLabel('Nickname', { exact: true })).toHaveValue('Ann Lee');
    await page.getByLabel('Nickname', { exact: true }).fill('Ann');
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toBeHidden();
    await expect(people(page)).toHaveText(['Ann (you)']);
    await expect(page.getByLabel('Your message')).toBeFocused();
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await expect(page.locator('#chat-log .own')).toHaveText(/^Ann .*by keyboard/);
  });

  test('a suggestion that somebody else has gives way to the next one', async ({ context, start }) => {
    const { url } = await start(7);
    const other = await connect(url, { auth: { nickname: 'ann-2' } });
    const [ann, second] = [await context.newPage(), await context.newPage()];
    await enter(ann, onTheLan(url), 'Ann');
    await second.goto(onTheLan(url));
    await expect(field(second)).toHaveValue('Ann-2');
    await second.getByRole('button', { name: 'Join' }).click();
    await expect(second.locator('#nickname-error')).toHaveText(/^The nickname "Ann-2" is taken/);
    await expect(field(second)).toHaveValue('Ann-3');
    await second.getByRole('button', { name: 'Join' }).click();
    await expect(people(ann)).toHaveText(['ann-2', 'Ann (you)', 'Ann-3']);
    other.close();
  });

  test('a nickname that is taken is rejected, and stays in the input', async ({ context, start }) => {
    const { url } = await start(7);
    const [ann, other] = [await context.newPage(), await context.newPage()];
    await enter(ann, onTheLan(url), 'Ann');
    await other.goto(url);
    await other.getByLabel('Nickname', { exact: true }).fill('ANN');
    await other.keyboard.press('Enter');
    await expect(other.locator('#nickname-error')).toHaveText(
      'The nickname "ANN" is taken. Please choose another.',
    );
    await expect(other.getByLabel('Nickname', { exact: true })).toHaveValue('ANN');
    await other.getByLabel('Nickname', { exact: true }).fill('Anna');
    await other.keyboard.press('Enter');
    await expect(people(ann)).toHaveText(['Ann (you)', 'Anna']);
  });
});

test('three see each other come and go', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob, cat] = [await context.newPage(), await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, url, 'Bob');
  await expect(people(ann)).toHaveText(['Ann (you)', 'Bob']);
  await expect(notices(ann)).toHaveText(['Bob joined']);
  await enter(cat, onTheLan(url), 'Cat');
  await expect(people(bob)).toHaveText(['Ann', 'Bob (you)', 'Cat']);
  await expect(ann.getByText('People (3)')).toBeVisible();
  await expect(notices(ann)).toHaveText(['Bob and Cat joined']);
  await bob.close();
  for (const page of [ann, cat]) {
    await expect(people(page)).toHaveCount(2);
    await expect(notices(page).last()).toHaveText('Bob left');
  }
});

test('many people who come at the same time are one line', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, url, 'Ann');
  const crowd = await Promise.all(Array.from({ length: 12 }, () => connect(url)));
  await expect(notices(page)).toHaveText(['12 people joined']);
  await expect(people(page)).toHaveCount(13);
  for (const one of crowd) one.close();
  await expect(notices(page)).toHaveText(['12 people joined', '12 people left']);
  await expect(people(page)).toHaveText(['Ann (you)']);
});

test('a reload keeps the name, closing the page frees it immediately, and the next visit remembers it', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(bob, onTheLan(url), 'Bob');
  await enter(ann, url, 'Ann');
  await ann.reload();
  await connected(ann);
  await expect(dialog(ann)).toBeHidden();
  for (const page of [ann, bob]) await expect(people(page)).toHaveCount(2);
  await ann.close({ runBeforeUnload: true });
  await expect(people(bob)).toHaveText(['Bob (you)']);
  const next = await context.newPage();
  await next.goto(url);
  await expect(field(next)).toHaveValue('Ann');
  await next.getByRole('button', { name: 'Join' }).click();
  await expect(people(bob)).toHaveText(['Bob (you)', 'Ann']);
});

test('another tab of the browser is offered a nickname that is free', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, second, third] = [await context.newPage(), await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await second.goto(onTheLan(url));
  await expect(field(second)).toHaveValue('Ann-2');
  await second.getByRole('button', { name: 'Join' }).click();
  await expect(people(ann)).toHaveText(['Ann (you)', 'Ann-2']);
  await third.goto(onTheLan(url));
  await expect(field(third)).toHaveValue('Ann-3');
  await ann.reload(); // a tab that has a nickname keeps it
  await expect(people(ann)).toHaveText(['Ann-2', 'Ann (you)']);
});

test('a duplicated tab takes over, and the first one says so', async ({ context, start }) => {
  const { url } = await start(7);
  const ann = await context.newPage();
  await enter(ann, onTheLan(url), 'Ann');
  // With an opener, the new tab gets a copy of the session, as with "Duplicate" in the menu of a tab.
  const opened = context.waitForEvent('page');
  await ann.evaluate(() => void open(location.href, '_blank', 'popup'));
  const duplicate = await opened;
  await connected(duplicate);
  await expect(people(duplicate)).toHaveText(['Ann (you)']);
  await expect(ann.locator('#status')).toHaveText(/^This chat has moved to another tab\./);
  await expect(ann.getByRole('button', { name: 'Send' })).toBeDisabled();
  await ann.reload();
  await connected(ann);
  await expect(duplicate.locator('#status')).toHaveText(/^This chat has moved to another tab\./);
});

test('each has a colour and initials, and messages in a row have one name', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'ann.lee');
  await enter(bob, url, 'Bob');
  const authors = bob.locator('#chat-log .message .author');
  for (const text of ['one', 'two']) await say(ann, text);
  await expect(authors).toHaveCount(2);
  await say(bob, 'three');
  await expect(authors).toHaveCount(3);
  await say(ann, 'four');
  await expect(authors).toHaveText(['ann.lee', 'ann.lee', 'Bob', 'ann.lee']);
  const grouped = () =>
    bob.locator('#chat-log .message').evaluateAll((all) => all.map((one) => one.matches('.goes-on')));
  expect(await grouped()).toEqual([false, true, false, false]);
  await bob.reload();
  await expect(authors).toHaveCount(4);
  expect(await grouped()).toEqual([false, true, false, false]);
  await expect(authors.first()).toHaveAttribute('data-initials', 'AL');
  await expect(people(ann).filter({ hasText: 'Bob' })).toHaveAttribute('data-initials', 'B');
  const hues = await authors.evaluateAll((all) => all.map((one) => one.style.getPropertyValue('--hue')));
  expect(new Set(hues).size).toBe(2);
  expect(hues[0]).toBe(hues[3]);
});

test('every colour of a nickname has enough contrast, in both themes', async ({ page, start }) => {
  await page.goto(onTheLan((await start(7)).url));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const worst = await page.evaluate(() => {
      const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      const luminance = (color: string) => {
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data]
          .map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one: string, other: string) => {
        const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
        return (lighter + 0.05) / (darker + 0.05);
      };
      const root = getComputedStyle(document.documentElement);
      const behind = ['--surface', '--sunken'].map((name) => root.getPropertyValue(name));
      const author = document.createElement('strong');
      author.className = 'author';
      document.body.append(author);
      return Math.min(
        ...Array.from({ length: 360 }, (_, hue) => {
          author.style.setProperty('--hue', String(hue));
          const { color } = getComputedStyle(author);
          const avatar = getComputedStyle(author, '::before');
          return Math.min(
            ...behind.map((one) => contrast(color, one)),
            contrast(avatar.color, avatar.backgroundColor),
          );
        }),
      );
    });
    expect(worst, colorScheme).toBeGreaterThanOrEqual(4.5);
  }
});

test('broken entries in the storage of the browser break nothing', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, onTheLan(url), 'Ann');
  await page.evaluate(() => {
    for (const key of ['session', 'own']) sessionStorage.setItem(key, '{');
  });
  await page.reload();
  await connected(page);
  await expect(people(page)).toHaveText(['Ann (you)']);
});

test.describe('after a break', () => {
  test.use({ allowedErrors: [/ERR_CONNECTION_REFUSED|WebSocket connection to/] });

  test('you are back under the same name, listed once', async ({ context }) => {
    const demo = await startDemo(folder);
    const [ann, bob] = [await context.newPage(), await context.newPage()];
    await enter(ann, onTheLan(demo.url), 'Ann');
    await enter(bob, onTheLan(demo.url), 'Bob');
    await cut(ann);
    await expect(notices(bob)).toContainText(['Ann left']);
    await connected(ann);
    await expect(people(bob)).toHaveText(['Bob (you)', 'Ann']);
    await expect(people(ann)).toHaveText(['Bob', 'Ann (you)']);

    await demo.stop('SIGKILL');
    const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
    for (const page of [ann, bob]) {
      await connected(page);
      await expect(people(page)).toHaveCount(2);
      await expect(dialog(page)).toBeHidden();
    }
    await expect(ann.locator('#people-list .own')).toHaveText('Ann (you)');
    await again.stop();
  });
});

// In demo 5 people are no buttons yet: the list itself has the focus.
for (const number of [5, 7]) {
  test(`everything fits 320 pixels and is accessible with a crowd on demo${number}`, async ({
    page,
    start,
  }) => {
    const { url } = await start(number);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(onTheLan(url));
    expect(await overflow(page)).toBe(0);
    const nickname = 'W'.repeat(20);
    await enter(page, onTheLan(url), nickname);
    const crowd = await Promise.all(Array.from({ length: 40 }, () => connect(url)));
    await expect(people(page)).toHaveCount(41);
    expect(await overflow(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    for (const one of crowd) one.close();
  });
}
