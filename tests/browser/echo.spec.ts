// Demo 3 in a browser: the first WebSocket, with everything that can happen to a connection.
import type { Page } from '@playwright/test';
import { startDemo, demos } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { cut, disconnected } from './people.ts';

const { folder } = demos.find(({ number }) => number === 3)!;

const input = (page: Page) => page.getByLabel('Your message');
const echoes = (page: Page) => page.locator('#echo-log > *');
const wire = (page: Page) => page.locator('#wire-log li');
const status = (page: Page) => page.locator('#status');
const send = (page: Page) => page.getByRole('button', { name: 'Send' });
const connected = (page: Page) => expect(status(page)).toHaveText('Connected by WebSocket');

async function say(page: Page, text: string) {
  await input(page).fill(text);
  await page.keyboard.press('Enter');
}

test('an echo reaches its sender alone, with its round-trip time', async ({ context, start }) => {
  const { url } = await start(3);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await ann.goto(onTheLan(url));
  await bob.goto(url);
  await connected(bob);
  expect(await ann.evaluate(() => isSecureContext)).toBe(false);
  await expect(ann.locator('#server-says')).toHaveText(/Welcome/);

  await say(ann, 'only for me');
  await expect(echoes(ann)).toHaveText([/^only for me .*\d\d:\d\d.* answered after \d+\.\d ms$/]);
  await expect(input(ann)).toHaveValue('');
  await say(bob, 'mine');
  await expect(echoes(bob)).toHaveText([/^mine /]);
});

test('polling can be forced, where echoes that share a response have each their time, and WebSocket', async ({
  page,
  start,
}) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await page.getByLabel('Transport').selectOption('polling alone');
  await expect(status(page)).toHaveText('Connected by HTTP polling');
  await say(page, 'slowly');
  await expect(echoes(page)).toHaveText([/^slowly .*ms$/]);
  await page.evaluate(() => {
    const typed = document.querySelector<HTMLInputElement>('#echo-text')!;
    for (let i = 1; i <= 6; i++) {
      typed.value = `echo ${i % 5}`; // the last one is the same as the first one
      typed.form!.requestSubmit();
    }
  });
  await expect(echoes(page)).toHaveCount(7);
  for (const echo of await echoes(page).all()) await expect(echo.locator('small')).toHaveCount(1);

  await page.getByLabel('Transport').selectOption('WebSocket alone');
  await connected(page);
  await expect(wire(page).filter({ hasText: /^Connecting by WebSocket/ })).toHaveCount(1);
  await say(page, 'quickly');
  await expect(echoes(page)).toHaveCount(8);
  await expect(echoes(page).last()).toHaveText(/^quickly/);
});

test('a cut connection comes back by itself, with nothing lost and nothing doubled', async ({
  page,
  start,
}) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await say(page, 'before');
  await expect(echoes(page)).toHaveText([/^before .*ms$/]); // with its ack
  await input(page).fill('half a sen');
  await cut(page);
  await connected(page);
  await expect(input(page)).toHaveValue('half a sen');
  await say(page, 'after');
  await expect(echoes(page)).toHaveText([/^before/, /^after/]);
});

test.describe('while there is no server', () => {
  test.use({ allowedErrors: [/ERR_CONNECTION_REFUSED|WebSocket connection to/] });

  test('a page waits, and is connected again when the server is back', async ({ context }) => {
    const demo = await startDemo(folder);
    const pages = [await context.newPage(), await context.newPage()];
    for (const page of pages) {
      await page.goto(onTheLan(demo.url));
      await connected(page);
      await say(page, 'before');
      await expect(echoes(page)).toHaveText([/^before .*ms$/]); // with its ack
      await input(page).fill('half a sen');
    }
    await pages[1]!.bringToFront();
    await input(pages[1]!).focus();
    await demo.stop('SIGKILL');
    for (const page of pages) {
      await expect(status(page)).toHaveText(/Trying again…$/);
      await expect(send(page)).toBeDisabled();
    }
    // You can type on, and Enter sends nothing and loses nothing.
    await pages[1]!.keyboard.type('ten');
    await pages[1]!.keyboard.press('Enter');
    await expect(input(pages[1]!)).toHaveValue('half a senten');
    await expect(pages[1]!.getByRole('alert')).toBeEmpty();

    const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
    for (const page of pages) await connected(page);
    await expect(input(pages[1]!)).toBeFocused();
    await pages[1]!.keyboard.type('ce');
    await pages[1]!.keyboard.press('Enter');
    await expect(echoes(pages[1]!)).toHaveText([/^before/, /^half a sentence/]);
    await again.stop();
  });
});

test.describe('without a network', () => {
  test.use({ allowedErrors: [/ERR_INTERNET_DISCONNECTED|WebSocket connection to/] });

  test('a page that goes offline says so, and comes back without a reload', async ({
    context,
    page,
    start,
  }) => {
    await page.goto(onTheLan((await start(3)).url));
    await connected(page);
    await context.setOffline(true);
    await expect(status(page)).toHaveText('This device is offline. Trying again…');
    await expect(send(page)).toBeDisabled();
    await input(page).fill('written on the train');
    await context.setOffline(false);
    await connected(page);
    await send(page).click();
    await expect(echoes(page)).toHaveText([/^written on the train/]);
    await expect(input(page)).toBeFocused();
  });
});

test('a message that is rejected or not answered says so, and its text stays', async ({ page, start }) => {
  const demo = await start(3);
  await page.goto(onTheLan(demo.url));
  await connected(page);
  await input(page).evaluate((element) => element.removeAttribute('maxlength'));
  await say(page, 'x'.repeat(501));
  await expect(page.getByRole('alert')).toHaveText('Please write at most 500 characters.');
  await expect(input(page)).toHaveValue('x'.repeat(501));
  await say(page, 'short');
  await expect(echoes(page)).toHaveText([/^short/]);
  await expect(page.getByRole('alert')).toBeEmpty();
  if (process.platform === 'win32') return; // Windows cannot stop a process for a while.

  process.kill(demo.pid, 'SIGSTOP');
  await say(page, 'anybody there?');
  await expect(page.getByRole('alert')).toHaveText(/^The server did not answer/);
  await expect(input(page)).toHaveValue('anybody there?');
  process.kill(demo.pid, 'SIGCONT');
  await expect(echoes(page)).toHaveText([/^short/, /^anybody there\?/]);
});

test('someone who sends too fast is told so, and in the end disconnected', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>('#echo-form')!;
    for (let i = 0; i < 200; i++) {
      form.querySelector('input')!.value = `flood ${i}`;
      form.requestSubmit();
    }
  });
  await expect(page.getByRole('alert')).toHaveText(
    'You are sending too fast. Wait a moment, then try again.',
  );
  await expect(status(page)).toHaveText('The server ended the connection. Reload the page to come back.');
  await page.reload();
  await connected(page);
});

test('the log of echoes keeps the last 200', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  // As if the server had answered 500 times: the page cannot ask that fast.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((packet) => server.send(packet));
    server.onMessage((packet) => {
      socket.send(packet);
      if (!String(packet).startsWith('42["echo_response"')) return;
      for (let i = 0; i < 500; i++) socket.send(packet);
    });
  });
  await page.reload();
  await connected(page);
  await say(page, 'again and again');
  await expect(echoes(page)).toHaveCount(200, { timeout: 40_000 });
});

test.describe('refused before any handshake', () => {
  test.use({ allowedErrors: [/403 \(Forbidden\)/] });

  test('the page says why, and comes back by itself', async ({ page, start }) => {
    const sentence = 'Too many connections came from your address. Wait a few seconds.';
    await page.route(/transport=polling/, (route) =>
      route.fulfill({ status: 403, json: { code: 4, message: sentence } }),
    );
    await page.goto(onTheLan((await start(3)).url));
    await expect(status(page)).toHaveText(`${sentence} Trying again…`);
    await page.unroute(/transport=polling/);
    await connected(page);
  });
});

test('whatever you type stays text, fits 320 pixels, and is accessible', async ({ page, start }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  for (const text of [
    '<script>document.title = "!"</script>',
    '<img src=x onerror="document.title = 1">',
    'W'.repeat(500),
    'short',
    'a b '.repeat(100),
  ]) {
    await say(page, text);
    await expect(echoes(page).last()).toContainText(text.trim());
    await expect(wire(page).last()).toContainText('ack of echo_message');
  }
  await expect(page.locator('.log img, .log script')).toHaveCount(0);
  await expect(page).toHaveTitle(/Demo 3/);
  expect(await overflow(page)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('can be used by keyboard alone', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  const focused = () => page.evaluate(() => document.activeElement?.id);
  const reached: (string | undefined)[] = [];
  await page.getByText('Break it', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.locator('a.brand').focus();
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached).toEqual(
    expect.arrayContaining([
      'echo-text',
      'echo-log',
      'wire-pause',
      'wire-transport',
      'wire-cut',
      'wire-verdict',
    ]),
  );
  await page.locator('#wire-cut').focus();
  const noticed = disconnected(page);
  await page.keyboard.press('Enter');
  await noticed;
  await connected(page);
});
