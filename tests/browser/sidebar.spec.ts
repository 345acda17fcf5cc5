// The sidebar in a browser: two columns, each with its own way to the server, and the same to be seen in both.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root, startDemo } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test as base } from './fixtures.ts';

const folder = join(root, 'demo-sidebar');
const COLUMNS = ['raw', 'socketio'] as const;
type Column = (typeof COLUMNS)[number];

const test = base.extend<{ url: string }>({
  url: async ({ context }, use) => {
    const demo = await startDemo(folder);
    await use(demo.url);
    for (const page of context.pages()) await page.close();
    await demo.stop();
  },
});

const status = (page: Page, column: Column) => page.locator(`#${column}-status`);
const room = (page: Page, column: Column) => page.locator(`#${column}-room > *`);
const error = (page: Page, column: Column) => page.locator(`#${column}-error`);
const connected = async (page: Page) => {
  for (const column of COLUMNS) await expect(status(page, column)).toHaveText('Connected by WebSocket');
};

async function logIn(page: Page, url: string, nickname: string) {
  await page.goto(url);
  await page.getByLabel('Nickname').fill(nickname);
  await page.getByRole('button', { name: 'Log in' }).click();
  await connected(page);
}

/** How many frames and bytes a column has counted. */
const counted = async (page: Page, column: Column) =>
  (await page.locator(`#${column}-figures dd`).allInnerTexts()).map((text) => parseInt(text, 10));

test('does the same in both columns, each for itself', async ({ context, url }) => {
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await logIn(ann, onTheLan(url), 'Ann');
  await logIn(bob, url, 'Bob');
  await ann.getByLabel('Send it to both echoes and both chats').fill('<b>both</b>');
  await ann.keyboard.press('Enter');
  for (const column of COLUMNS) {
    await expect(ann.locator(`#${column}-echoed`)).toHaveText(/^<b>both<\/b> .* ms$/);
    await expect(bob.locator(`#${column}-echoed`)).toHaveText('');
    for (const page of [ann, bob]) await expect(room(page, column)).toHaveText([/^Ann .*<b>both<\/b>$/]);
  }
  await bob.getByLabel('Your message, in raw WebSocket').fill('left only');
  await bob.keyboard.press('Enter');
  await bob.getByLabel('Your message, in Socket.IO').fill('right only');
  await bob.keyboard.press('Enter');
  await expect(room(ann, 'raw').last()).toContainText('left only');
  await expect(room(ann, 'socketio').last()).toContainText('right only');
  await ann.reload();
  await connected(ann);
  for (const column of COLUMNS) await expect(room(ann, column)).toHaveCount(2);
});

test('shows the price: lines, bytes, frames', async ({ page, url }) => {
  await logIn(page, onTheLan(url), 'Ann');
  const rows = page.locator('tbody tr');
  const cells = async (name: string) => rows.filter({ hasText: name }).locator('td').allInnerTexts();
  const [rawLines, socketIoLines] = (await cells('Server, lines')).map((text) => parseInt(text, 10));
  expect(rawLines).toBeGreaterThan(socketIoLines!);
  expect((await cells('bytes of the library'))[1]).toMatch(/^\d\d,\d{3}, compressed \d\d,\d{3}$/);
  await expect(page.locator('#raw-handshake')).toHaveText(/^1 frame, \d+ bytes, \d+ ms$/);
  await expect(page.locator('#socketio-handshake')).toHaveText(/^\d+ frames, [\d,]+ bytes, \d+ ms$/);
  // Without the ball, which moves by the clock: the same traffic in both.
  await page.getByLabel('Show the ball').uncheck();
  for (const [column, answer] of [
    ['raw', '"id":2,"ok":true'],
    ['socketio', '431[{"ok":true}]'],
  ] as const) {
    await expect(page.locator(`#${column}-frames li`).first()).toContainText(answer);
  }
  await page.getByRole('button', { name: 'Count from zero' }).click();
  await page.getByLabel('Send it to both echoes and both chats').fill('the same');
  await page.keyboard.press('Enter');
  for (const column of COLUMNS) {
    await expect(page.locator(`#${column}-echoed`)).toHaveText(/^the same/);
    await expect(room(page, column)).toHaveCount(1);
    await expect.poll(() => counted(page, column)).toEqual([2, 4]);
  }
});

test.describe('refused', () => {
  // A bad login is answered with 400, and so is a poll that is under way when Socket.IO's client hangs up.
  test.use({ allowedErrors: [/400 \(Bad Request\) \S+(\/login|transport=polling\S*)$/] });

  test('rejects an invalid token, and says why', async ({ page, url }) => {
    await page.goto(onTheLan(url));
    await page.getByLabel('Nickname').fill('no good');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.locator('#login-error')).toHaveText(/^A nickname has 1 to 20/);
    await page.getByRole('button', { name: 'Connect with this token' }).click();
    for (const column of COLUMNS) await expect(status(page, column)).toHaveText('The token is missing.');
    await logIn(page, onTheLan(url), 'Ann');
    const token = await page.getByLabel('Token', { exact: true }).inputValue();
    await page.getByLabel('Token', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Connect with this token' }).click();
    for (const column of COLUMNS) await expect(status(page, column)).toHaveText('This token is not valid.');
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.getByRole('button', { name: 'Connect with this token' }).click();
    await connected(page);
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect(status(page, 'raw')).toHaveText('You have logged out.');
    await expect(status(page, 'socketio')).toHaveText('The server ended the connection.');
    await page.getByRole('button', { name: 'Connect with this token' }).click();
    for (const column of COLUMNS) await expect(status(page, column)).toHaveText('This token is not valid.');
  });
});

test('comes back when it is cut, and after nonsense, and loses nothing that was typed', async ({
  page,
  url,
}) => {
  await logIn(page, onTheLan(url), 'Ann');
  for (const column of COLUMNS) {
    await page.locator(`#${column}-cut`).click();
    await expect(status(page, column)).not.toHaveText('Connected by WebSocket');
    // It waits for the connection.
    await page.locator(`#${column}-chat-text`).fill('in between');
    await page.keyboard.press('Enter');
    await expect(room(page, column)).toHaveText([/in between$/]);
    await connected(page);
    await page.locator(`#${column}-nonsense`).click();
  }
  await expect(error(page, 'raw')).toHaveText('Invalid message: a JSON object with a "type" was expected.');
  await expect(status(page, 'raw')).toHaveText('Connected by WebSocket');
  await connected(page);
  for (const column of COLUMNS) {
    await page.locator(`#${column}-chat-text`).evaluate((input) => input.removeAttribute('maxlength'));
    await page.locator(`#${column}-chat-text`).fill('x'.repeat(501));
    await page.keyboard.press('Enter');
    await expect(error(page, column)).toHaveText('Please write at most 500 characters.');
    await expect(page.locator(`#${column}-chat-text`)).toHaveValue('x'.repeat(501));
  }
});

test('logs in once for each click', async ({ page, url }) => {
  const logins: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/login')) logins.push(request.url());
  });
  await logIn(page, onTheLan(url), 'Ann');
  const token = await page.getByLabel('Token', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Connect with this token' }).click();
  await connected(page);
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue(token);
  expect(logins).toHaveLength(1);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByLabel('Token', { exact: true })).not.toHaveValue(token);
  await connected(page);
  expect(logins).toHaveLength(2);
  for (const column of COLUMNS) {
    // Coming in again is counted from where it began.
    await expect(page.locator(`#${column}-handshake`)).toHaveText(/^\d frames?, \d{2,3} bytes, \d+ ms$/);
  }
});

test('a message that is sent right after a cut arrives, and once', async ({ page, url }) => {
  await logIn(page, onTheLan(url), 'Ann');
  let sockets = 0;
  page.on('websocket', () => (sockets += 1));
  for (const column of COLUMNS) {
    await page.evaluate((id) => {
      const input = document.querySelector<HTMLInputElement>(`#${id}-chat-text`)!;
      document.querySelector<HTMLButtonElement>(`#${id}-cut`)!.click();
      input.value = 'at once';
      input.form!.requestSubmit();
    }, column);
    await expect(room(page, column)).toHaveText([/at once$/]);
  }
  await connected(page);
  expect(sockets).toBe(2);
  for (const column of COLUMNS) await expect(error(page, column)).toHaveText('');
});

test('nothing can be sent before the login, and only one of them can do without WebSocket', async ({
  page,
  url,
}) => {
  await page.goto(onTheLan(url));
  const both = page.getByLabel('Send it to both echoes and both chats');
  await both.fill('too early');
  await page.keyboard.press('Enter');
  for (const column of COLUMNS) await expect(error(page, column)).toHaveText('Log in first.');
  await expect(both).toHaveValue('too early');
  await page.locator('#socketio-transport').selectOption('polling alone');
  await page.getByLabel('Nickname').fill('Ann');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(status(page, 'socketio')).toHaveText('Connected by HTTP polling');

  await expect(page.locator('#raw-transport')).toBeDisabled();
  await page.locator('#socketio-transport').selectOption('WebSocket alone');
  await connected(page);
  await page.locator('#socketio-transport').selectOption('polling alone');
  await expect(status(page, 'socketio')).toHaveText('Connected by HTTP polling');
  await page.locator('#socketio-echo-text').fill('slowly');
  await page.keyboard.press('Enter');
  await expect(page.locator('#socketio-echoed')).toHaveText(/^slowly/);
  await page.locator('#socketio-transport').selectOption('WebSocket alone');
  await connected(page);
});

base.describe('while there is no server', () => {
  // The new server refuses the old token: then a poll that is under way is answered with 400.
  base.use({
    allowedErrors: [
      /ERR_CONNECTION_REFUSED|WebSocket connection to|400 \(Bad Request\) \S+transport=polling/,
    ],
  });

  base('both columns wait, and are in again when it is back', async ({ context }) => {
    const demo = await startDemo(folder);
    const pages = [await context.newPage(), await context.newPage()];
    for (const page of pages) await logIn(page, onTheLan(demo.url), 'Ann');
    await demo.stop('SIGKILL');
    for (const page of pages) {
      for (const column of COLUMNS) await expect(status(page, column)).toHaveText(/Trying again|Connecting/);
    }
    const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
    for (const page of pages) await connected(page);
    await pages[0]!.getByLabel('Send it to both echoes and both chats').fill('back');
    await pages[0]!.keyboard.press('Enter');
    for (const page of pages) {
      for (const column of COLUMNS) await expect(room(page, column)).toHaveText([/back$/]);
    }
    for (const page of pages) await page.close();
    await again.stop();
  });
});

/** Where the ball is in a column, from 0 to 1, and when: by the pixels on the screen, for some time. */
const watchBall = (page: Page, column: Column) =>
  page.locator(`#${column}-ball`).evaluate(
    (canvas: HTMLCanvasElement) =>
      new Promise<{ time: number; x: number; y: number }[]>((done) => {
        const seen: { time: number; x: number; y: number }[] = [];
        const look = () => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
          let [count, x, y] = [0, 0, 0];
          for (let i = 3; i < data.length; i += 4) {
            if (data[i]! < 128) continue;
            const pixel = (i - 3) / 4;
            count += 1;
            x += pixel % width;
            y += Math.floor(pixel / width);
          }
          if (count)
            seen.push({
              time: performance.timeOrigin + performance.now(),
              x: x / count / width,
              y: y / count / height,
            });
          if (seen.length < 60) requestAnimationFrame(look);
          else done(seen);
        };
        look();
      }),
  );

test('shows the ball at the same place in both columns and on two pages', async ({ browser, url }) => {
  const pages: Page[] = [];
  for (const width of [1280, 900]) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    pages.push(page);
    await logIn(page, url, 'Ann');
    await page.locator('#raw-ball').scrollIntoViewIfNeeded();
  }
  const all = await Promise.all(pages.flatMap((page) => COLUMNS.map((column) => watchBall(page, column))));
  const [first, ...others] = all;
  let compared = 0;
  for (const other of others) {
    const differences: number[] = [];
    for (const { time, x, y } of first!) {
      // Between two looks of the other page: where the ball was at this very moment.
      const i = other.findIndex((look) => look.time > time);
      if (i <= 0) continue;
      const [before, after] = [other[i - 1]!, other[i]!];
      if (after.time - before.time > 100) continue;
      const part = (time - before.time) / (after.time - before.time);
      const between = (one: number, two: number) => one + part * (two - one);
      differences.push(Math.hypot(between(before.x, after.x) - x, between(before.y, after.y) - y));
    }
    compared += differences.length;
    const typical = differences.toSorted((a, b) => a - b)[Math.floor(differences.length / 2)] ?? 1;
    expect(typical, 'of the width and the height').toBeLessThan(0.02);
  }
  expect(compared).toBeGreaterThan(60);
  expect(new Set(first!.map(({ x }) => x)).size, 'it moves').toBeGreaterThan(20);
  for (const page of pages) await page.context().close();
});

test('is accessible, and fits 320 pixels', async ({ page, url }) => {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(onTheLan(url));
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  await logIn(page, onTheLan(url), 'W'.repeat(20));
  await page.getByLabel('Send it to both echoes and both chats').fill('W'.repeat(500));
  await page.keyboard.press('Enter');
  for (const column of COLUMNS) await expect(room(page, column)).toHaveCount(1);
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await accessibilityProblems(page)).toEqual([]);
  for (const width of [320, 360, 768]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await overflow(page), `${width} pixels`).toBe(0);
  }
});
