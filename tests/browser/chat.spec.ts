// The chat in a browser: several pages at once, and connections that break.
import type { Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import { demos, startDemo } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { cut, disconnected, scrollUp } from './people.ts';

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
  lines(page).evaluateAll((all) => all.map((line) => line.querySelector('.text')?.textContent ?? ''));

/** The texts that the server has. */
async function historyOf(url: string) {
  const client = await connect(url);
  const history = (await client.next('message_history')) as { text: string }[];
  client.close();
  return history.map(({ text }) => text);
}

// In demo 4 everybody is a guest, and its page says something else when the server was restarted.
for (const { number, folder } of demos.filter((demo) => [4, 7].includes(demo.number))) {
  test.describe(`demo${number}`, () => {
    test('everyone reads a message, and its author knows it as their own', async ({ context, start }) => {
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
            await cut(pages[1]!);
            await connected(pages[1]!);
            await talk(pages[1]!, 'Bob again', 5);
          }),
        ]);
        const history = await expectSameEverywhere(demo.url);
        expect(history.filter((text) => text.startsWith('Ann'))).toHaveLength(15);
        expect(history.filter((text) => text.startsWith('Bob again'))).toHaveLength(5);

        // What you type while there is no server stays, and Enter sends nothing.
        const noticed = disconnected(pages[0]!);
        await demo.stop('SIGKILL');
        await noticed;
        await say(pages[0]!, 'typed in the dark');
        await expect(pages[0]!.getByRole('button', { name: 'Send' })).toBeDisabled();
        const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
        for (const page of pages) {
          await connected(page);
          const notice = page.locator('#chat-log .notice').filter({ hasText: 'restarted' });
          await expect(notice).toHaveText(
            number < 6
              ? 'The server was restarted. It keeps messages in its memory only.'
              : /^The messages are gone\. The server was restarted, or it has closed this room/,
          );
        }
        await expect(input(pages[0]!)).toHaveValue('typed in the dark');
        await expect(input(pages[0]!)).toBeFocused();
        await Promise.all(pages.map((page, i) => talk(page, `after ${i}`, 5)));
        expect(await expectSameEverywhere(again.url)).toHaveLength(11);
        await again.stop();
      });
    });
  });
}

// The files of the chat are the same bytes in demo 4 to 7, or have one thing more: so the rest in the last one alone.
test('a message keeps its line breaks, and its web addresses are links', async ({ page, start }) => {
  await open(page, onTheLan((await start(7)).url));
  const oneLine = (await input(page).boundingBox())!.height;
  await input(page).fill('See');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('  https://example.com/a_(b)?c=1, (http://example.com/d).');
  expect((await input(page).boundingBox())!.height).toBeGreaterThan(oneLine);
  await page.keyboard.press('Enter');
  const text = lines(page).locator('.text');
  await expect(lines(page)).toHaveCount(1);
  expect(await text.innerText()).toBe('See\n  https://example.com/a_(b)?c=1, (http://example.com/d).');
  await expect(input(page)).toHaveValue('');
  expect((await input(page).boundingBox())!.height).toBe(oneLine);
  const links = text.getByRole('link');
  await expect(links).toHaveText(['https://example.com/a_(b)?c=1', 'http://example.com/d']);
  await expect(links.first()).toHaveAttribute('href', 'https://example.com/a_(b)?c=1');
  await expect(links.first()).toHaveAttribute('rel', 'noopener noreferrer');
  await say(page, 'javascript:alert(1) ftp://example.com http:// https://"onmouseover="alert(1)" <a href=x>');
  await expect(lines(page)).toHaveCount(2);
  await expect(lines(page).last().getByRole('link')).toHaveCount(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('the focus is in the input after a click on Send or on New messages', async ({ page, start }) => {
  const { url } = await start(7);
  await open(page, onTheLan(url));
  await expect(page.locator('#chat-log')).toBeEmpty();
  await expect(page.locator('#chat-log')).toHaveAttribute('data-empty', /^Alone here\? Open a second/);
  await input(page).fill('hello');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(lines(page)).toHaveCount(1);
  await expect(input(page)).toBeFocused();
  const writer = await connect(url);
  for (let i = 1; i <= 20; i++) await writer.ask('send_message', { text: `line ${i}` });
  await expect(lines(page)).toHaveCount(21);
  await page.locator('#chat-log').evaluate((log) => (log.scrollTop = 0));
  await writer.ask('send_message', { text: 'the last' });
  await page.getByRole('button', { name: 'New messages' }).click();
  await expect(lines(page).last()).toBeInViewport();
  await expect(input(page)).toBeFocused();
  writer.close();
});

test('the log keeps to its end when the window changes', async ({ page, start }) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, onTheLan(url));
  const writer = await connect(url);
  for (let i = 1; i <= 15; i++) await writer.ask('send_message', { text: `${i} and so on `.repeat(9) });
  await expect(lines(page)).toHaveCount(15);
  const distance = () =>
    page
      .locator('#chat-log')
      .evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));
  await expect.poll(distance).toBeLessThan(2);
  for (const [width, height] of [
    [740, 360],
    [360, 740],
    [320, 500],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect.poll(distance, `${width} × ${height}`).toBeLessThan(2);
  }
  // Several in a row, as a window is that is pulled: a scroll event of one size is served in the next.
  for (const height of [360, 740, 500, 640, 420]) await page.setViewportSize({ width: height, height });
  await expect.poll(distance, 'after several sizes').toBeLessThan(2);
  // Nobody scrolls and turns the phone in the same frame: the page learns of the one before the other.
  await scrollUp(page.locator('#chat-log'));
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(lines(page).first()).toBeInViewport();
  writer.close();
});

test('the title counts what comes while you look at another tab', async ({ page, start }) => {
  const { url } = await start(7);
  await open(page, onTheLan(url));
  const writer = await connect(url);
  const look = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await writer.ask('send_message', { text: 'seen' });
  await expect(lines(page)).toHaveCount(1);
  await expect(page).toHaveTitle(/^Home/);
  await look(true);
  for (const text of ['one', 'two']) await writer.ask('send_message', { text });
  await expect(page).toHaveTitle(/^\(2\) Home/);
  await look(false);
  await expect(page).toHaveTitle(/^Home/);
  writer.close();
});

test('a history is not read out, and new messages slide in only where motion is welcome', async ({
  page,
  start,
}) => {
  await open(page, onTheLan((await start(7)).url));
  // How the log was when a message came: what a screen reader does with it, and whether it moves.
  await page.evaluate(() => {
    const came: string[] = [];
    Object.assign(window, { came });
    new MutationObserver((changes) => {
      for (const line of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(line instanceof HTMLElement) || !line.matches('.message')) continue;
        const live = document.querySelector('#chat-log')!.ariaLive ?? 'polite';
        came.push(`${live}, ${line.getAnimations().length}`);
      }
    }).observe(document.querySelector('#chat-log')!, { childList: true });
  });
  const came = () => page.evaluate(() => (window as unknown as { came: string[] }).came.splice(0));
  await expect(page.locator('#chat-log')).toHaveAttribute('aria-live', 'polite');
  await say(page, 'moving');
  await expect(lines(page)).toHaveCount(1);
  expect(await came()).toEqual(['polite, 1']);
  await cut(page);
  await connected(page);
  await expect(page.locator('#chat-log')).toHaveAttribute('aria-live', 'polite');
  expect(await came()).toEqual(['off, 0']);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await say(page, 'still');
  await expect(lines(page)).toHaveCount(2);
  expect(await came()).toEqual(['polite, 0']);
});

test('the log follows, unless you have scrolled up to read', async ({ context, start }) => {
  const { url } = await start(7);
  const [reader, writer] = [await context.newPage(), await context.newPage()];
  await open(reader, onTheLan(url));
  await open(writer, url);
  await reader.setViewportSize({ width: 1280, height: 400 }); // fewer lines than there are
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
  await expect(lines(reader).last()).toHaveClass(/own/);
  await expect(lines(reader).last()).toBeInViewport();
  await reader.reload();
  await expect(reader.locator('#chat-log .own')).toContainText(['mine']);

  await say(writer, 'line 17');
  await expect(lines(reader).last()).toContainText('line 17');
  await expect(lines(reader).last()).toBeInViewport();
});

test('a send that is refused or not answered is shown, and the text comes back', async ({ page, start }) => {
  const demo = await start(7);
  await open(page, onTheLan(demo.url));
  await input(page).evaluate((element) => element.removeAttribute('maxlength'));
  await say(page, 'x'.repeat(501));
  await expect(page.locator('#chat-error')).toHaveText('Please write at most 500 characters.');
  await expect(input(page)).toHaveValue('x'.repeat(501));
  if (process.platform === 'win32') return; // Windows cannot stop a process for a while.

  process.kill(demo.pid, 'SIGSTOP');
  await say(page, 'anybody there?');
  await input(page).fill('and now');
  await expect(page.locator('#chat-error')).toHaveText(/^No answer came/);
  await expect(input(page)).toHaveValue('anybody there? and now');
  process.kill(demo.pid, 'SIGCONT');
});

test('an open page keeps what quiet people wrote, as the server does', async ({ page, start }) => {
  const { url } = await start(7);
  await open(page, url);
  await say(page, 'quiet');
  const loud = await Promise.all(Array.from({ length: 5 }, () => connect(url)));
  for (let i = 0; i < 22; i++)
    await Promise.all(loud.map((client) => client.ask('send_message', { text: `loud ${i}` })));
  await loud[0]!.ask('send_message', { text: 'the end' });
  await expect(lines(page).last()).toContainText('the end');
  await expect(lines(page)).toHaveCount(100);
  await expect(lines(page).first()).toContainText('quiet');
  expect(await shown(page)).toEqual(await historyOf(url));
  for (const client of loud) client.close();
});

test('on a phone the composer is in view, and nothing is too wide', async ({ page, start }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, onTheLan((await start(7)).url));
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
