// Pages that are one screen: nothing scrolls but the panels, nothing moves while it loads, and tabs share small screens.
import type { Locator, Page } from '@playwright/test';
import { encode } from 'uqr';
import { connect } from '../../workshop/check/client.ts';
import { demos } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { composer, connected, cut, enter, log, openTab, say } from './people.ts';

const tab = (page: Page, name: string) => page.locator(`#tabs [value=${name}]`);
const background = (one: Locator) => one.evaluate((element) => getComputedStyle(element).backgroundColor);
const invite = (page: Page) => page.getByRole('button', { name: 'Invite' });
const code = (page: Page) => page.getByRole('img', { name: 'QR code' });
const screens = [
  { width: 1280, height: 720 },
  { width: 360, height: 740 },
  { width: 740, height: 360 },
];

/** Opens the first page of a demo, and comes in where that needs a nickname. */
async function open(page: Page, number: number, url: string): Promise<void> {
  if (number >= 5) return enter(page, url, 'Ann');
  await page.goto(url);
  if (number >= 3) return connected(page);
  if (number === 2) await expect(page.locator('#cost-figures')).toContainText('bytes');
}

/** Leaves the page, so that the next visit is a first one; but for the drawer, which stays closed. */
async function forget(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return;
  await page.evaluate(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  await page.goto('about:blank');
}

for (const { number } of demos) {
  const isScreen = number >= 3;
  test(`demo${number} hardly moves while it loads${isScreen ? ', is one screen, and never scrolls itself' : ''}`, async ({
    context,
    page,
    start,
  }) => {
    const { url } = await start(number);
    await page.addInitScript(() => {
      let shift = 0;
      // https://web.dev/articles/cls, without its windows of time: everything counts here.
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shift += 'value' in entry ? Number(entry.value) : 0;
        document.documentElement.dataset.shift = String(shift);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const browser = await context.newCDPSession(page);
    // Where a page scrolls, what is below its end may move unseen: so a longer screen as well.
    for (const size of isScreen ? screens : [...screens, { width: 412, height: 823 }]) {
      await forget(page);
      await browser.send('Network.clearBrowserCache');
      await page.setViewportSize(size);
      await open(page, number, url);
      const shift = await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0));
      expect(shift, `${size.width}×${size.height}`).toBeLessThan(0.05);
    }
    if (!isScreen) return;

    await page.setViewportSize({ width: 1280, height: 720 });
    for (let i = 0; i < 8; i++) await say(page, `A message that needs some room, number ${i}.`);
    for (const size of screens) {
      await page.setViewportSize(size);
      const scrollable = await page.evaluate(() => [
        document.documentElement.scrollHeight - innerHeight,
        document.documentElement.scrollWidth - innerWidth,
      ]);
      expect(scrollable, `${size.width}×${size.height}`).toEqual([0, 0]);
      await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
    }
  });
}

// Its files are the same bytes in demo 3 to 7: so in the first one, which has no chat, and in the last one.
const invited = 'http://192.168.1.20:5003';
for (const number of [3, 7]) {
  test(`the invitation on demo${number} shows the QR code of INVITE_URL, large and on white, until Escape`, async ({
    page,
    start,
  }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, number, (await start(number, { INVITE_URL: invited })).url);
    if (number >= 4) await expect(log(page)).toHaveAttribute('data-empty', /scan the code under Invite/);
    await expect(code(page)).toBeHidden();
    await invite(page).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Scan the code' });
    await expect(dialog).toContainText(invited);
    await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
    const { width = 0 } = (await code(page).boundingBox()) ?? {};
    expect(width).toBeGreaterThan(500);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(code(page)).toHaveCSS('background-color', 'rgb(255, 255, 255)');

    // A path of squares, ten pixels each: M20,10h10v10h-10z is the third one in the second row.
    const path = (await code(page).locator('path').getAttribute('d')) ?? '';
    const drawn = [...path.matchAll(/M(\d+)0,(\d+)0/g)].map(([, x, y]) => `${x},${y}`);
    const { data } = encode(invited, { border: 4 });
    const wanted = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x},${y}`] : [])));
    expect(drawn.toSorted()).toEqual(wanted.toSorted());

    for (const size of [...screens, { width: 320, height: 256 }]) {
      await page.setViewportSize(size);
      await dialog.getByRole('button', { name: 'Close' }).scrollIntoViewIfNeeded();
      await expect(dialog.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
      expect(await overflow(page)).toBe(0);
      expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    }
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(code(page)).toBeHidden();
    await expect(invite(page)).toBeFocused();
  });
}

test('the invitation is left out without INVITE_URL, and when that is no web address', async ({
  page,
  start,
}) => {
  for (const bad of [undefined, 'chat.example.org', 'javascript:alert(1)', `http://${'a'.repeat(600)}`]) {
    const demo = await start(7, { INVITE_URL: bad });
    await open(page, 7, demo.url);
    await expect(invite(page)).toHaveCount(0);
    await expect(page.locator('[data-empty*="Invite"]')).toHaveCount(0);
    const complaints = demo.output().match(/can't invite to .*\. Set INVITE_URL/g) ?? [];
    expect(complaints).toHaveLength(bad === undefined ? 0 : 1);
    await forget(page);
  }
});

test.describe('the drawer with the lesson', () => {
  test.use({ lessonOpen: true });

  test('is open the first time, and stays closed for a visitor who closed it', async ({ page, start }) => {
    const { url } = await start(3);
    await page.goto(url);
    const lesson = page.getByRole('heading', { name: /^New: / });
    const toggle = page.getByRole('button', { name: 'What’s new' });
    await expect(lesson).toBeInViewport();
    await expect(toggle).toHaveAttribute('aria-expanded', 'true');
    await toggle.click();
    await expect(lesson).toBeHidden();
    await page.reload();
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await expect(lesson).toBeHidden();
    await toggle.click();
    await expect(lesson).toBeInViewport();
  });
});

test('a projector shows the chat, the canvas, and polls or the wire panel at once', async ({
  page,
  start,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await enter(page, (await start(7)).url, 'Ann');
  for (const [name, heading] of [
    ['polls', 'Polls'],
    ['wire', 'On the wire'],
  ] as const) {
    await tab(page, name).click();
    await expect(tab(page, name)).toHaveAttribute('aria-pressed', 'true');
    for (const shown of ['Chat', 'Canvas', heading]) {
      await expect(page.getByRole('heading', { name: shown, exact: true })).toBeInViewport({ ratio: 1 });
    }
    await expect(page.locator('#canvas')).toBeInViewport({ ratio: 1 });
    await expect(composer(page)).toBeInViewport({ ratio: 1 });
  }
  await expect(page.getByRole('heading', { name: 'Polls', exact: true })).toBeHidden();
});

test('a phone shows three whole messages upright and two on its side, above tabs that stay in place', async ({
  page,
  start,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await enter(page, (await start(7)).url, 'Ann');
  for (const text of ['one', 'two', 'three', 'four']) await say(page, text);
  await expect(log(page).locator('.message')).toHaveCount(4);
  for (const [size, whole] of [
    [{ width: 360, height: 740 }, 3],
    [{ width: 740, height: 360 }, 2],
  ] as const) {
    await page.setViewportSize(size);
    await log(page).evaluate((element) => (element.scrollTop = element.scrollHeight));
    for (let n = 1; n <= whole; n++) {
      await expect(log(page).locator('.message').nth(-n)).toBeInViewport({ ratio: 1 });
    }
    const place = await tab(page, 'chat').boundingBox();
    for (const name of ['canvas', 'people', 'polls', 'wire', 'lesson', 'chat']) {
      await tab(page, name).click();
      expect(await tab(page, 'chat').boundingBox(), name).toEqual(place);
    }
  }
});

test('on a phone tabs share the screen, and a dot says where something is new', async ({ page, start }) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 360, height: 640 });
  await enter(page, onTheLan(url), 'Ann');
  for (const [name, heading] of [
    ['people', 'Rooms'],
    ['polls', 'Polls'],
    ['canvas', 'Canvas'],
    ['wire', 'On the wire'],
    ['lesson', /^New: /],
  ] as const) {
    await tab(page, name).click();
    await expect(tab(page, name)).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
    await expect(composer(page)).toBeHidden();
  }
  const guest = await connect(url, { auth: { nickname: 'Bob' } });
  await guest.ask('send_message', { text: 'news' });
  await expect(tab(page, 'chat')).toHaveClass('news');
  await cut(page);
  await connected(page);
  await expect(tab(page, 'chat'), 'nobody has seen it yet').toHaveClass('news');
  await tab(page, 'chat').click();
  await expect(tab(page, 'chat')).not.toHaveClass('news');
  await expect(log(page)).toContainText('news');

  // Choosing a person leads to the chat.
  await tab(page, 'people').click();
  await page.getByRole('button', { name: 'Bob' }).click();
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue('/w Bob ');

  await page.setViewportSize({ width: 1280, height: 720 });
  await openTab(page, 'polls');
  await guest.ask('create_poll', { question: 'Seen?', options: ['yes', 'no'] });
  await expect(page.locator('.poll').first()).toContainText('Seen?');
  await expect(tab(page, 'polls')).not.toHaveClass(/news/);
  await openTab(page, 'people');
  await guest.ask('create_poll', { question: 'Not seen?', options: ['yes', 'no'] });
  await expect(tab(page, 'polls')).toHaveClass(/news/);
  guest.close();
});

// What it needs is the same bytes in demo 6 and 7, or has one thing more: so in the last one alone.
test('rooms and people are one tab stop each, with arrow keys inside', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, url, 'Ann');
  const guests = [];
  for (const nickname of ['Bob', 'Cat', 'Dan']) guests.push(await connect(url, { auth: { nickname } }));
  const rooms = page.locator('#rooms-list a');
  const people = page.locator('#people-list button:not([hidden])');
  await expect(people).toHaveCount(3);
  for (const [items, last] of [
    [rooms, 2],
    [people, 2],
  ] as const) {
    await expect(items.and(page.locator('[tabindex="0"]'))).toHaveCount(1);
    await items.first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(items.nth(1)).toBeFocused();
    await page.keyboard.press('End');
    await expect(items.nth(last)).toBeFocused();
    await page.keyboard.press('ArrowDown'); // there is no further one
    await page.keyboard.press('ArrowUp');
    await expect(items.nth(last - 1)).toBeFocused();
    await page.keyboard.press('Home');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await expect(items.nth(1)).not.toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await expect(items.nth(1)).toBeFocused(); // where the keyboard was last
  }
  // When that person leaves, Tab leads to another one.
  guests[1]!.close();
  await expect(people).toHaveCount(2);
  await expect(people.first()).toHaveAttribute('tabindex', '0');
  for (const guest of guests) guest.close();
});

test('the keyboard alone is enough for everything', async ({ page, start }) => {
  const { url } = await start(7);
  await page.goto(url);
  const { keyboard } = page;
  /** Presses Tab until this has the focus; every stop on the way must be visible. */
  const tabTo = async (target: Locator, key = 'Tab') => {
    for (let i = 0; i < 40; i++) {
      await keyboard.press(key);
      if (await target.evaluate((element) => element === document.activeElement)) break;
      expect(await page.evaluate(() => document.activeElement?.checkVisibility())).toBe(true);
    }
    await expect(target).toBeFocused();
  };
  await keyboard.type('Ann');
  await keyboard.press('Enter');
  await connected(page);
  for (const text of ['one', 'two', 'three']) {
    await expect(composer(page)).toBeFocused();
    await keyboard.type(text);
    await keyboard.press('Enter');
  }
  const messages = log(page).locator('.message');
  await expect(messages).toHaveCount(3);

  // One stop for the buttons of all messages, the newest first; and one for the emoji.
  await keyboard.press('Shift+Tab');
  await expect(messages.nth(2).getByRole('button', { name: 'React' })).toBeFocused();
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(messages.nth(1).locator('.reaction')).toHaveCount(1);
  await expect(messages.nth(1).getByRole('button', { name: 'React' })).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(log(page)).toBeFocused(); // here the arrow keys scroll

  await tabTo(page.getByRole('radio', { name: 'Black' }));
  await keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeChecked();
  await tabTo(page.locator('#canvas'));
  for (const key of [' ', 'ArrowRight', 'ArrowDown', ' ']) await keyboard.press(key);
  await openWithKeys('polls');
  await tabTo(page.locator('#poll-new summary'));
  await keyboard.press('Enter');
  for (const text of ['Soup or pizza?', 'Soup', 'Pizza']) {
    await keyboard.press('Tab');
    await keyboard.type(text);
  }
  await keyboard.press('Enter');
  const options = page.locator('.poll > button');
  await expect(options).toHaveCount(2);
  await tabTo(options.first());
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(options.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Full screen' })).toBeFocused();

  await openWithKeys('people');
  await tabTo(page.locator('#rooms-list a').first());
  await keyboard.press('End');
  await keyboard.press('Enter');
  await expect(page.locator('#chat-room')).toHaveText('#tech');
  await openWithKeys('wire');
  await tabTo(page.locator('#wire-log summary[tabindex="0"]'));
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(page.locator('#wire-log pre').first()).toBeVisible();

  async function openWithKeys(name: string) {
    await tabTo(tab(page, name), name === 'polls' ? 'Tab' : 'Shift+Tab');
    await keyboard.press('Enter');
  }
});

test('in the colours of the visitor it still shows what is chosen, pressed and new', async ({
  page,
  start,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const { url } = await start(7);
  await enter(page, url, 'Ann');
  const pause = page.getByRole('button', { name: 'Pause' });
  await openTab(page, 'wire');
  const before = await background(pause);
  await pause.click();
  expect(await background(pause)).not.toBe(before);
  expect(await background(tab(page, 'wire'))).not.toBe(await background(tab(page, 'people')));
  const guest = await connect(url);
  await guest.ask('create_poll', { question: 'New?', options: ['yes', 'no'] });
  await expect(tab(page, 'polls')).toHaveClass(/news/);
  const dot = await tab(page, 'polls').evaluate((one) => getComputedStyle(one, '::after').borderTopColor);
  expect(dot).not.toBe(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  await openTab(page, 'people');
  const rooms = page.locator('#rooms-list a');
  expect(await background(rooms.first())).not.toBe(await background(rooms.last()));
  guest.close();
});

test('enlarged to 400 %, everything is there and the page scrolls in one direction alone', async ({
  page,
  start,
}) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 320, height: 180 });
  await enter(page, url, 'W'.repeat(20));
  for (let i = 0; i < 5; i++) await say(page, `${i} ${'W'.repeat(90)}`);
  const guest = await connect(url);
  await guest.ask('create_poll', { question: 'Q'.repeat(100), options: ['W'.repeat(100), 'M'.repeat(100)] });
  for (const name of ['chat', 'canvas', 'people', 'polls', 'wire', 'lesson']) {
    await tab(page, name).click();
    expect(await overflow(page), name).toBe(0);
    const scrolling = await page.evaluate(() =>
      [...document.querySelectorAll('main, main :not(.log, .people, .rooms, textarea, select)')]
        .filter((one) => one.checkVisibility() && /auto|scroll/.test(getComputedStyle(one).overflowY))
        .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.tagName} ${one.className}`),
    );
    expect(scrolling, name).toEqual([]);
  }
  await tab(page, 'chat').click();
  await composer(page).scrollIntoViewIfNeeded();
  await expect(composer(page)).toBeInViewport({ ratio: 1 });
  expect((await log(page).boundingBox())?.height).toBeGreaterThan(90);
  guest.close();
});

test('a projector shows rooms, people and packets at once, however many there are', async ({
  page,
  start,
}) => {
  const { url } = await start(6);
  await page.setViewportSize({ width: 1280, height: 720 });
  await enter(page, url, 'Ann');
  const guests = [];
  for (let i = 0; i < 20; i++) {
    guests.push(
      await connect(url, { auth: { nickname: `guest${i}`, room: i < 10 ? 'general' : `room${i}` } }),
    );
  }
  await expect(page.locator('#rooms-list a')).toHaveCount(13);
  await expect(page.locator('#people-list li')).toHaveCount(11);
  for (const name of ['Rooms', 'Who is here', 'On the wire']) {
    await expect(page.getByRole('heading', { name, exact: true, level: 2 })).toBeInViewport({ ratio: 1 });
  }
  await expect(page.getByLabel('Open another room')).toBeInViewport({ ratio: 1 });
  await expect(page.locator('#people-list li').nth(2)).toBeInViewport({ ratio: 1 });
  for (const guest of guests) guest.close();
});
