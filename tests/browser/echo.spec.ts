// Demo 3 in a browser: the first WebSocket, with everything that can happen to a connection.
import type { Page } from '@playwright/test';
import { startDemo, demos } from '../harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';

const { folder } = demos.find(({ number }) => number === 3)!;

const input = (page: Page) => page.getByLabel('Your message');
const echoes = (page: Page) => page.locator('#echo-log > *');
const wire = (page: Page) => page.locator('#wire-log li');
const status = (page: Page) => page.locator('#status');
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
  expect(await ann.evaluate(() => isSecureContext)).toBe(false);
  await expect(ann.locator('#server-says')).toHaveText(/Welcome/);

  await say(ann, 'only for me');
  await expect(echoes(ann)).toHaveText([/^only for me .*\d\d:\d\d.* \d+\.\d ms$/]);
  await expect(input(ann)).toHaveValue('');
  await say(bob, 'mine');
  await expect(echoes(bob)).toHaveText([/^mine /]);
});

test('what is typed stays text', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  for (const text of ['<script>document.title = "!"</script>', '<img src=x onerror="document.title = 1">']) {
    await say(page, text);
    await expect(echoes(page).last()).toContainText(text);
    await expect(wire(page).first()).toContainText('ACK');
  }
  await expect(page.locator('.log img, .log script')).toHaveCount(0);
  await expect(page).toHaveTitle(/Demo 3/);
});

test('the wire panel shows every packet that the browser sends and receives', async ({ page, start }) => {
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(`↑ ${payload}`));
    socket.on('framereceived', ({ payload }) => frames.push(`↓ ${payload}`));
  });
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await say(page, 'count me');
  await expect(echoes(page)).toHaveCount(1);
  await expect(wire(page).first()).toContainText('ACK');

  const lines = (await wire(page).allInnerTexts()).toReversed();
  const shown = lines
    .filter((line) => line.includes('WebSocket\n'))
    .map((line) => `${line[0]} ${line.split('\n').at(-1)}`);
  expect(shown).toEqual(frames);
  for (const words of [
    'open',
    'ping',
    'pong',
    'upgrade',
    'message · CONNECT',
    'message · EVENT',
    'message · ACK',
  ]) {
    expect(
      lines.some((line) => line.includes(words)),
      words,
    ).toBe(true);
  }
  expect(lines[0]).toMatch(/^Connecting by HTTP polling/);
  // A packet is shown when it comes, before what it causes.
  expect(lines[1]).toMatch(/received open/);
  expect(lines[2]).toMatch(/sent message · CONNECT/);
  expect(lines.some((line) => line.startsWith('Upgraded to WebSocket'))).toBe(true);
  // 4, 2, the JSON; and in front of a short frame 2 bytes, from a browser 4 more for the mask.
  const sent = frames.find((frame) => frame.includes('count me'))!.slice(2);
  expect(lines.find((line) => line.includes('count me'))).toContain(`${sent.length + 6} bytes, WebSocket`);
});

test('the totals are compared with the page load that the browser measured', async ({ page, start }) => {
  await page.goto((await start(3)).url);
  await connected(page);
  const verdict = page.locator('#wire-verdict');
  await expect(verdict).toHaveText(/^Send something/);
  const document = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return entry!.transferSize;
  });
  for (const text of ['one', 'two', 'three']) await say(page, text);
  await expect(echoes(page)).toHaveCount(3);
  // The greeting came as well.
  await expect(verdict).toContainText('Messages: 3 sent, 4 received');
  await expect(verdict).toContainText(`${((4 * document) / 1000).toFixed(1)} kB`);
  const times = Number(/([\d.]+) times as much/.exec(await verdict.innerText())?.[1]);
  expect(times).toBeGreaterThan(3);
});

test('polling can be forced, and WebSocket', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await page.getByLabel('Transport').selectOption('polling alone');
  await expect(status(page)).toHaveText('Connected by HTTP polling');
  await say(page, 'slowly');
  await expect(echoes(page)).toHaveText([/^slowly .*ms$/]);
  await expect(wire(page).filter({ hasText: 'slowly' }).first()).toContainText('HTTP polling');
  const headers = page.locator('dt', { hasText: 'Headers of polling' }).locator('+ dd');
  await expect(headers).toHaveText(/^\d+\sresponses, [\d,.]+\s(bytes|kB)$/);

  await page.getByLabel('Transport').selectOption('WebSocket alone');
  await connected(page);
  await expect(wire(page).filter({ hasText: /^Connecting by WebSocket/ })).toHaveCount(1);
  await say(page, 'quickly');
  await expect(echoes(page)).toHaveText([/^slowly/, /^quickly/]);
});

test('a cut connection comes back by itself, with nothing lost and nothing doubled', async ({
  page,
  start,
}) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await say(page, 'before');
  await expect(echoes(page)).toHaveCount(1);
  await input(page).fill('half a sen');
  await page.getByRole('button', { name: 'Cut the connection' }).click();
  await expect(status(page)).toHaveText('Connection lost. Trying again…');
  await expect(input(page)).toBeDisabled();
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
      await expect(echoes(page)).toHaveCount(1);
      await input(page).fill('half a sen');
    }
    await pages[1]!.bringToFront();
    await input(pages[1]!).focus();
    await demo.stop('SIGKILL');
    for (const page of pages) {
      await expect(status(page)).toHaveText(/Trying again…$/);
      await expect(input(page)).toBeDisabled();
    }

    const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
    for (const page of pages) await connected(page);
    await expect(input(pages[1]!)).toBeFocused();
    await pages[1]!.keyboard.type('tence');
    await pages[1]!.keyboard.press('Enter');
    await expect(echoes(pages[1]!)).toHaveText([/^before/, /^half a sentence/]);
    await again.stop();
  });
});

test('a send that the server refuses is shown, and what was typed stays', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  await input(page).evaluate((element) => element.removeAttribute('maxlength'));
  await say(page, 'x'.repeat(501));
  await expect(page.getByRole('alert')).toHaveText('Please write at most 500 characters.');
  await expect(input(page)).toHaveValue('x'.repeat(501));
  await say(page, 'short');
  await expect(echoes(page)).toHaveText([/^short/]);
  await expect(page.getByRole('alert')).toBeEmpty();
});

test('a send that nobody answers is shown, and what was typed stays', async ({ page, start }) => {
  if (process.platform === 'win32') return; // Windows cannot stop a process for a while.
  const demo = await start(3);
  await page.goto(onTheLan(demo.url));
  await connected(page);
  process.kill(demo.pid, 'SIGSTOP');
  await say(page, 'anybody there?');
  await expect(page.getByRole('alert')).toHaveText(/^The server did not answer/);
  await expect(input(page)).toHaveValue('anybody there?');
  process.kill(demo.pid, 'SIGCONT');
  await expect(echoes(page)).toHaveText([/^anybody there\?/]);
});

test('who sends too fast is told so, and at last that the connection was ended', async ({ page, start }) => {
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
  await expect(echoes(page)).toHaveCount(200);
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

test('everything fits 320 pixels and is accessible while it is in use', async ({ page, start }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  for (const text of ['W'.repeat(500), 'short', 'a b '.repeat(100)]) {
    await say(page, text);
    await expect(echoes(page).last()).toContainText(text.trim());
  }
  expect(await overflow(page)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('can be used by keyboard alone', async ({ page, start }) => {
  await page.goto(onTheLan((await start(3)).url));
  await connected(page);
  const focused = () => page.evaluate(() => document.activeElement?.id);
  const reached: (string | undefined)[] = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached).toEqual(
    expect.arrayContaining(['echo-text', 'echo-log', 'wire-transport', 'wire-cut', 'wire-log']),
  );
  await page.locator('#wire-cut').focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText(/Trying again…$/);
  await connected(page);
});
