// The chat in a browser, in every demo that has it: several pages at once, and connections that break.
import type { Page } from '@playwright/test';
import { connect } from '../client.ts';
import { demos, startDemo } from '../harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { cut } from './people.ts';

const input = (page: Page) => page.getByLabel('Your message');
const lines = (page: Page) => page.locator('#chat-log > .message');
const status = (page: Page) => page.locator('#status');
const connected = (page: Page) => expect(status(page)).toHaveText('Connected by WebSocket');

let nicknames = 0;

async function say(page: Page, text: string) {
  await input(page).fill(text);
  await input(page).press('Enter');
}

async function talk(page: Page, who: string, count: number) {
  for (let i = 1; i <= count; i++) await say(page, `${who} ${i}`);
}

async function open(page: Page, url: string) {
  await page.goto(url);
  const nickname = page.locator('#nickname');
  if (await nickname.count()) {
    nicknames += 1;
    await nickname.fill(`guest${nicknames}`);
    await nickname.press('Enter');
  }
  await connected(page);
}

/** The texts that a page shows, in their order. */
const shown = (page: Page) =>
  lines(page).evaluateAll((all) =>
    all.map((line) => [...line.childNodes].findLast((node) => node instanceof Text)?.data ?? ''),
  );

/** The texts that the server has. */
async function historyOf(url: string) {
  const client = await connect(url);
  const history = (await client.next('message_history')) as { text: string }[];
  client.close();
  return history.map(({ text }) => text);
}

for (const { number, folder } of demos.filter((demo) => demo.number >= 4)) {
  test.describe(`demo${number}`, () => {
    test('what one writes, all read, and each knows what is one’s own', async ({ context, start }) => {
      const { url } = await start(number);
      const [ann, bob] = [await context.newPage(), await context.newPage()];
      await open(ann, onTheLan(url));
      await open(bob, url);
      await say(ann, 'Hello, Bob');
      await expect(lines(bob)).toContainText(['Hello, Bob']);
      await expect(input(ann)).toHaveValue('');
      await say(bob, '<script>document.title = "!"</script><img src=x onerror="document.title = 1">');
      await expect(lines(ann).last()).toContainText('<script>document.title');
      for (const [page, own] of [
        [ann, 'Hello, Bob'],
        [bob, '<script>'],
      ] as const) {
        await expect(lines(page)).toHaveCount(2);
        await expect(page.locator('#chat-log .own')).toHaveCount(1);
        await expect(page.locator('#chat-log .own')).toContainText(own);
        await expect(page.locator('#chat-log img, #chat-log script')).toHaveCount(0);
        await expect(page).toHaveTitle(/Demo/);
      }
      const time = lines(bob).first().locator('time');
      expect(await time.innerText()).toBe(
        await time.evaluate((element: HTMLTimeElement) => new Date(element.dateTime).toLocaleTimeString()),
      );
    });

    test('the log follows, unless one has scrolled up to read', async ({ context, start }) => {
      const { url } = await start(number);
      const [reader, writer] = [await context.newPage(), await context.newPage()];
      await open(reader, onTheLan(url));
      await open(writer, url);
      const newer = reader.getByRole('button', { name: 'New messages' });
      for (let i = 1; i <= 15; i++) await say(writer, `line ${i}`);
      await expect(lines(reader).last()).toBeInViewport();
      await expect(lines(reader).last()).toContainText('line 15');
      await expect(newer).toBeHidden();

      await reader.locator('#chat-log').evaluate((log) => (log.scrollTop = 0));
      await say(writer, 'line 16');
      await expect(newer).toBeVisible();
      await expect(lines(reader).first()).toBeInViewport();
      await newer.click();
      await expect(lines(reader).last()).toBeInViewport();
      await expect(newer).toBeHidden();

      await reader.locator('#chat-log').evaluate((log) => (log.scrollTop = 0));
      await cut(reader);
      await connected(reader);
      await reader.evaluate(() => scrollTo(0, 0)); // the button may be far down
      await expect(lines(reader).first()).toBeInViewport();
      await say(reader, 'mine');
      await expect(lines(reader).last()).toContainText('mine');
      await expect(lines(reader).last()).toBeInViewport();
      await reader.reload();
      await expect(reader.locator('#chat-log .own')).toContainText(['mine']);

      await say(writer, 'line 17');
      await expect(lines(reader).last()).toContainText('line 17');
      await expect(lines(reader).last()).toBeInViewport();
    });

    test('a send that is refused or not answered is shown, and the text comes back', async ({
      page,
      start,
    }) => {
      const demo = await start(number);
      await open(page, onTheLan(demo.url));
      await input(page).evaluate((element) => element.removeAttribute('maxlength'));
      await say(page, 'x'.repeat(501));
      await expect(page.locator('#chat-problem')).toHaveText('Please write at most 500 characters.');
      await expect(input(page)).toHaveValue('x'.repeat(501));
      if (process.platform === 'win32') return; // Windows cannot stop a process for a while.

      process.kill(demo.pid, 'SIGSTOP');
      await say(page, 'anybody there?');
      await input(page).fill('and now');
      await expect(page.locator('#chat-problem')).toHaveText(/^No answer came/);
      await expect(input(page)).toHaveValue('anybody there? and now');
      process.kill(demo.pid, 'SIGCONT');
    });

    test.describe('while connections break', () => {
      test.use({ allowedErrors: [/ERR_CONNECTION_REFUSED|WebSocket connection to/] });

      test('nothing is lost and nothing is there twice', async ({ context }) => {
        const demo = await startDemo(folder);
        const pages = [await context.newPage(), await context.newPage()];
        for (const page of pages) await open(page, onTheLan(demo.url));
        const expectSameEverywhere = async (url: string) => {
          for (const page of pages) await connected(page);
          await say(pages[0]!, 'the end');
          for (const page of pages) await expect(lines(page).last()).toContainText('the end');
          const history = await historyOf(url);
          expect(new Set(history).size, 'every text was different').toBe(history.length);
          for (const page of pages) expect(await shown(page)).toEqual(history);
          return history;
        };

        await Promise.all([
          talk(pages[0]!, 'Ann', 15),
          talk(pages[1]!, 'Bob', 5).then(async () => {
            await pages[1]!.getByRole('button', { name: 'Cut the connection' }).click();
            await connected(pages[1]!);
            await talk(pages[1]!, 'Bob again', 5);
          }),
        ]);
        const history = await expectSameEverywhere(demo.url);
        expect(history.filter((text) => text.startsWith('Ann'))).toHaveLength(15);
        expect(history.filter((text) => text.startsWith('Bob again'))).toHaveLength(5);

        await demo.stop('SIGKILL');
        const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
        for (const page of pages) await connected(page);
        await Promise.all(pages.map((page, i) => talk(page, `after ${i}`, 5)));
        expect(await expectSameEverywhere(again.url)).toHaveLength(11);
        await again.stop();
      });
    });

    test('on a phone the composer is in view, and nothing is too wide', async ({ page, start }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await open(page, onTheLan((await start(number)).url));
      for (const text of ['W'.repeat(500), 'short', 'a b '.repeat(100)]) await say(page, text);
      await expect(lines(page)).toHaveCount(3);
      await page.evaluate(() => scrollTo(0, 0));
      await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
      for (const width of [320, 360]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await overflow(page)).toBe(0);
      }
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
}
