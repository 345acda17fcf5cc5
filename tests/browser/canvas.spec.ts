// The canvas in a browser: the same picture on every page, whatever its size and whenever it came.
import type { BrowserContext, Page } from '@playwright/test';
import type { Stroke } from '../../demo7/events.ts';
import { type Client, connect } from '../../workshop/check/client.ts';
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

test('everyone sees the same picture: in any size, late, after a break, and after a resize', async ({
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
  await small.getByRole('button', { name: 'Clear for everyone' }).click();
  for (const page of [wide, small, late]) {
    await expect(page.locator('#canvas-note')).toHaveText('Bob cleared the canvas.');
    await expect(async () => expect(ink(await picture(page))).toBe(0)).toPass();
  }
  await expect(elsewhere.locator('#canvas-note')).not.toContainText('cleared');
  await small.evaluate(() => (location.hash = 'tech'));
  await expect(small.locator('#canvas-note')).not.toContainText('cleared');
});

test('two people who draw over each other see the same', async ({ context, start }) => {
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

/** Two people on the canvas, in windows of the same size, and a third one without a window. */
async function three(context: BrowserContext, url: string) {
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, url, 'Ann');
  await enter(bob, url, 'Bob');
  const guest = await connect(url, { auth: { nickname: 'Guest' } });
  return { ann, bob, guest };
}

const restore = (page: Page) => page.getByRole('button', { name: 'Bring it back' });
/** How much ink there is in the middle of the picture, at this height. */
const inkAt = async (page: Page, y: number) => (await picture(page))[60 * Math.round(40 * y) + 30]![3]!;
const partsOf = (guest: Client) => (guest.received('canvas_update') as Stroke[][]).flat();
const pointsOf = (guest: Client) => partsOf(guest).flatMap(({ points }) => points);
const pixels = (page: Page) => canvas(page).evaluate((element: HTMLCanvasElement) => element.toDataURL());
const near = (points: { x: number; y: number }[], x: number, y: number) =>
  points.some((point) => Math.hypot(point.x - x, point.y - y) < 0.01);

test('a line is one stroke of the same pixels for everyone, without the points that add nothing, but with all the others', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  const moves = 120;
  const corner = Array.from({ length: moves }, (_, i): [number, number] =>
    i < 60 ? [0.1 + i / 100, 0.2] : [0.7, 0.2 + (i - 60) / 100],
  );
  await ann.bringToFront();
  await canvas(ann).scrollIntoViewIfNeeded();
  let box = (await canvas(ann).boundingBox())!;
  for (const [i, [x, y]] of corner.entries()) {
    await ann.mouse.move(box.x + x * box.width, box.y + y * box.height);
    if (i === 0) await ann.mouse.down();
  }
  await ann.mouse.up();
  await expect(() => expect(near(pointsOf(guest), 0.7, 0.79)).toBe(true)).toPass();
  expect(near(pointsOf(guest), 0.7, 0.2), 'the corner').toBe(true);
  expect(new Set(partsOf(guest).map(({ id }) => id)).size).toBe(1);
  expect(partsOf(guest).length, 'it comes in parts').toBeGreaterThan(2);
  // Each part ends with a point, and there is the first one and the corner.
  expect(pointsOf(guest).length).toBeLessThanOrEqual(partsOf(guest).length + 3);
  // What Ann has sketched has given way to what the server says.
  await expect(async () => expect(await pixels(ann)).toBe(await pixels(bob))).toPass();
  expect(ink(await picture(bob))).toBeGreaterThan(30);

  // A pen that is faster than the screen loses no point between two frames.
  await draw(ann, [[0.1, 0.9], [0.11, 0.9]]); // prettier-ignore
  box = (await canvas(ann).boundingBox())!;
  await ann.mouse.move(box.x + 0.1 * box.width, box.y + 0.5 * box.height);
  await ann.mouse.down();
  await canvas(ann).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const move = (x: number, y: number, more: object = {}) =>
      new PointerEvent('pointermove', {
        pointerId: 1, // the mouse
        clientX: left + x * width,
        clientY: top + y * height,
        bubbles: true,
        ...more,
      });
    const coalescedEvents = [move(0.3, 0.1), move(0.6, 0.8), move(0.9, 0.5)];
    element.dispatchEvent(move(0.9, 0.5, { coalescedEvents }));
  });
  await ann.mouse.up();
  for (const [x, y] of [
    [0.3, 0.1],
    [0.6, 0.8],
    [0.9, 0.5],
  ] as const)
    // prettier-ignore
    await expect(() => expect(near(pointsOf(guest), x, y)).toBe(true)).toPass();
  guest.close();
});

test('there are three widths and an eraser, which leaves paper', async ({ context, start }) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  const inked: number[] = [];
  for (const [i, width] of ['thin', 'medium', 'thick'].entries()) {
    await ann.getByRole('radio', { name: width }).check();
    await draw(ann, [[0.1, 0.2 + 0.2 * i], [0.9, 0.2 + 0.2 * i]]); // prettier-ignore
    let row: Picture = [];
    await expect(async () => {
      row = (await picture(bob)).filter((_, k) => Math.abs(Math.floor(k / 60) - (8 + 8 * i)) < 4);
      expect(
        row.some((field, k) => k % 60 === 52 && field[3]! > 10),
        'its end has come',
      ).toBe(true);
    }).toPass();
    inked.push(row.reduce((sum, [, , , opacity]) => sum + opacity!, 0));
  }
  expect(inked[1]).toBeGreaterThan(1.5 * inked[0]!);
  expect(inked[2]).toBeGreaterThan(1.5 * inked[1]!);
  await ann.getByRole('radio', { name: 'Eraser' }).check();
  for (const i of [0, 1, 2]) await draw(ann, [[0.05, 0.2 + 0.2 * i], [0.5, 0.2 + 0.2 * i], [0.95, 0.2 + 0.2 * i]]); // prettier-ignore
  for (const page of [ann, bob]) await expect(async () => expect(ink(await picture(page))).toBe(0)).toPass();
  guest.close();
});

test('undo takes back your own last stroke for everyone, by button and by key', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  await draw(ann, [[0.1, 0.2], [0.9, 0.2]]); // prettier-ignore
  await draw(ann, [[0.1, 0.5], [0.9, 0.5]]); // prettier-ignore
  await draw(bob, [[0.1, 0.8], [0.9, 0.8]]); // prettier-ignore
  await expect(async () => expect(await inkAt(ann, 0.8)).toBeGreaterThan(0)).toPass();
  await ann.bringToFront();
  await ann.getByRole('button', { name: 'Undo' }).click();
  for (const page of [ann, bob]) {
    await expect(async () => expect(await inkAt(page, 0.5)).toBe(0)).toPass();
    for (const y of [0.2, 0.8]) expect(await inkAt(page, y)).toBeGreaterThan(0);
  }
  await ann.bringToFront();
  await canvas(ann).focus();
  await ann.keyboard.press('Control+z');
  for (const page of [ann, bob]) {
    await expect(async () => expect(await inkAt(page, 0.2)).toBe(0)).toPass();
    expect(await inkAt(page, 0.8)).toBeGreaterThan(0);
  }
  await ann.bringToFront();
  await ann.keyboard.press('Control+z');
  await expect(ann.locator('#canvas-error')).toHaveText('There is no stroke of yours to undo.');
  guest.close();
});

test('clearing asks when others have drawn, and can be undone by whoever did it', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  const dialog = ann.getByRole('dialog');
  const clear = ann.getByRole('button', { name: 'Clear', exact: true });
  await draw(ann, [[0.1, 0.2], [0.9, 0.2]]); // prettier-ignore
  await expect(async () => expect(ink(await picture(bob))).toBeGreaterThan(20)).toPass();
  await ann.bringToFront();
  await clear.click(); // nobody else has drawn anything
  await expect(ann.locator('#canvas-note')).toHaveText('Ann cleared the canvas.');
  await draw(bob, [[0.1, 0.8], [0.9, 0.8]]); // prettier-ignore
  await expect(async () => expect(ink(await picture(ann))).toBeGreaterThan(20)).toPass();
  await clear.click();
  await expect(dialog).toContainText('Others have drawn here, too.');
  await ann.getByRole('button', { name: 'Keep it' }).click();
  await expect(clear).toBeFocused();
  await clear.click();
  await ann.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(guest.received('canvas_cleared'), 'only the first click has cleared it').toHaveLength(1);

  const late = await context.newPage(); // opened before the ten seconds begin
  await late.goto(url);
  await late.getByLabel('Nickname', { exact: true }).fill('Cem');
  await ann.bringToFront();
  await expect(async () => expect(await pixels(bob)).toBe(await pixels(ann))).toPass();
  const before = await pixels(bob);
  await clear.click();
  await ann.getByRole('button', { name: 'Clear for everyone' }).click();
  for (const page of [ann, bob]) await expect(async () => expect(ink(await picture(page))).toBe(0)).toPass();
  await expect(restore(bob)).toBeHidden();
  await late.getByRole('button', { name: 'Join' }).click();
  await connected(late);
  await restore(ann).focus();
  await ann.keyboard.press('Enter');
  await expect(restore(ann)).toBeHidden();
  await expect(canvas(ann)).toBeFocused();
  for (const page of [ann, bob, late]) {
    await page.bringToFront();
    await expect(async () => expect(await pixels(page)).toBe(before)).toPass();
  }
  await expect(bob.locator('#canvas-note')).toHaveText('Ann brought the picture back.');
  guest.close();
});

test('the keyboard alone draws, with a crosshair that shows where', async ({ context, start }) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  const note = ann.locator('#canvas-note');
  const crosshair = ann.locator('#canvas-crosshair');
  await ann.bringToFront();
  await ann.getByRole('button', { name: 'Clear', exact: true }).focus();
  await expect(crosshair).toBeHidden();
  await ann.keyboard.press('Tab');
  await expect(canvas(ann)).toBeFocused();
  await expect(crosshair).toBeVisible();
  await expect(note).toContainText('Space puts the pen down');
  const scrolled = await ann.evaluate(() => scrollY);
  for (let i = 0; i < 5; i++) await ann.keyboard.press('ArrowLeft');
  await ann.keyboard.press('Space');
  await expect(note).toContainText('The pen is down.');
  for (let i = 0; i < 10; i++) await ann.keyboard.press('ArrowRight');
  for (let i = 0; i < 5; i++) await ann.keyboard.press('Shift+ArrowDown');
  await ann.keyboard.press('Space');
  await expect(note).toHaveText('The pen is up.');
  await ann.keyboard.press('ArrowRight');
  await expect(() => expect(near(pointsOf(guest), 0.6, 0.53)).toBe(true)).toPass();
  expect(near(pointsOf(guest), 0.4, 0.5)).toBe(true);
  expect(near(pointsOf(guest), 0.62, 0.53), 'with the pen up nothing is drawn').toBe(false);
  expect(new Set(partsOf(guest).map(({ id }) => id)).size).toBe(1);
  expect(await ann.evaluate(() => scrollY)).toBe(scrolled);
  await expect(async () => expect(ink(await picture(bob))).toBeGreaterThan(10)).toPass();
  // An undo lifts the pen, and so does leaving.
  await ann.bringToFront();
  await ann.keyboard.press('Space');
  await ann.keyboard.press('ArrowRight');
  await expect(crosshair).toHaveClass(/down/);
  await ann.keyboard.press('Control+z');
  await ann.keyboard.press('ArrowRight');
  await expect(crosshair).not.toHaveClass(/down/);
  await expect(note).toHaveText('The pen is up.');
  await ann.bringToFront();
  await ann.keyboard.press('Space');
  await ann.keyboard.press('Shift+Tab');
  await expect(crosshair).toBeHidden();
  await expect(note).toHaveText('The pen is up.');
  guest.close();
});

test('the paper is 3 by 2 and fits, however much room the panel has', async ({ page, start }) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 1400, height: 1000 });
  await enter(page, onTheLan(url), 'Ann');
  const panel = page.locator('section.canvas');
  for (const [width, height] of [
    [300, 0],
    [600, 0],
    [900, 0],
    [300, 420],
    [600, 360],
    [900, 500],
  ] as const) {
    // prettier-ignore
    await panel.evaluate(
      (element, [w, h]) => {
        Object.assign(element.style, { width: `${w}px`, height: h ? `${h}px` : '' });
      },
      [width, height] as const,
    );
    await expect(async () => {
      const [paper, around] = [(await canvas(page).boundingBox())!, (await panel.boundingBox())!];
      expect(paper.width / paper.height).toBeCloseTo(1.5, 1);
      expect(paper.width).toBeGreaterThan(height ? 150 : width - 60);
      expect(paper.x + paper.width).toBeLessThanOrEqual(around.x + around.width);
      expect(paper.y + paper.height).toBeLessThanOrEqual(around.y + around.height);
      const isScrolling = await panel.evaluate(
        (element) => element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth,
      );
      expect(isScrolling, `${width} × ${height}`).toBe(false);
    }).toPass();
  }
});

test('a cursor has a name that can be read, glides to where the pointer is unless motion is reduced, and goes when its person does', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const { ann, bob, guest } = await three(context, url);
  await bob.bringToFront();
  await canvas(bob).scrollIntoViewIfNeeded();
  for (const part of [0.1, 0.3, 0.5, 0.7]) {
    const box = (await canvas(bob).boundingBox())!;
    await bob.mouse.move(box.x + part * box.width, box.y + part * box.height);
  }
  const cursor = ann.locator('.cursor');
  await expect(cursor).toHaveText(['Bob']);
  await expect(bob.locator('.cursor')).toHaveCount(0);
  await expect(async () => {
    const [left, top] = await cursor.evaluate(({ style }: HTMLElement) =>
      [style.left, style.top].map(parseFloat),
    );
    expect(Math.hypot(left! - 70, top! - 70)).toBeLessThan(1);
  }).toPass();
  const moving = () => cursor.evaluate((label) => getComputedStyle(label).transitionProperty);
  expect(await moving()).toBe('left, top');
  await ann.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toBe('none');

  await draw(bob, [[0.5, 0.5], [0.75, 0.25]]); // prettier-ignore
  await expect(async () => {
    const style = await cursor.evaluate(({ style: { left, top } }: HTMLElement) =>
      [left, top].map(parseFloat),
    );
    expect(Math.abs(style[0]! - 75)).toBeLessThan(2);
    expect(Math.abs(style[1]! - 25)).toBeLessThan(2);
  }).toPass();
  await bob.close();
  await expect(cursor).toHaveCount(0);

  // At the right edge, the longest name stays in view.
  const long = await connect(url, { auth: { nickname: 'W'.repeat(20) } });
  await long.ask('move_cursor', { x: 0.99, y: 0.5 });
  await expect(cursor).toBeInViewport({ ratio: 1 });
  long.close();
  guest.close();
});

test('a stroke that the server refuses is not left on the page', async ({ page, start }) => {
  const { url } = await start(7);
  await enter(page, onTheLan(url), 'Ann');
  await page.evaluate(() => {
    for (const swatch of document.querySelectorAll<HTMLInputElement>('[name=color]')) swatch.value = '#12';
  });
  await draw(page, [[0.1, 0.1], [0.9, 0.9]]); // prettier-ignore
  await expect(page.locator('#canvas-error')).toHaveText('A colour is written like #1d4ed8.');
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
