// The hub in a browser: a self-learner's way from `npm start` to a green check of demo 4.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { instruct, resultsOf, startClass, tileOf } from '../support/class.ts';
import { type Hub, startHub } from '../support/hub.ts';
import { accessibilityProblems, expect, overflow, test } from './fixtures.ts';

// A demo that is stopped leaves its windows without a server for a moment.
test.use({ allowedErrors: [/net::ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE)|WebSocket connection/] });

let hub: Hub;
test.beforeAll(async () => {
  hub = await startHub();
});
test.afterAll(async () => {
  expect(await hub.stop()).toBe(0);
});

const atHub = (path: string) => hub.url.replace('localhost', 'hub.demo.localhost') + path;
const tab = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const windowOf = (page: Page, person: string) =>
  page.frameLocator(`iframe[title="Demo 4, ${person}’s window"]`);

test('leads from npm start to a green check of demo 4', async ({ page }) => {
  test.setTimeout(400_000); // three checks, on a computer that may be busy
  await page.goto(hub.url);
  await expect(page).toHaveURL(atHub('/'));
  await page.getByRole('link', { name: 'Demo 4: broadcast' }).click();

  // The lesson, and next to it the demo in two windows: what Ann writes, Ben reads.
  await expect(page.getByRole('heading', { name: 'How it works' })).toBeAttached();
  await page.getByRole('button', { name: 'Start Demo 4' }).click();
  await windowOf(page, 'Ann').getByLabel('Your message').fill('hello, Ben');
  await windowOf(page, 'Ann').getByRole('button', { name: 'Send' }).click();
  await expect(windowOf(page, 'Ben').getByRole('log').getByText('hello, Ben')).toBeVisible();
  await expect(windowOf(page, 'Ben').getByText('(you)')).toHaveCount(0);
  await page.getByText('What it prints').filter({ visible: true }).click();
  await expect(page.getByRole('log', { name: 'What Demo 4 prints' })).toContainText('demo4 is ready');

  // The windows outlive their server, and each can be reloaded.
  await page.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();
  await expect(page.getByText('Stopped.').filter({ visible: true })).toBeVisible();
  await expect(windowOf(page, 'Ann').getByText('Trying again…')).toBeVisible();
  await page.getByRole('button', { name: 'Reload Ben’s window' }).click();
  await expect(windowOf(page, 'Ben').getByLabel('Your message')).toHaveCount(0);
  await windowOf(page, 'Ann').getByLabel('Your message').fill('not sent yet');
  await page.getByRole('button', { name: 'Start Demo 4' }).click();
  for (const person of ['Ann', 'Ben'])
    await expect(windowOf(page, person).getByText('Connected by')).toBeVisible();
  await windowOf(page, 'Ben').getByLabel('Your message').fill('not sent either');
  await page.getByRole('button', { name: 'Reload Ben’s window' }).click();
  await expect(windowOf(page, 'Ben').getByLabel('Your message')).toHaveValue('');
  await expect(windowOf(page, 'Ann').getByLabel('Your message')).toHaveValue('not sent yet');
  await page.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();

  // A copy with a mistake: the check says what is wrong, and hints say more each time.
  await tab(page, 'Run your copy').click();
  await expect(page.getByText('There is no my/ yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start my/' })).toBeHidden();
  await tab(page, 'Your copy').click();
  await page.getByLabel('Put my/ at').selectOption('Demo 4, to catch up, or for its exercises');
  await page.getByRole('button', { name: 'Put it there' }).click();
  await expect(page.getByText('my/ is closest to demo 4.')).toBeVisible();
  const chat = join(hub.place, 'my', 'handlers', 'chat.ts');
  const right = readFileSync(chat, 'utf8');
  writeFileSync(chat, right.replace("io.emit('new_message'", "socket.emit('new_message'"));
  await page.getByRole('button', { name: 'Give me a hint' }).click();
  await expect(page.getByLabel('The hint')).toContainText('Hint 1 of 3', { timeout: 120_000 });
  await page.getByLabel('again on each save').check();
  const first = page.getByRole('listitem').filter({ hasText: 'broadcasts a message to everyone' });
  await expect(first).toContainText('Fails:', { timeout: 120_000 });
  await expect(page.getByLabel('Why the first one fails')).toContainText('What that looks like:', {
    timeout: 120_000,
  });

  // A save checks again.
  writeFileSync(chat, right);
  await expect(first).toContainText('Holds:', { timeout: 120_000 });
  const verdict =
    /^10 of 10 hold: what demo4 adds\.\n(\d+) of \1 hold: what was there before\.\nWell done\.$/;
  await expect(page.getByText(verdict)).toBeVisible({ timeout: 120_000 });
  await page.getByLabel('again on each save').uncheck();

  // An exercise of the lesson is judged in the same place, and isn't a part of the step.
  const task = page.getByLabel('Check', { exact: true });
  await task.selectOption('the exercise “how many are here”');
  await expect(first).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Give me a hint' })).toBeHidden();
  await page.getByRole('button', { name: 'Check my/' }).click();
  const none = /^0 of \d hold: what how-many-are-here asks for\.\nRead why the first ✗ fails\.$/;
  await expect(page.getByText(none)).toBeVisible({ timeout: 120_000 });
  await page.reload();
  await expect(task).toHaveValue('how-many-are-here');
  await task.selectOption('what demo 4 does');
  await expect(page.getByRole('button', { name: 'Give me a hint' })).toBeVisible();

  // The home page knows it, and leads on.
  await page.getByRole('link', { name: 'Fun with WebSockets' }).click();
  await expect(page.getByText('Of the 10 sentences that this demo adds, your my/ held 10.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to demo 5' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Demo 5: presence');
});

test('opens a quoted file at its place, and shows what has changed', async ({ page }) => {
  await page.goto(atHub('/step/demo4'));
  await page.getByRole('link', { name: 'demo4/server.ts' }).first().click();
  const code = page.frameLocator('#code');
  await expect(code.locator('.marked').first()).toBeInViewport();
  await expect(code.locator('.marked')).toContainText(["io.on('connection', (socket) => {", 'guard(socket']);
  await page.getByRole('link', { name: 'What changed' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From demo3 to demo4');
  await expect(page.locator('.hljs-keyword').first()).toBeAttached(); // its scripts may run
  await page.getByRole('link', { name: '← Back to Demo 4' }).click();
  await expect(page).toHaveURL(atHub('/step/demo4#code'));
});

test('comes back to the tab that was chosen', async ({ page }) => {
  await page.goto(atHub('/step/demo5'));
  await tab(page, 'Your copy').click();
  await page.reload();
  await expect(tab(page, 'Your copy')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByLabel('Put my/ at')).toBeVisible();
  await page.getByRole('link', { name: 'What changed' }).click();
  await page.getByRole('link', { name: '← Back to Demo 5' }).click();
  await expect(page.getByLabel('Put my/ at')).toBeVisible();
});

test('says what is wrong with my/, and shows what was saved', async ({ page }) => {
  await page.goto(atHub('/step/demo4'));
  await tab(page, 'Your copy').click();
  await page.getByLabel('Put my/ at').selectOption('Demo 4, to catch up, or for its exercises');
  await page.getByRole('button', { name: 'Put it there' }).click();
  await expect(page.getByText('my/ is closest to demo 4.')).toBeVisible();
  await tab(page, 'Run your copy').click();
  await page.getByRole('button', { name: 'Start my/' }).click();
  const ann = page.frameLocator('iframe[title="my/, Ann’s window"]');
  await expect(ann.getByText('Connected by')).toBeVisible();
  const home = join(hub.place, 'my', 'views', 'index.ejs');
  writeFileSync(home, `${readFileSync(home, 'utf8')}<p>A new sentence</p>`);
  await expect(ann.getByText('A new sentence')).toBeVisible();
  await expect(ann.getByText('Connected by')).toBeVisible(); // with its scripts, which come from that server

  await tab(page, 'Your copy').click();
  const events = join(hub.place, 'my', 'events.ts');
  const right = readFileSync(events, 'utf8');
  const wrong = 'const wrong = { one: 1 two: 2 };\n';
  writeFileSync(events, wrong.repeat(20) + right);
  const says = 'Has an error: Expected "}" but found "two" (events.ts, line 1)';
  await expect(page.getByText(says)).toBeAttached();
  await tab(page, 'Run your copy').click();
  await expect(page.getByText(says)).toBeVisible();
  await expect(page.getByText('Start it to try')).toBeHidden();
  await expect(ann.getByText('Trying again…')).toBeVisible();
  const output = page.getByRole('log', { name: 'What my/ prints' });
  const isAtEnd = () => output.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 2);
  expect(await output.evaluate((it) => it.scrollHeight > it.clientHeight)).toBe(true);
  await expect.poll(isAtEnd).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  writeFileSync(events, right);
  await expect(ann.getByText('Connected by')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();
});

test('a demo without a WebSocket is shown again when it is back', async ({ page }) => {
  await page.goto(atHub('/step/demo2'));
  await page.getByRole('button', { name: 'Start Demo 2' }).click();
  const field = page.frameLocator('iframe[title="Demo 2, Ann’s window"]').getByLabel('Your message');
  await field.fill('not sent');
  await page.getByRole('button', { name: 'Restart' }).filter({ visible: true }).click();
  await expect(field).toHaveValue('');
  await page.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();
  await expect(field).toBeVisible();
});

test('works by keyboard alone', async ({ page }) => {
  await page.goto(atHub('/'));
  const reach = async (name: string) => {
    const wanted = page
      .getByRole('button', { name, exact: true })
      .or(page.getByRole('link', { name, exact: true }));
    for (let i = 0; i < 80 && !(await wanted.first().evaluate((it) => it === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await expect(wanted.first()).toBeFocused();
  };
  await reach('Demo 4: broadcast');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(atHub('/step/demo4'));
  await expect(page.getByRole('button', { name: 'Start Demo 4' })).toBeEnabled();
  await reach('Start Demo 4');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Stop' }).filter({ visible: true })).toBeFocused();
  await expect(page.getByText('Runs.').filter({ visible: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start Demo 4' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('link', { name: 'What changed' })).toBeFocused();
});

const pages = [
  '/',
  '/step/demo4',
  '/step/demo-encore',
  '/class',
  '/slides',
  '/file/demo4/server.ts',
  '/doc/docs/troubleshooting.md',
  '/doc/WORKSHOP.md',
];

test('fits a window of 320 pixels, and has no accessibility problem at 360 and 1280', async ({ page }) => {
  for (const [i, path] of pages.entries()) {
    await page.setViewportSize({ width: 320, height: 740 });
    await page.goto(atHub(path));
    expect(await overflow(page), path).toBe(0);
    for (const width of [...(i < 2 ? [360] : []), ...(i < 6 ? [1280] : [])]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await accessibilityProblems(page), `${path} at ${width} pixels`).toEqual([]);
    }
  }
  await page.goto(atHub('/step/demo5'));
  await tab(page, 'Your copy').click();
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await overflow(page), `${width} pixels`).toBe(0);
    expect(await accessibilityProblems(page), `${width} pixels`).toEqual([]);
  }
});

test('follows the class, and leaves it', async ({ page }) => {
  const it = await startClass();
  const board = await instruct(it);
  await page.goto(atHub('/class'));
  await expect(page.getByText('Your instructor then sees')).toBeVisible();
  await page.getByLabel('The address of the class').fill(new URL(it.url).host);
  await page.getByLabel('An alias').fill('Ann');
  await page.keyboard.press('Enter');
  await tileOf(board, 'Ann', ({ isHere }) => isHere);
  const bar = page.getByRole('region', { name: 'Your class' });
  await expect(bar.getByText('You are in the class.')).toBeVisible();
  await expect(bar.getByText('Go there')).toBeHidden();
  await board.ask('lead_class', { step: 'demo5', stage: 1 });
  await board.ask('ask_question', { text: 'How is the pace?', options: ['fine', 'too fast'] });
  await bar.getByRole('button', { name: 'too fast' }).click();
  await expect(bar.getByRole('button', { name: 'too fast' })).toHaveAttribute('aria-pressed', 'true');
  await resultsOf(board, ({ counts }) => counts[1] === 1);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await overflow(page)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await bar.getByRole('link', { name: 'Go there' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Demo 5: presence');
  await expect(page.getByLabel('Put my/ at')).toHaveValue('4.1');
  expect(await overflow(page)).toBe(0);
  await bar.getByRole('button', { name: 'I’m stuck' }).click();
  await tileOf(board, 'Ann', ({ hand }) => hand !== undefined);
  await page.getByRole('link', { name: 'Class', exact: true }).click();
  await page.getByRole('button', { name: 'Leave the class' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'You have left the class.' })).toBeVisible();
  await expect(bar).toBeHidden();
  board.close();
  await it.running.end();
});

test('on a phone, the lesson and the demo take turns', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(atHub('/step/demo4'));
  const lesson = page.getByRole('heading', { name: "What's new" });
  await expect(lesson).toBeInViewport();
  await tab(page, 'Demo').click();
  await expect(lesson).toBeHidden();
  await expect(page.getByRole('button', { name: 'Start Demo 4' })).toBeInViewport();
  await tab(page, 'Lesson').click();
  await expect(lesson).toBeInViewport();
});

test.describe('where a browser does not know the names below localhost', () => {
  test.use({
    allowedErrors: [/ERR_FAILED|request to http:\/\/127\.0\.0\.1:|ERR_CONNECTION_(REFUSED|RESET)/],
  });

  test('the hub stays at localhost, and Ben has a window of his own', async ({ page }) => {
    await page.route('http://hub.demo.localhost:*/**', (route) => route.abort('failed'));
    await page.goto(`${hub.url}/step/demo3`);
    await page.getByRole('button', { name: 'Start Demo 3' }).click();
    const ann = page.frameLocator('iframe[title="Demo 3, Ann’s window"]');
    await expect(ann.getByText('Connected by')).toBeVisible();
    expect(page.url()).toBe(`${hub.url}/step/demo3`);
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Open Ben’s window beside this one' }).click();
    const ben = await opened;
    expect(new URL(ben.url()).hostname).toBe('127.0.0.1');
    await ben.close();
    await page.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();
    await expect(page.getByText('Stopped.').filter({ visible: true })).toBeVisible();
  });
});

test.describe('when the hub is stopped', () => {
  test.use({ allowedErrors: [/Failed to load resource|WebSocket connection/] }); // of whatever it was doing

  test('the page says so, and comes back by itself when it runs again', async ({ page }) => {
    const first = await startHub();
    await page.goto(`${first.url}/step/demo2`);
    await expect(page).toHaveURL(/^http:\/\/hub\.demo\.localhost:/);
    await expect(page.locator('#status')).toHaveAttribute('data-state', 'connected');
    const { port } = new URL(first.url);
    first.running.child.kill('SIGINT');
    await first.running.exited;
    await expect(page.getByText('Run npm start again.')).toBeVisible();
    const again = await startHub({}, first.place, port);
    await expect(page.getByText('Run npm start again.')).toBeHidden();
    await page.close();
    expect(await again.stop()).toBe(0);
  });
});
