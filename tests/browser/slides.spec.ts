// The slides: each fits on its slide and can be read from the last row, has notes, and asks for nothing from elsewhere.
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { root, run } from '../harness.ts';
import { expect, test } from './fixtures.ts';

const script = join(root, 'workshop', 'slides.mjs');

// One after the other: the first may have to install the tool.
test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.use({ viewport: { width: 1280, height: 720 }, allowedErrors: [/favicon\.ico/] }); // Marp has none

test('every slide fits at 1280 × 720, can be read from afar, and has notes', async ({ page }) => {
  const building = run(process.execPath, [script, 'build']);
  expect(await building.exited, building.output()).toBe(0);

  await page.goto(pathToFileURL(join(root, 'slides', 'dist', 'slides.html')).href);
  const markdown = readFileSync(join(root, 'slides', 'slides.md'), 'utf8');
  const count = await page.locator('section').count();
  expect(count).toBe(slidesIn(markdown));

  const problems: string[] = [];
  for (let number = 1; number <= count; number++) {
    await page.evaluate((hash) => (location.hash = hash), `#${number}`);
    await expect(page.locator('.bespoke-marp-active section')).toHaveAttribute('id', String(number));
    for (const problem of await lookAt(page)) problems.push(`slide ${number}: ${problem}`);
  }
  expect(problems).toEqual([]);
  // So that the blocks of code have been looked at.
  expect(await page.locator('marp-pre code').count()).toBe(markdown.match(/^```\w/gm)?.length);

  const notes = await page.locator('.bespoke-marp-note').allTextContents();
  expect(notes).toHaveLength(count);
  // What to say, and what to leave out when it is late.
  const poor = notes.flatMap((note, index) =>
    /Say:|Type:/.test(note) && /Late/.test(note) ? [] : [index + 1],
  );
  expect(poor, 'slides whose notes lack something').toEqual([]);
});

test('npm run slides shows the slides, the notes, and each change at once', async ({ page }) => {
  // In a copy, because it changes the slides.
  const copy = mkdtempSync(join(tmpdir(), 'slides '));
  cpSync(join(root, 'workshop'), join(copy, 'workshop'), { recursive: true });
  const tool = join('slides', 'node_modules');
  for (const file of ['slides.md', 'marp.config.mjs', 'package-lock.json']) {
    cpSync(join(root, 'slides', file), join(copy, 'slides', file));
  }
  symlinkSync(join(root, tool), join(copy, tool), 'junction');
  const start = () => run(process.execPath, [join(copy, 'workshop', 'slides.mjs'), '--port', '7509']);

  const running = start();
  try {
    const [, url = ''] = await running.printed(/The slides are ready: (http:\S+) \(press p there .*\)\n/);
    await page.goto(url);
    await expect(page.locator('.bespoke-marp-active h1')).toHaveText('Fun with WebSockets');

    const opened = page.waitForEvent('popup', { timeout: 20_000 });
    await page.keyboard.press('p');
    const presenter = await opened;
    await expect(presenter.locator('.bespoke-marp-presenter-note-container')).toContainText(
      'On the clock: 0:00',
    );
    await presenter.close();

    appendFileSync(join(copy, 'slides', 'slides.md'), '\n---\n\n# A new slide\n');
    await expect(page.locator('h1', { hasText: 'A new slide' })).toBeAttached();

    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/^Port 7509 is already in use, .* npm run slides -- --port 8509\n$/);
  } finally {
    await page.close();
    running.child.kill('SIGINT');
    await running.exited;
    rmSync(copy, { recursive: true, force: true });
  }
});

/** How many slides there are: each --- but for those of the front matter begins one. */
const slidesIn = (markdown: string) => markdown.split(/^---$/m).length - 2;

/** What is wrong with the slide that is shown, one line each. */
const lookAt = (page: Page) =>
  page.evaluate(() => {
    const SMALLEST = 20; // pixels, for a projector
    const problems: string[] = [];
    const slide = document.querySelector('.bespoke-marp-active section')!;
    const { left, right, bottom, top } = slide.getBoundingClientRect();
    if (slide.scrollHeight > slide.clientHeight) problems.push(`${slide.scrollHeight} px high`);
    if (slide.scrollWidth > slide.clientWidth) problems.push(`${slide.scrollWidth} px wide`);

    const report = (element: Element, what: string) =>
      problems.push(`<${element.localName}> "${element.textContent.trim().slice(0, 40)}" ${what}`);
    const contents = [...slide.querySelectorAll('*:not(style, header, g)')];
    for (const element of contents) {
      const box = element.getBoundingClientRect();
      // At the foot is the number of the slide.
      const isIn =
        box.left >= left + 20 && box.right <= right - 20 && box.top >= top + 20 && box.bottom <= bottom - 34;
      if (!isIn) report(element, `reaches out: ${JSON.stringify(box)}`);
    }

    for (const picture of slide.querySelectorAll('svg.pic')) {
      const frame = picture.getBoundingClientRect();
      const texts = [...picture.querySelectorAll('text')];
      for (const [index, text] of texts.entries()) {
        const box = text.getBoundingClientRect();
        const scale = text.getScreenCTM()!.a;
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        if (size < SMALLEST) report(text, `is ${size.toFixed(1)} px small`);
        if (
          box.left < frame.left ||
          box.right > frame.right ||
          box.bottom > frame.bottom ||
          box.top < frame.top
        ) {
          report(text, `is cut off`);
        }
        const overlaps = texts.slice(index + 1).filter((other) => {
          const second = other.getBoundingClientRect();
          return (
            box.left < second.right &&
            second.left < box.right &&
            box.top + 6 < second.bottom &&
            second.top + 6 < box.bottom
          );
        });
        for (const other of overlaps) report(text, `overlaps "${other.textContent}"`);
      }
    }

    // Marp makes a block smaller when a line of it is too wide.
    for (const code of slide.querySelectorAll<HTMLElement>('marp-pre code')) {
      const scale = code.getBoundingClientRect().height / code.offsetHeight;
      const size = scale * parseFloat(getComputedStyle(code).fontSize);
      if (size < SMALLEST) report(code, `is ${size.toFixed(1)} px small`);
    }

    for (const element of contents) {
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim());
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (isText && !element.closest('svg.pic') && size < SMALLEST) {
        report(element, `is ${size} px small`);
      }
    }
    return problems;
  });
