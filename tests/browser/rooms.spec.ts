// Rooms in a browser, in every demo that has them: several pages in two rooms.
import type { Page } from '@playwright/test';
import { demos } from '../harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { connected, cut, enter, log, say } from './people.ts';

const rooms = (page: Page) => page.locator('#rooms-list li');
const heading = (page: Page) => page.getByRole('heading', { name: /^Chat/ });
const people = (page: Page) => page.locator('#people-list li');
const problem = (page: Page) => page.locator('#rooms-problem');

for (const { number } of demos.filter((demo) => demo.number >= 6)) {
  test.describe(`demo${number}`, () => {
    test('four pages in two rooms hear and see only their own', async ({ context, start }) => {
      const { url } = await start(number);
      const pages: Page[] = [];
      for (const [nickname, room] of [
        ['Ann', ''],
        ['Bob', ''],
        ['Cat', 'tech'],
        ['Dan', 'tech'],
      ] as const) {
        pages.push(await context.newPage());
        await enter(pages.at(-1)!, onTheLan(url), nickname, room);
      }
      const [ann, bob, cat, dan] = pages as [Page, Page, Page, Page];
      await expect(heading(ann)).toHaveText('Chat in general');
      await expect(heading(dan)).toHaveText('Chat in tech');
      await say(ann, 'for general');
      await say(cat, 'for tech');
      await expect(log(bob)).toContainText('for general');
      await expect(log(dan)).toContainText('for tech');
      for (const page of [ann, bob]) {
        await expect(log(page)).not.toContainText('for tech');
        await expect(people(page)).toHaveCount(2);
        await expect(rooms(page)).toHaveText(['general (2)', 'random (0)', 'tech (2)']);
        await expect(rooms(page).locator('[aria-current]')).toHaveText('general (2)');
      }

      await ann.getByRole('link', { name: /^tech/ }).click();
      await expect(heading(ann)).toHaveText('Chat in tech');
      await expect(log(ann)).toContainText('for tech');
      await expect(log(ann)).not.toContainText('for general');
      await expect(people(ann)).toHaveText(['Ann (you)', 'Cat', 'Dan']);
      await expect(people(bob)).toHaveText(['Bob (you)']);
      await expect(log(bob)).toContainText('Ann left');
      await expect(log(cat)).toContainText('Ann joined');
      await expect(rooms(dan)).toHaveText(['general (1)', 'random (0)', 'tech (3)']);
      expect(new URL(ann.url()).hash).toBe('#tech');
      await ann.goBack();
      await expect(heading(ann)).toHaveText('Chat in general');
      await expect(log(ann)).toContainText('for general');
    });

    test('one opens a room, shares its address, and is still in it after a break and a reload', async ({
      context,
      start,
    }) => {
      const { url } = await start(number);
      const [ann, bob] = [await context.newPage(), await context.newPage()];
      await enter(ann, onTheLan(url), 'Ann');
      await ann.getByLabel('Open another room').fill('Käse');
      await ann.keyboard.press('Enter');
      await expect(heading(ann)).toHaveText('Chat in Käse');
      await expect(rooms(ann).last()).toHaveText('Käse (1)');
      await expect(ann.getByLabel('Open another room')).toHaveValue('');
      await say(ann, 'in here');

      await bob.goto(ann.url());
      await bob.getByLabel('Nickname', { exact: true }).fill('Bob');
      await bob.keyboard.press('Enter');
      await expect(heading(bob)).toHaveText('Chat in Käse');
      await expect(log(bob)).toContainText('in here');
      await bob.close();

      await cut(ann);
      await connected(ann);
      await expect(heading(ann)).toHaveText('Chat in Käse');
      await ann.reload();
      await connected(ann);
      await expect(heading(ann)).toHaveText('Chat in Käse');
      await expect(log(ann)).toContainText('in here');
    });

    test('a room that cannot be is refused with a sentence, and one stays', async ({ page, start }) => {
      const { url } = await start(number);
      await enter(page, onTheLan(url), 'Ann', 'no%20such%20room');
      await expect(heading(page)).toHaveText('Chat in general');
      await expect(problem(page)).toHaveText(/^A name for the room has 1 to 20/);
      await expect.poll(() => new URL(page.url()).hash).toBe('#general');
      await page.goto(`${onTheLan(url)}/#%20ＴＥＣＨ%20`);
      await page.reload();
      await expect(heading(page)).toHaveText('Chat in tech');
      await expect(problem(page)).toHaveText('');
      await page.getByRole('link', { name: /^general/ }).click();
      await expect(heading(page)).toHaveText('Chat in general');
      await page.getByLabel('Open another room').fill('two words');
      await page.keyboard.press('Enter');
      await expect(problem(page)).toHaveText(/^A name for the room has 1 to 20/);
      await expect(page.getByLabel('Open another room')).toHaveValue('two words');
      expect(new URL(page.url()).hash).toBe('#general');
      await page.evaluate(() => (location.hash = '#%E0%A4%A'));
      await expect(problem(page)).toHaveText(/^A name for the room has 1 to 20/);
      await page.getByRole('link', { name: /^tech/ }).click();
      await expect(heading(page)).toHaveText('Chat in tech');
      await expect(problem(page)).toHaveText('');
    });

    test('who changes the mind before the answer ends up where the address says', async ({ page, start }) => {
      const { url } = await start(number);
      await enter(page, onTheLan(url), 'Ann');
      for (const [first, second] of [
        ['tech', 'general'],
        ['random', 'tech'],
        ['general', 'random'],
      ] as const) {
        for (const delay of [0, 1, 3]) {
          await page.evaluate(
            async ([one, two, wait]) => {
              location.hash = one;
              await new Promise((done) => setTimeout(done, wait));
              location.hash = two;
            },
            [first, second, delay] as const,
          );
          await expect(heading(page)).toHaveText(`Chat in ${second}`);
          expect(new URL(page.url()).hash).toBe(`#${second}`);
        }
      }
    });

    test('another room is shown from its end, wherever one was reading', async ({ context, page, start }) => {
      const { url } = await start(number);
      const guest = await context.newPage();
      await enter(page, onTheLan(url), 'Ann');
      await enter(guest, url, 'Bob', 'tech');
      for (let i = 0; i < 15; i++) for (const one of [page, guest]) await say(one, `line ${i}`);
      await log(page).evaluate((element) => (element.scrollTop = 0));
      await page.evaluate(() => (location.hash = 'tech'));
      await expect(heading(page)).toHaveText('Chat in tech');
      await expect(log(page).locator('.message').last()).toContainText('line 14');
      await expect(log(page).locator('.message').last()).toBeInViewport();
    });

    test('with long names everything fits 320 pixels and is accessible', async ({ page, context, start }) => {
      const { url } = await start(number);
      await page.setViewportSize({ width: 320, height: 640 });
      await enter(page, onTheLan(url), 'W'.repeat(20), 'W'.repeat(20));
      for (let i = 0; i < 3; i++) {
        const guest = await context.newPage();
        await enter(guest, url, `guest${i}`, `${i}${'M'.repeat(19)}`);
      }
      await expect(rooms(page)).toHaveCount(7);
      if (number === 7) await page.locator('#tabs').getByRole('button', { name: 'people' }).click();
      await expect(rooms(page).last()).toBeVisible();
      expect(await overflow(page)).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
}
