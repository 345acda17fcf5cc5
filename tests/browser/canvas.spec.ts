// The canvas in a browser: the same picture on every page, whatever its size and whenever it came.
import type { Page } from '@playwright/test';
import { connect } from '../client.ts';
import { expect, onTheLan, test } from './fixtures.ts';
import { connected, cut, enter, log, say } from './people.ts';

const canvas = (page: Page) => page.locator('#canvas');
const tab = (page: Page, name: string) => page.locator('#tabs').getByRole('button', { name });

/** Draws a line through these points, which are parts of the width and the height. */
async function draw(page: Page, points: [number, number][]) {
  await page.bringToFront();
  await canvas(page).scrollIntoViewIfNeeded();
  const box = (await canvas(page).boundingBox())!;
  for (const [i, [x, y]] of points.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: i === 0 ? 1 : 8 });
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** The picture in 60 × 40 fields, each with its red, green, blue and alpha. */
async function picture(page: Page) {
  await page.bringToFront(); // a page in the background does not notice that it has another size
  return canvas(page).evaluate((element: HTMLCanvasElement) => {
    const small = document.createElement('canvas');
    [small.width, small.height] = [60, 40];
    const context = small.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(element, 0, 0, 60, 40);
    const { data } = context.getImageData(0, 0, 60, 40);
    return Array.from({ length: 60 * 40 }, (_, i) => Array.from(data.slice(4 * i, 4 * i + 4)));
  });
}

type Picture = Awaited<ReturnType<typeof picture>>;
const ink = (fields: Picture) => fields.filter(([, , , alpha]) => alpha! > 10).length;

/** How many percent of the fields that have ink in either picture differ clearly. */
function difference(one: Picture, other: Picture): number {
  const inked = one.flatMap((field, i) => (field[3]! > 25 || other[i]![3]! > 25 ? [i] : []));
  const differ = inked.filter((i) => one[i]!.some((value, k) => Math.abs(value - other[i]![k]!) > 110));
  return inked.length ? (100 * differ.length) / inked.length : 100;
}

async function expectSamePicture(...pages: Page[]) {
  await expect(async () => {
    const all: Picture[] = [];
    for (const page of pages) all.push(await picture(page));
    const [first, ...others] = all;
    expect(ink(first!)).toBeGreaterThan(20);
    for (const other of others) expect(difference(first!, other)).toBeLessThan(5);
  }).toPass();
}

test('all see the same picture: of other size, late, after a break, and when one resizes', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const [wide, small, elsewhere] = [
    await context.newPage(),
    await context.newPage(),
    await context.newPage(),
  ];
  await wide.setViewportSize({ width: 1280, height: 900 });
  await small.setViewportSize({ width: 360, height: 740 });
  await enter(wide, onTheLan(url), 'Ann');
  await enter(small, onTheLan(url), 'Bob');
  await enter(elsewhere, onTheLan(url), 'Cat', 'tech');
  await tab(small, 'canvas').click();
  await draw(wide, [[0.1, 0.1], [0.9, 0.2], [0.5, 0.9], [0.1, 0.1]]); // prettier-ignore
  await small.getByRole('radio', { name: 'Red' }).check();
  await draw(small, [[0.1, 0.9], [0.9, 0.9], [0.9, 0.4]]); // prettier-ignore
  await expectSamePicture(wide, small);

  const late = await context.newPage();
  await late.setViewportSize({ width: 800, height: 600 });
  await enter(late, onTheLan(url), 'Dan');
  await tab(late, 'canvas').click();
  await expectSamePicture(wide, small, late);

  await wide.setViewportSize({ width: 700, height: 700 });
  await tab(wide, 'canvas').click();
  await expectSamePicture(wide, small);
  await wide.setViewportSize({ width: 1280, height: 900 });
  await cut(wide);
  await draw(small, [[0.2, 0.5], [0.8, 0.5]]); // prettier-ignore
  await connected(wide);
  await expectSamePicture(wide, small, late);

  await expect(async () => expect(ink(await picture(elsewhere))).toBe(0)).toPass();
  await small.getByRole('button', { name: 'Clear' }).click();
  for (const page of [wide, small, late]) {
    await expect(page.locator('#canvas-note')).toHaveText('Bob cleared the canvas.');
    expect(ink(await picture(page))).toBe(0);
  }
  await expect(elsewhere.locator('#canvas-note')).not.toContainText('cleared');
  await small.evaluate(() => (location.hash = 'tech'));
  await expect(small.locator('#canvas-note')).not.toContainText('cleared');
});

test('two who draw over each other see the same', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, onTheLan(url), 'Bob');
  await bob.getByRole('radio', { name: 'Orange' }).check();
  const zigzag = Array.from({ length: 8 }, (_, i): [number, number] => [0.1 + 0.1 * i, 0.4 + 0.2 * (i % 2)]);
  for (let i = 0; i < 7; i++) {
    await draw(ann, zigzag.slice(i, i + 2));
    await draw(bob, zigzag.toReversed().slice(i, i + 2));
  }
  await expectSamePicture(ann, bob);
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

  test('a finger draws and does not scroll, and a dot is a dot', async ({ context, start }) => {
    const { url } = await start(7);
    const [phone, other] = [await context.newPage(), await context.newPage()];
    await enter(phone, onTheLan(url), 'Ann');
    await enter(other, onTheLan(url), 'Bob');
    for (const page of [phone, other]) await tab(page, 'canvas').click();
    await phone.bringToFront();
    const box = (await canvas(phone).boundingBox())!;
    await phone.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await expect(async () => expect(ink(await picture(other))).toBeGreaterThan(0)).toPass();
    const dot = ink(await picture(other));
    expect(dot).toBeLessThan(12);

    await phone.bringToFront();
    const client = await phone.context().newCDPSession(phone);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          part === undefined ? [] : [{ x: box.x + part * box.width, y: box.y + (1 - part) * box.height }],
      });
    const before = await phone.evaluate(() => scrollY);
    await touch('touchStart', 0.1);
    for (let part = 0.1; part < 0.9; part += 0.05) await touch('touchMove', part);
    await touch('touchEnd');
    await expect(async () => expect(ink(await picture(other))).toBeGreaterThan(dot + 20)).toPass();
    expect(await phone.evaluate(() => scrollY)).toBe(before);
    await expectSamePicture(phone, other);
  });
});

test('the cursors of the others have their names, and go when they do', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, onTheLan(url), 'Bob');
  await bob.bringToFront();
  await canvas(bob).scrollIntoViewIfNeeded();
  await canvas(bob).hover({ position: { x: 100, y: 50 } });
  await expect(ann.locator('.cursor')).toHaveText(['Bob']);
  await expect(bob.locator('.cursor')).toHaveCount(0);
  await draw(bob, [[0.5, 0.5], [0.75, 0.25]]); // prettier-ignore
  const cursor = ann.locator('.cursor');
  await expect(async () => {
    const style = await cursor.evaluate(({ style: { left, top } }: HTMLElement) =>
      [left, top].map(parseFloat),
    );
    expect(Math.abs(style[0]! - 75)).toBeLessThan(2);
    expect(Math.abs(style[1]! - 25)).toBeLessThan(2);
  }).toPass();
  await bob.close();
  await expect(cursor).toHaveCount(0);
});

test('a stroke that the server refuses is not left on the page', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, onTheLan(url), 'Ann');
  await page.evaluate(() => {
    for (const swatch of document.querySelectorAll<HTMLInputElement>('[name=color]')) swatch.value = '#12';
  });
  await draw(page, [[0.1, 0.1], [0.9, 0.9]]); // prettier-ignore
  await expect(page.locator('#canvas-problem')).toHaveText('A colour is written like #1d4ed8.');
  await expect(async () => expect(ink(await picture(page))).toBe(0)).toPass();
});

test('the figures of the room follow what happens in it', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, onTheLan(url), 'Ann');
  await say(page, 'one');
  await expect(log(page)).toContainText('one');
  const guest = await connect(url);
  await guest.ask('create_poll', { question: 'Two?', options: ['yes', 'no'] });
  await expect(page.locator('#stats dd')).toHaveText(['1', '1', '2']);
  guest.close();
  await expect(page.locator('#stats dd')).toHaveText(['1', '1', '1']);
});

test('on a phone tabs share the screen, the chat first, and a dot says where something is new', async ({
  page,
  start,
}) => {
  const { url } = await start(7);
  for (const height of [640, 740]) {
    await page.setViewportSize({ width: 360, height });
    await page.goto(onTheLan(url));
    if (height === 640) await enter(page, onTheLan(url), 'Ann');
    else await connected(page);
    const send = page.getByRole('button', { name: 'Send' });
    await expect(send).toBeInViewport({ ratio: 1 });
    // Nothing lies on it: a click there meets it.
    await send.click({ trial: true, timeout: 2000 });
    await expect(tab(page, 'chat')).toBeInViewport({ ratio: 1 });
  }
  for (const [name, heading] of [
    ['people', 'Rooms'],
    ['polls', 'Polls'],
    ['canvas', 'Canvas'],
    ['wire', 'On the wire'],
  ] as const) {
    await tab(page, name).click();
    await expect(tab(page, name)).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
    await expect(page.getByLabel('Your message')).toBeHidden();
  }
  const guest = await connect(url, { auth: { nickname: 'Bob' } });
  await guest.ask('send_message', { text: 'news' });
  await expect(tab(page, 'chat')).toHaveClass('news');
  await tab(page, 'chat').click();
  await expect(tab(page, 'chat')).not.toHaveClass('news');
  await expect(log(page)).toContainText('news');
  // Who chooses a person wants to write.
  await tab(page, 'people').click();
  await page.getByRole('button', { name: 'Bob' }).click();
  await expect(page.getByLabel('Your message')).toBeFocused();
  await expect(page.getByLabel('Your message')).toHaveValue('/w Bob ');
  // From far down in a long part, the next one is shown from its beginning.
  for (let i = 0; i < 5; i++) await guest.ask('create_poll', { question: 'Long?', options: [...'abcdefgh'] });
  await tab(page, 'polls').click();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await tab(page, 'polls').scrollIntoViewIfNeeded();
  await tab(page, 'chat').click();
  await expect(page.getByRole('heading', { name: /^Chat/ })).toBeInViewport();

  await page.setViewportSize({ width: 1280, height: 800 });
  await guest.ask('create_poll', { question: 'Seen?', options: ['yes', 'no'] });
  await expect(page.locator('.poll').first()).toContainText('Seen?');
  await expect(page.locator('#tabs [value=polls]')).not.toHaveClass('news');
  for (const heading of [/^Chat/, 'Rooms', 'Polls', 'Canvas', 'On the wire']) {
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
  }
  await expect(page.locator('#tabs')).toBeHidden();
  guest.close();
});
