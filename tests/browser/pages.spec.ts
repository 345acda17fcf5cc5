// Every page of every demo: readable by everybody, on every width, in both themes.
import { demos } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';

for (const { number } of demos) {
  test.describe(`demo${number}`, () => {
    for (const path of ['/', '/about', '/nothing/here']) {
      test(`${path} is accessible, and fits 320 pixels`, async ({ page, start }) => {
        const { url } = await start(number);
        if (path === '/nothing/here') page.context().removeAllListeners('console'); // Chromium logs a 404.
        await page.goto(onTheLan(url) + path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await accessibilityProblems(page)).toEqual([]);
        for (const width of [320, 360, 768, 1280]) {
          await page.setViewportSize({ width, height: 640 });
          expect(await overflow(page), `${width} pixels`).toBe(0);
        }
      });
    }

    test('can be walked through by keyboard, with the focus in sight', async ({ page, start }) => {
      const { url } = await start(number);
      await page.goto(`${url}/about`);
      await expect(page.locator('[aria-current="step"]')).toHaveCount(1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      const home = page.getByRole('link', { name: 'Home' });
      await expect(home).toBeFocused();
      await expect(home).toHaveCSS('outline-style', 'solid');
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(`${url}/`);
    });

    test('is light or dark as the visitor likes, and keeps still for anyone who wants that', async ({
      page,
      start,
    }) => {
      const { url } = await start(number);
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(url);
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await background()).not.toBe(light);
      const moving = await page.evaluate(() => {
        for (const pill of document.querySelectorAll<HTMLElement>('.status'))
          pill.dataset['state'] = 'connecting';
        return document.getAnimations().length;
      });
      expect(moving).toBe(0);
    });
  });
}
