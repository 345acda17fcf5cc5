// The page of `npm run torture 7 -- --html`: a diagram that begins at the first violation, on every screen.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Message } from '../../workshop/torture/log.ts';
import { pageOf } from '../../workshop/torture/picture.ts';
import { RULES } from '../../workshop/torture/rules.ts';
import { PEOPLE, scheduleOf } from '../../workshop/torture/schedule.ts';
import { SERVER, Trace } from '../../workshop/torture/trace.ts';
import { findingsOf } from '../../workshop/torture/verdict.ts';
import { accessibilityProblems, expect, overflow, test } from './fixtures.ts';

/** A run of 12 seconds in which the answer to Ann's message is lost, and the second copy of it is stored, too. */
function recorded(): string {
  const trace = new Trace();
  const note = (at: number, ...rest: Parameters<Trace['note']>) => {
    trace.note(...rest);
    trace.events.at(-1)!.at = at;
  };
  const text = 'Ann <1>';
  const shown: Message[] = [];
  for (const [i, at] of [8000, 9000].entries()) {
    note(at, 'Ann', 'send', `sends "${text}"`, { text, id: 'a' });
    for (const [place, name] of PEOPLE.entries()) {
      const more = { text, id: `m${i}`, madeAt: at + 20, again: i > 0 };
      note(at + 40 + place, name, 'show', `shows "${text}"`, more);
    }
    shown.push({ id: `m${i}`, text, timestamp: new Date().toISOString() });
    if (i === 0) {
      note(at + 60, 'Ann', 'fault', 'lost acknowledgement: the connection breaks just before it arrives');
      note(at + 60, 'Ann', 'disconnect', 'has lost the connection');
      note(at + 61, 'Ann', 'no answer', `gets no answer to "${text}"`, { text });
      note(at + 400, 'Ann', 'connect', 'is connected');
    } else note(at + 60, 'Ann', 'ack', `gets the acknowledgement of "${text}"`, { text, id: `m${i}` });
  }
  note(10_000, SERVER, 'killed', 'is killed');
  note(11_000, SERVER, 'ready', 'is ready again');
  const logs = new Map(PEOPLE.map((name) => [name, shown]));
  const rest = { logs, newcomer: shown, lists: new Map(), stuck: ['Eve'] };
  const outcome = { schedule: scheduleOf(1, 12, ['kill']), trace, rules: RULES.outbox, ...rest };
  const findings = findingsOf(outcome, true);
  return pageOf('demo7', { outcome, findings, broken: findings[0], keeps: true });
}

let folder: string;
let url: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'torture '));
  writeFileSync(join(folder, 'picture.html'), recorded());
  url = pathToFileURL(join(folder, 'picture.html')).href;
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test('it begins at the first violation, and n and p go from one to the next', async ({ page }) => {
  await page.goto(url);
  const violation = page.locator('svg text.finding', { hasText: '"Ann <1>" is there twice' });
  await expect(violation).toBeInViewport();
  await expect(page.locator('g.arrow.again')).toHaveCount(PEOPLE.length);
  await expect(page.locator('g.arrow.lost.followed title')).toHaveText(
    'The acknowledgement of "Ann <1>" is lost',
  );
  await page.getByRole('region').press('n');
  await expect(page.getByLabel('Go to')).toHaveValue('1');
  await expect(violation).not.toBeInViewport();
  await page.getByRole('region').press('p');
  await expect(violation).toBeInViewport();
});

test('it zooms with buttons, keys and the wheel, and stays where it is', async ({ page }) => {
  await page.goto(url);
  const heightOf = () => page.locator('#diagram').evaluate((svg) => svg.clientHeight);
  const before = await heightOf();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(heightOf).toBeGreaterThan(before * 1.4);
  await expect(page.locator('svg text.finding').first()).toBeInViewport();
  await page.getByRole('region').press('-');
  await expect.poll(heightOf).toBe(before);
  await page.getByRole('region').hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await expect.poll(heightOf).toBeGreaterThan(before);
});

test('a click on an arrow follows its message, and another one lets it go', async ({ page }) => {
  await page.goto(url);
  const follow = page.getByLabel('Follow');
  await expect(follow).toHaveValue('Ann <1>');
  await page.locator('g.arrow.ack path').dispatchEvent('click');
  await expect(follow).toHaveValue('');
  await expect(page.locator('svg.following')).toHaveCount(0);
});

test('it says everything in a list as well', async ({ page }) => {
  await page.goto(url);
  await page.getByText('The list of events').click();
  await expect(page.getByRole('listitem').first()).toHaveText(/8\.00 s Ann sends "Ann <1>"/);
});

test('it fits on 320, 360 and 1280 pixels, with nothing for axe to say', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 740 });
  await page.goto(url);
  for (const width of [320, 360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await overflow(page), `${width} pixels`).toBe(0);
    expect(await accessibilityProblems(page), `${width} pixels`).toEqual([]);
  }
});
