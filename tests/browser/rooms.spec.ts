// Rooms in a browser: several pages in two rooms.
import type { Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { connected, cut, enter, log, openTab, say } from './people.ts';

const rooms = (page: Page) => page.locator('#rooms-list li');
const heading = (page: Page) => page.locator('#chat-room');
const people = (page: Page) => page.locator('#people-list li');
const error = (page: Page) => page.locator('#rooms-error');

// Its files are the same bytes in demo 6 and 7, or have one thing more: so in the last one alone.

test('four pages in two rooms hear and see only their own', async ({ context, start }) => {
  const { url } = await start(7);
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
  await expect(heading(ann)).toHaveText('#general');
  await expect(heading(dan)).toHaveText('#tech');
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
  await expect(heading(ann)).toHaveText('#tech');
  await expect(log(ann)).toContainText('for tech');
  await expect(log(ann)).not.toContainText('for general');
  await expect(people(ann)).toHaveText(['Ann (you)', 'Cat', 'Dan']);
  await expect(people(bob)).toHaveText(['Bob (you)']);
  await expect(log(bob)).toContainText('Ann left');
  await expect(log(cat)).toContainText('Ann joined');
  await expect(rooms(dan)).toHaveText(['general (1)', 'random (0)', 'tech (3)']);
  expect(new URL(ann.url()).hash).toBe('#tech');
  await ann.goBack();
  await expect(heading(ann)).toHaveText('#general');
  await expect(log(ann)).toContainText('for general');
});

test('the list says where something is new, until you look', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, url, 'Bob', 'tech');
  const tech = rooms(ann).getByRole('link', { name: /^tech/ });
  for (const text of ['one', 'two', 'three']) await say(bob, text);
  await expect(tech).toHaveAttribute('data-unread', '3');
  await expect(tech).toHaveAccessibleName('tech (1) · 3 new');
  await say(ann, 'not new to me');
  await cut(ann); // a break doesn't make them read
  await connected(ann);
  await expect(tech).toHaveAttribute('data-unread', '3');
  await tech.click();
  await expect(heading(ann)).toHaveText('#tech');
  await expect(rooms(ann).locator('[data-unread]')).toHaveCount(0);
  await say(bob, 'four');
  await expect(log(ann)).toContainText('four');
  await ann.getByRole('link', { name: /^general/ }).click();
  await expect(heading(ann)).toHaveText('#general');
  await say(bob, 'five');
  await expect(tech).toHaveAttribute('data-unread', '1');
  await expect(rooms(bob).locator('[data-unread]')).toHaveText(['general (1)']); // and not his own room
});

test('someone who opens a room is still in it after a break and a reload', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await ann.getByLabel('Open another room').fill('Käse');
  await ann.keyboard.press('Enter');
  await expect(heading(ann)).toHaveText('#Käse');
  await expect(rooms(ann).last()).toHaveText('Käse (1)');
  await expect(ann.getByLabel('Open another room')).toHaveValue('');
  await say(ann, 'in here');

  await bob.goto(ann.url());
  await bob.getByLabel('Nickname', { exact: true }).fill('Bob');
  await bob.keyboard.press('Enter');
  await expect(heading(bob)).toHaveText('#Käse');
  await expect(log(bob)).toContainText('in here');
  await bob.close();

  await cut(ann);
  await connected(ann);
  await expect(heading(ann)).toHaveText('#Käse');
  await ann.reload();
  await connected(ann);
  await expect(heading(ann)).toHaveText('#Käse');
  await expect(log(ann)).toContainText('in here');
});

test.describe('offline', () => {
  test.use({ allowedErrors: [/ERR_INTERNET_DISCONNECTED|WebSocket connection to/] });

  test('the log says that its room was closed meanwhile', async ({ context, page, start }) => {
    const { url } = await start(7);
    // Of the empty rooms that one person has opened, the oldest one closes when there are too many.
    const guest = await connect(url, { auth: { nickname: 'Bob', room: 'tea' } });
    await enter(page, onTheLan(url), 'Ann', 'tea');
    await say(page, 'hello');
    await expect(log(page)).toContainText('hello');
    const left = guest.next('user_left');
    await context.setOffline(true);
    await cut(page);
    await left;
    for (let i = 0; i < 7; i++) await guest.ask('join_room', { room: `room${i}` });
    await context.setOffline(false);
    await connected(page);
    await expect(heading(page)).toHaveText('#tea');
    await expect(log(page).locator('.notice').first()).toHaveText(
      /^The messages are gone\. The server was restarted, or it has closed this room while it was empty/,
    );
    await expect(log(page)).not.toContainText('hello');
    guest.close();
  });
});

test('an invalid room is rejected with a sentence, and nobody moves', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, onTheLan(url), 'Ann', 'no%20such%20room');
  await expect(heading(page)).toHaveText('#general');
  await expect(error(page)).toHaveText(/^A name for the room has 1 to 20/);
  await expect.poll(() => new URL(page.url()).hash).toBe('#general');
  await page.goto(`${onTheLan(url)}/#%20ＴＥＣＨ%20`);
  await page.reload();
  await expect(heading(page)).toHaveText('#tech');
  await expect(error(page)).toHaveText('');
  await page.getByRole('link', { name: /^general/ }).click();
  await expect(heading(page)).toHaveText('#general');
  await page.getByLabel('Open another room').fill('two words');
  await page.keyboard.press('Enter');
  await expect(error(page)).toHaveText(/^A name for the room has 1 to 20/);
  await expect(page.getByLabel('Open another room')).toHaveValue('two words');
  expect(new URL(page.url()).hash).toBe('#general');
  await page.evaluate(() => (location.hash = '#%E0%A4%A'));
  await expect(error(page)).toHaveText(/^A name for the room has 1 to 20/);
  await page.getByRole('link', { name: /^tech/ }).click();
  await expect(heading(page)).toHaveText('#tech');
  await expect(error(page)).toHaveText('');
});

test('someone who changes their mind before the answer ends up where the address says', async ({
  page,
  start,
}) => {
  const { url } = await start(7);
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
      await expect(heading(page)).toHaveText(`#${second}`);
      expect(new URL(page.url()).hash).toBe(`#${second}`);
    }
  }
});

test('an answer that comes too late still moves the heading and the address', async ({ page, start }) => {
  const { url } = await start(7);
  /** What the server says while it is held back: it arrives late, and in order. */
  let held: (() => void)[] | undefined;
  await page.routeWebSocket(/socket\.io/, (browser) => {
    browser.connectToServer().onMessage((packet) => {
      const deliver = () => browser.send(packet);
      if (held) held.push(deliver);
      else deliver();
    });
  });
  await enter(page, onTheLan(url), 'Ann');
  await expect(heading(page)).toHaveText('#general');

  held = [];
  await page.getByRole('link', { name: /^tech/ }).click();
  await expect(error(page)).toHaveText('No answer came. Please try again.');
  await expect(heading(page)).toHaveText('#general');
  expect(new URL(page.url()).hash).toBe('#general');

  for (const deliver of held) deliver();
  held = undefined;
  await expect(heading(page)).toHaveText('#tech');
  await expect.poll(() => new URL(page.url()).hash).toBe('#tech');
  await expect(error(page)).toHaveText('');
  await expect(rooms(page).locator('[aria-current]')).toHaveText('tech (1)');
  await page.getByRole('link', { name: /^general/ }).click();
  await expect(heading(page)).toHaveText('#general');
  await expect.poll(() => new URL(page.url()).hash).toBe('#general');
});

test('another room is shown from its end, wherever you were reading', async ({ context, page, start }) => {
  const { url } = await start(7);
  const guest = await context.newPage();
  await enter(page, onTheLan(url), 'Ann');
  await enter(guest, url, 'Bob', 'tech');
  for (let i = 0; i < 15; i++) for (const one of [page, guest]) await say(one, `line ${i}`);
  await log(page).evaluate((element) => (element.scrollTop = 0));
  await page.evaluate(() => (location.hash = 'tech'));
  await expect(heading(page)).toHaveText('#tech');
  await expect(log(page).locator('.message').last()).toContainText('line 14');
  await expect(log(page).locator('.message').last()).toBeInViewport();
});

test('with long names everything fits 320 pixels and is accessible', async ({ page, context, start }) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 320, height: 640 });
  await enter(page, onTheLan(url), 'W'.repeat(20), 'W'.repeat(20));
  for (let i = 0; i < 3; i++) {
    const guest = await context.newPage();
    await enter(guest, url, `guest${i}`, `${i}${'M'.repeat(19)}`);
  }
  await expect(rooms(page)).toHaveCount(7);
  await openTab(page, 'people');
  await expect(rooms(page).last()).toBeVisible();
  expect(await overflow(page)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});
