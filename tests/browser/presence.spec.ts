// Presence in a browser, in every demo that has it: nicknames, who is here, and who one is after a break.
import type { Page } from '@playwright/test';
import { connect } from '../client.ts';
import { demos, startDemo } from '../harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const people = (page: Page) => page.locator('#people-list li');
const notices = (page: Page) => page.locator('#chat-log .notice');
const connected = (page: Page) => expect(page.locator('#status')).toHaveText('Connected by WebSocket');

async function enter(page: Page, url: string, nickname: string) {
  await page.goto(url);
  await page.getByLabel('Nickname', { exact: true }).fill(nickname);
  await page.getByRole('button', { name: 'Join' }).click();
  await connected(page);
}

for (const { number, folder } of demos.filter((demo) => demo.number >= 5)) {
  test.describe(`demo${number}`, () => {
    test.describe('refused', () => {
      // Socket.IO's client hangs up when it is refused; a poll that is under way then is answered with 400.
      test.use({ allowedErrors: [/400 \(Bad Request\) \S+transport=polling/] });

      test('the dialog works by keyboard alone, and does not go away without a nickname', async ({
        page,
        start,
      }) => {
        await page.goto(onTheLan((await start(number)).url));
        await expect(page.getByLabel('Nickname', { exact: true })).toBeFocused();
        expect(await accessibilityProblems(page)).toEqual([]);
        for (let i = 0; i < 3; i++) {
          await page.keyboard.press('Escape');
          await expect(dialog(page)).toBeVisible();
        }
        await page.getByLabel('Nickname', { exact: true }).focus();
        await page.keyboard.type('Ann Lee');
        await page.keyboard.press('Enter');
        await expect(page.locator('#nickname-problem')).toHaveText(/^A nickname has 1 to 20 letters/);
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

      test('a nickname that is taken is refused, and what was typed stays', async ({ context, start }) => {
        const { url } = await start(number);
        const [ann, other] = [await context.newPage(), await context.newPage()];
        await enter(ann, onTheLan(url), 'Ann');
        await other.goto(url);
        await other.getByLabel('Nickname', { exact: true }).fill('ANN');
        await other.keyboard.press('Enter');
        await expect(other.locator('#nickname-problem')).toHaveText(
          'The nickname "ANN" is taken. Please choose another.',
        );
        await expect(other.getByLabel('Nickname', { exact: true })).toHaveValue('ANN');
        await other.getByLabel('Nickname', { exact: true }).fill('Anna');
        await other.keyboard.press('Enter');
        await expect(people(ann)).toHaveText(['Ann (you)', 'Anna']);
      });
    });

    test('three see each other come and go', async ({ context, start }) => {
      const { url } = await start(number);
      const [ann, bob, cat] = [await context.newPage(), await context.newPage(), await context.newPage()];
      await enter(ann, onTheLan(url), 'Ann');
      await enter(bob, url, 'Bob');
      await expect(people(ann)).toHaveText(['Ann (you)', 'Bob']);
      await expect(notices(ann)).toHaveText(['Bob joined']);
      await enter(cat, onTheLan(url), 'Cat');
      await expect(people(bob)).toHaveText(['Ann', 'Bob (you)', 'Cat']);
      await expect(ann.getByRole('heading', { name: 'Who is here (3)' })).toBeVisible();
      await expect(notices(ann)).toHaveText(['Bob and Cat joined']);
      await bob.close();
      for (const page of [ann, cat]) {
        await expect(people(page)).toHaveCount(2);
        await expect(notices(page).last()).toHaveText('Bob left');
      }
    });

    test('many at once are one line', async ({ page, start }) => {
      const { url } = await start(number);
      await enter(page, url, 'Ann');
      const crowd = await Promise.all(Array.from({ length: 12 }, () => connect(url)));
      await expect(notices(page)).toHaveText(['12 people joined']);
      await expect(people(page)).toHaveCount(13);
      for (const one of crowd) one.close();
      await expect(notices(page)).toHaveText(['12 people joined', '12 people left']);
      await expect(people(page)).toHaveText(['Ann (you)']);
    });

    test('a reload keeps the name, and the next visit remembers it', async ({ context, start }) => {
      const { url } = await start(number);
      const [ann, bob] = [await context.newPage(), await context.newPage()];
      await enter(bob, onTheLan(url), 'Bob');
      await enter(ann, url, 'Ann');
      await ann.reload();
      await connected(ann);
      await expect(dialog(ann)).toBeHidden();
      for (const page of [ann, bob]) await expect(people(page)).toHaveCount(2);
      await ann.close();
      await expect(people(bob)).toHaveText(['Bob (you)']);
      const next = await context.newPage();
      await next.goto(url);
      await expect(next.getByLabel('Nickname', { exact: true })).toHaveValue('Ann');
    });

    test('closing a page frees its nickname at once', async ({ context, start }) => {
      const { url } = await start(number);
      const [ann, bob] = [await context.newPage(), await context.newPage()];
      await enter(bob, onTheLan(url), 'Bob');
      await enter(ann, url, 'Ann');
      await ann.close({ runBeforeUnload: true });
      await expect(people(bob)).toHaveText(['Bob (you)']);
      await enter(await context.newPage(), url, 'Ann');
      await expect(people(bob)).toHaveCount(2);
    });

    test('broken entries in the storage of the browser break nothing', async ({ page, start }) => {
      const { url } = await start(number);
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

      test('one is back under the same name, listed once', async ({ context }) => {
        const demo = await startDemo(folder);
        const [ann, bob] = [await context.newPage(), await context.newPage()];
        await enter(ann, onTheLan(demo.url), 'Ann');
        await enter(bob, onTheLan(demo.url), 'Bob');
        await ann.getByRole('button', { name: 'Cut the connection' }).click();
        await expect(people(bob)).toHaveText(['Bob (you)']);
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

    test('everything fits 320 pixels and is accessible with a crowd', async ({ page, start }) => {
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
  });
}
