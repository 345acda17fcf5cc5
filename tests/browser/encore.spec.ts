// The pages of the encore: what is written while the server is away arrives once, whatever happens to the page.
import type { Page } from '@playwright/test';
import type { Demo } from '../../workshop/check/harness.ts';
import { startEncore } from '../support/encore.ts';
import { accessibilityProblems, expect, overflow, test } from './fixtures.ts';

test.describe.configure({ mode: 'default' }); // one encore for all
let demo: Demo;
test.beforeAll(async () => {
  demo = await startEncore({ SERVERS: '2' });
});
test.afterAll(() => demo.stop());

// A page without a connection says so in the console.
test.use({ allowedErrors: [/Failed to load resource|WebSocket connection/] });

const CONNECTIONS = '**/socket.io/?*';
const shown = (page: Page) => page.locator('#chat-log .message .text');

async function enter(page: Page, nickname: string, room: string): Promise<void> {
  await page.goto(`${demo.url}/#${room}`);
  await page.fill('#nickname', nickname);
  await page.keyboard.press('Enter');
  await expect(page.locator('#server')).toHaveText(/on server \d/);
}

async function write(page: Page, text: string): Promise<void> {
  await page.fill('#chat-text', text);
  await page.keyboard.press('Enter');
}

test('a page that is reloaded with a full outbox sends all of it, once and in order', async ({
  page,
  context,
}) => {
  const room = 'reload';
  await enter(page, 'Writer', room);
  const reader = await context.newPage();
  await enter(reader, 'Reader', room);
  await page.route(CONNECTIONS, (route) => route.abort());
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('#wire-cut')?.click());
  await expect(page.locator('#status')).toHaveText(/Trying again/);
  for (const text of ['one', 'two', 'three']) await write(page, text);
  await expect(page.locator('#outbox li')).toHaveCount(3);
  await page.reload();
  await page.unroute(CONNECTIONS);
  await expect(shown(reader)).toHaveText(['one', 'two', 'three']);
  await expect(shown(page)).toHaveText(['one', 'two', 'three']);
  await expect(page.locator('#outbox li')).toHaveCount(0);
});

test('two tabs with one outbox send a message once', async ({ context, page }) => {
  const room = 'tabs';
  const form = { nickname: 'Tabs', password: 'a long password' };
  await context.request.post(`${demo.url}/signup`, { form, headers: { origin: demo.url } });
  await page.goto(`${demo.url}/#${room}`);
  await expect(page.locator('#server')).toHaveText(/on server \d/);
  await write(page, 'first');
  await expect(shown(page)).toHaveText(['first']);
  const other = await context.newPage();
  await page.evaluate(async (where) => {
    const { me } = await import(`${location.origin}/me.js`);
    const waiting = [{ id: 'x'.repeat(20), room: where, text: 'from two tabs' }];
    localStorage.setItem(`outbox:${me.id}`, JSON.stringify({ at: Date.now(), waiting }));
  }, room);
  await Promise.all([page.reload(), other.goto(`${demo.url}/#${room}`)]);
  await expect.poll(() => other.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('outbox:')))).toBe(false); // prettier-ignore
  await other.reload();
  await expect(shown(other)).toHaveText(['first', 'from two tabs']);
});

test('a message that the server will never take leaves the outbox with the reason', async ({ page }) => {
  await enter(page, 'Poet', 'reasons');
  await write(page, Array.from({ length: 22 }, () => 'a line').join('\n'));
  await expect(page.locator('.outbox-failed')).toHaveText('Not sent: Please write at most 20 lines.');
  await write(page, 'shorter');
  await expect(shown(page)).toHaveText(['shorter']);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.locator('#chat-text')).toHaveValue(/a line/);
  await expect(page.locator('#outbox li')).toHaveCount(0);
});

test('people move to another server when theirs is stopped, and read on', async ({ page, context }) => {
  const reader = await context.newPage();
  await enter(page, 'Boss', 'moving');
  await enter(reader, 'Mover', 'moving');
  await write(page, 'before');
  await expect(shown(reader)).toHaveText(['before']);
  await page.click('.host-open');
  await page.fill('#host-key', /key: (\S+)/.exec(demo.output())?.[1] ?? '');
  await page.keyboard.press('Enter');
  await page.click('#host-more summary');
  const name = (await reader.locator('#server').textContent())?.replace('on ', '') ?? '';
  await page.getByRole('button', { name: `Stop ${name}` }).click();
  await expect(reader.locator('#server')).not.toHaveText(`on ${name}`);
  await page.keyboard.press('Escape');
  await write(page, 'after');
  await expect(shown(reader)).toHaveText(['before', 'after']);
});

test('its pages fit on a phone, with nothing for axe to say', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/signup', '/login']) {
    await page.goto(demo.url + path);
    await page.fill('#nickname', 'Phone');
    await page.fill('#password', 'not the right one');
    if (path === '/login') await page.getByRole('button', { name: 'Log in' }).click();
    expect(await accessibilityProblems(page), path).toEqual([]);
    expect(await overflow(page), path).toBe(0);
  }
  await enter(page, 'Axe', 'axe');
  await write(page, 'hello');
  await expect(shown(page)).toHaveText(['hello']);
  expect(await accessibilityProblems(page), 'the chat').toEqual([]);
  expect(await overflow(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.click('.host-open');
  await page.fill('#host-key', /key: (\S+)/.exec(demo.output())![1]!);
  await page.keyboard.press('Enter');
  await page.click('#host-more summary');
  await expect(page.locator('#host-servers')).toContainText('server 1');
  expect(await accessibilityProblems(page), 'the dialog of the host').toEqual([]);
});
