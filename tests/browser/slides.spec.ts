// The slides: each fits on its slide and can be read from the last row, has notes, and asks for nothing from elsewhere.
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { root, run } from '../../workshop/check/harness.ts';
import { contrastProblems, expect, test } from './fixtures.ts';

const script = join(root, 'workshop', 'slides', 'slides.mjs');

// One after the other: the first may have to install the tool.
test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.use({ viewport: { width: 1280, height: 720 }, allowedErrors: [/favicon\.ico/] }); // Marp has none

test('every slide fits at 1280 × 720, and can be read from afar', async ({ page }) => {
  const building = run(process.execPath, [script, 'build']);
  expect(await building.exited, building.output()).toBe(0);

  await page.goto(pathToFileURL(join(root, 'slides', 'dist', 'slides.html')).href);
  const markdown = readFileSync(join(root, 'slides', 'slides.md'), 'utf8');
  const count = await page.locator('section').count();
  expect(count).toBe(slidesIn(markdown));

  const problems: string[] = [];
  const allColors = new Set<string>();
  for (let number = 1; number <= count; number++) {
    await page.evaluate((hash) => (location.hash = hash), `#${number}`);
    await expect(page.locator('.bespoke-marp-active section')).toHaveAttribute('id', String(number));
    const look = await lookAt(page);
    for (const colors of look.colors) allColors.add(colors);
    const found = [...look.problems, ...(await contrastProblems(page, '.bespoke-marp-active section'))];
    for (const problem of found) problems.push(`slide ${number}: ${problem}`);
  }
  expect(problems).toEqual([]);
  expect(allColors.size).toBeGreaterThan(0);
  expect([...allColors].filter((colors) => contrastOf(colors) < 4.5)).toEqual([]);
  // So that the blocks of code have been looked at.
  expect(await page.locator('pre code').count()).toBe(markdown.match(/^```\w/gm)?.length);

  expect(await page.locator('.bespoke-marp-note').count()).toBe(count);

  // A page for each slide, without the notes and with them.
  for (const file of ['slides.pdf', 'slides-notes.pdf']) {
    expect(pagesOf(readFileSync(join(root, 'slides', 'dist', file))), file).toBe(count);
  }
});

test('npm run slides shows the slides, the notes, and each change immediately', async ({ page }) => {
  // In a copy, because it changes the slides.
  const copy = mkdtempSync(join(tmpdir(), 'slides '));
  cpSync(join(root, 'workshop'), join(copy, 'workshop'), { recursive: true });
  const tool = join('slides', 'node_modules');
  for (const file of ['slides.md', 'theme.css', 'theme-notes.css', 'marp.config.mjs', 'package-lock.json']) {
    cpSync(join(root, 'slides', file), join(copy, 'slides', file));
  }
  symlinkSync(join(root, tool), join(copy, tool), 'junction');
  const start = () =>
    run(process.execPath, [join(copy, 'workshop', 'slides', 'slides.mjs'), '--port', '7509']);

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
    expect(second.output()).toMatch(/^Port 7509 is already in use\. .* npm run slides -- --port 8509\n$/);
  } finally {
    await page.close();
    running.child.kill('SIGINT');
    await running.exited;
    rmSync(copy, { recursive: true, force: true });
  }
});

/** How many slides there are: each --- but for those of the front matter begins one. */
const slidesIn = (markdown: string) => markdown.split(/^---$/m).length - 2;

/** How many pages a PDF has: they are in its compressed streams of objects. */
const pagesOf = (pdf: Buffer) =>
  [...pdf.toString('latin1').matchAll(/\/Type \/ObjStm[^]*?stream\r?\n/g)]
    .map(({ 0: start, index }) => inflateSync(pdf.subarray(index + start.length)).toString('latin1'))
    .reduce((pages, objects) => pages + objects.split(/\/Type \/Page\b/).length - 1, 0);

/** Of two colours, "rgb(…) on rgb(…)", as WCAG calculates it: from 1, the same, to 21, black and white. */
function contrastOf(colors: string): number {
  const parts = [...colors.matchAll(/[\d.]+/g)].map(([part]) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0, ...ground] = parts;
  const one = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const other = 0.2126 * ground[0]! + 0.7152 * ground[1]! + 0.0722 * ground[2]!;
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** What is wrong with the slide that is shown, one line each; and the colours of its drawings. */
const lookAt = (page: Page) =>
  page.evaluate(() => {
    const SMALLEST = 20; // pixels, for a projector
    const SMALLEST_CODE = 28;
    const MOST_LINES = 12; // of code, as they are shown
    const problems: string[] = [];
    const colors = new Set<string>(); // of texts in drawings, and of what they may be on
    const slide = document.querySelector('.bespoke-marp-active section')!;
    const { left, right, bottom, top } = slide.getBoundingClientRect();
    if (slide.scrollHeight > slide.clientHeight) problems.push(`${slide.scrollHeight} px high`);
    if (slide.scrollWidth > slide.clientWidth) problems.push(`${slide.scrollWidth} px wide`);

    const report = (element: Element, what: string) =>
      problems.push(`<${element.localName}> "${element.textContent.trim().slice(0, 40)}" ${what}`);
    const contents = [...slide.querySelectorAll('*:not(style, header, g, .art, .art *)')];
    for (const element of contents) {
      const box = element.getBoundingClientRect();
      // At the foot is the number of the slide.
      const isIn =
        box.left >= left + 20 && box.right <= right - 20 && box.top >= top + 20 && box.bottom <= bottom - 34;
      if (!isIn) report(element, `reaches out: ${JSON.stringify(box)}`);
    }

    for (const picture of slide.querySelectorAll('svg.pic')) {
      // Any text may be on any shape, so each has to be readable on each.
      const fillsOf = (selector: string) =>
        Array.from(picture.querySelectorAll(selector), (element) => getComputedStyle(element).fill);
      for (const ground of [getComputedStyle(slide).backgroundColor, ...fillsOf('rect, circle')]) {
        for (const color of fillsOf('text')) colors.add(`${color} on ${ground}`);
      }

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

    // Marp could make a block smaller when a line of it is too wide.
    let lines = 0;
    for (const code of slide.querySelectorAll<HTMLElement>('pre code')) {
      const { fontSize, lineHeight } = getComputedStyle(code);
      const { height } = code.getBoundingClientRect();
      const size = Math.round((height / code.offsetHeight) * parseFloat(fontSize)); // offsetHeight is rounded
      if (size < SMALLEST_CODE) report(code, `is ${size} px small`);
      lines += Math.round(height / parseFloat(lineHeight));
    }
    if (lines > MOST_LINES) problems.push(`${lines} lines of code`);

    for (const element of contents) {
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim());
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (isText && !element.closest('svg.pic') && size < SMALLEST) {
        report(element, `is ${size} px small`);
      }
    }
    return { problems, colors: [...colors] };
  });
