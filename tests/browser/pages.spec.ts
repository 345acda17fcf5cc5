// Every page of every demo: readable by everybody, on every width, in both themes.
import { demos } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';

test.use({ allowedErrors: [/404 \(Not Found\) \S+\/nothing\/here$/] }); // Chromium logs it

for (const { number } of demos) {
  test(`the pages of demo${number} are accessible, fit 320 pixels, can be walked through by keyboard, and look as the visitor likes`, async ({
    page,
    start,
  }) => {
    const { url } = await start(number);
    for (const path of ['/', '/about', '/nothing/here']) {
      await test.step(`${path} is accessible, and fits 320 pixels`, async () => {
        await page.setViewportSize({ width: 1280, height: 720 });
        await page.goto(onTheLan(url) + path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await accessibilityProblems(page), path).toEqual([]);
        for (const width of [320, 360, 768, 1280]) {
          await page.setViewportSize({ width, height: 640 });
          expect(await overflow(page), `${path} at ${width} pixels`).toBe(0);
        }
      });
    }

    await test.step('the keyboard walks through them, with the focus in sight', async () => {
      await page.setViewportSize({ width: 1280, height: 720 });
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

    await test.step('light or dark as the visitor likes, and still for anyone who wants that', async () => {
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
