// The race in a browser: five lanes show the same ball, each by its own way, and say honestly what that costs.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root, startDemo } from '../../workshop/check/harness.ts';
import { exchangesOf, startProxy } from '../support/proxy.ts';
import { lanes } from '../support/race-lanes.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test as base } from './fixtures.ts';

const folder = join(root, 'demo-sidebar');
const test = base.extend<{ url: string }>({
  url: async ({ context }, use) => {
    const demo = await startDemo(folder);
    await use(demo.url);
    for (const page of context.pages()) await page.close();
    await demo.stop();
  },
});

const figure = (page: Page, id: string, name: string) => page.locator(`#${id}-${name}`);
const numberIn = async (page: Page, id: string, name: string) =>
  Number((await figure(page, id, name).innerText()).replaceAll(/[^\d.]/g, ''));
const running = async (page: Page) => {
  for (const { id } of lanes) {
    await expect(page.locator(`#${id}-status`)).toHaveText('Connected');
    await expect.poll(() => numberIn(page, id, 'updates')).toBeGreaterThan(0);
  }
};
const stopped = async (page: Page) => {
  for (const { id } of lanes) await expect(page.locator(`#${id}-status`)).toHaveText('Stopped');
};

test('is the first thing that the sidebar offers, and stops while nobody looks', async ({ page, url }) => {
  await page.goto(onTheLan(url));
  await page.getByRole('link', { name: 'Watch the race' }).click();
  await expect(page.getByRole('heading', { name: 'Five ways to learn where a ball is' })).toBeVisible();
  await running(page);

  // Because tabs share their connections.
  const look = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await look(true);
  await stopped(page);
  await look(false);
  await running(page);
});

test('shows the bytes and requests that a proxy counts', async ({ page, url }) => {
  const proxy = await startProxy(url);
  await page.goto(`${proxy.url}/race`);
  await running(page);
  await expect.poll(() => numberIn(page, 'short', 'requests')).toBeGreaterThan(15);
  await page.getByRole('button', { name: 'Stop' }).click();
  for (const { id, path } of lanes) {
    const exchanges = () => exchangesOf(proxy.connections).filter((one) => one.path.startsWith(path));
    await expect(async () => {
      expect(await numberIn(page, id, 'requests')).toBe(exchanges().length);
      const counted = exchanges().reduce((sum, { request, response }) => sum + request + response, 0);
      const shown = 1000 * (await numberIn(page, id, 'all'));
      expect(Math.abs(shown / counted - 1), `${id}: ${shown} of ${counted}`).toBeLessThan(0.05);
      // What one update costs is about the same in all lanes but for HTTP.
      const each = await numberIn(page, id, 'each');
      if (path.includes('/lanes/') && id !== 'events') expect(each).toBeGreaterThan(400);
      else expect(each).toBeLessThan(200);
    }).toPass({ timeout: 20_000 });
  }
  await page.close();
  await proxy.stop();
});

test('shows bytes per second by the time that has passed on the server', async ({ page, url }) => {
  let seconds = 0;
  await page.route('**/lanes/figures*', async (route) => {
    seconds += 1;
    const traffic = { sent: 2000 * seconds, received: 5100 * seconds, requests: seconds };
    await route.fulfill({ json: { now: 1000 * seconds, lanes: { long: traffic } } });
  });
  await page.goto(onTheLan(`${url}/race`));
  await expect(figure(page, 'long', 'requests')).toHaveText('4');
  await expect(figure(page, 'long', 'received')).toHaveText('5.1 kB/s');
  await expect(figure(page, 'long', 'sent')).toHaveText('2.0 kB/s');
  await expect(figure(page, 'long', 'all')).toHaveText(/^\d\d\.\d kB$/);
});

test('ages with the latency, and polling ages most', async ({ page, url }) => {
  await page.goto(onTheLan(`${url}/race`));
  await running(page);
  await page.getByLabel('300 ms').check();
  for (const { id } of lanes) {
    await expect.poll(() => numberIn(page, id, 'age')).toBeGreaterThan(290);
  }
  const ages = async () => Promise.all(lanes.map(({ id }) => numberIn(page, id, 'age')));
  await expect(async () => {
    const [short, long, ...streams] = await ages();
    for (const stream of streams) {
      expect(short).toBeGreaterThan(stream + 100);
      expect(long).toBeGreaterThan(stream + 100);
    }
  }).toPass();
  await page.getByLabel('0 ms', { exact: true }).check();
  for (const { id } of lanes.slice(2)) {
    await expect.poll(() => numberIn(page, id, 'age'), { timeout: 20_000 }).toBeLessThan(290);
  }
});

test.describe('dropped', () => {
  test.use({
    allowedErrors: [/ERR_(INCOMPLETE_CHUNKED|EMPTY_RESPONSE|CONNECTION)|WebSocket|404 .*\/lanes\//],
  });

  test('all lanes come back, and the stream with all that it has missed', async ({ page, url }) => {
    await page.goto(onTheLan(`${url}/race`));
    await running(page);
    // Some are back after 250 ms, so the pages themselves have to notice it.
    const dropped = ['events', 'raw', 'socketio'].map((id) =>
      page.locator(`#${id}-status`).evaluate(
        (status) =>
          new Promise<void>((done) =>
            new MutationObserver(() => status.textContent === 'Connecting…' && done()).observe(status, {
              childList: true,
            }),
          ),
      ),
    );
    await page.getByRole('button', { name: 'Drop all five connections' }).click();
    await Promise.all(dropped);
    for (const { id } of lanes)
      await expect(figure(page, id, 'after')).toHaveText(/^\d\.\d\d s, \d+ missed$/);
    await running(page);
    for (const id of ['events', 'raw', 'socketio']) {
      await expect(figure(page, id, 'requests')).toHaveText('2');
    }
    await expect(figure(page, 'events', 'after')).toHaveText(/^\d\.\d\d s, 0 missed$/);
    for (const id of ['raw', 'socketio']) {
      await expect(figure(page, id, 'after')).toHaveText(/^\d\.\d\d s, [1-9]\d* missed$/);
    }
  });

  test('and when the server was away, with a new race', async ({ page }) => {
    const demo = await startDemo(folder);
    await page.goto(onTheLan(`${demo.url}/race`));
    await running(page);
    await demo.stop('SIGKILL');
    for (const { id } of lanes) await expect(page.locator(`#${id}-status`)).not.toHaveText('Connected');
    const again = await startDemo(folder, { port: Number(new URL(demo.url).port) });
    await running(page);
    await page.close();
    await again.stop();
  });
});

test('waits for those who want little motion', async ({ page, url }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(onTheLan(`${url}/race`));
  await stopped(page);
  await expect(page.getByRole('button', { name: 'Drop all five connections' })).toBeDisabled();
  expect(requests.filter((one) => one.includes('/lanes/'))).toEqual([]);
  await page.getByRole('button', { name: 'Start' }).focus();
  await page.keyboard.press('Enter');
  await running(page);
  await page.keyboard.press('Enter');
  await stopped(page);
});

test('is one screen, accessible, and fits 320 pixels', async ({ page, url }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(onTheLan(`${url}/race`));
  await running(page);
  expect(await accessibilityProblems(page)).toEqual([]);
  const below = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(await below()).toBe(0);
  for (const width of [320, 360, 768, 1120]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await overflow(page), `${width} pixels`).toBe(0);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await accessibilityProblems(page)).toEqual([]);
});
