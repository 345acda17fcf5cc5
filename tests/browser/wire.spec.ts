// The wire panel: every packet in a row, explained; what messages cost; and how to break the connection.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { FORM_TO_SEE, FORM_TO_SEND } from '../../demo3/public/wire/costs.js';
import { connect } from '../../workshop/check/client.ts';
import { root } from '../../workshop/check/harness.ts';
import { type Traffic, exchangesOf, startProxy } from '../support/proxy.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { enter, openTab, scrollUp } from './people.ts';

const log = (page: Page) => page.locator('#wire-log');
const rows = (page: Page) => page.locator('#wire-log > :not(.wire-note)');
const row = (page: Page, name: string) => rows(page).filter({ has: page.getByText(name, { exact: true }) });
const notes = (page: Page) => page.locator('#wire-log > .wire-note');
const status = (page: Page) => page.locator('#status');
const connected = (page: Page, by = 'WebSocket') => expect(status(page)).toHaveText(`Connected by ${by}`);
const echoes = (page: Page) => page.locator('#echo-log > *');
const verdict = (page: Page) => page.locator('#wire-verdict');
const figure = (page: Page, name: string) =>
  page.locator('#wire-figures dt', { hasText: new RegExp(`^${name}$`) }).locator('+ dd');
const numbersIn = async (place: Locator) =>
  [...(await place.innerText()).matchAll(/[\d.,]+(?=\s(kB|bytes?|packets?|ms))/g)].map(([number, unit]) =>
    Math.round(Number(number.replaceAll(',', '')) * (unit === 'kB' ? 1000 : 1)),
  );
/** The bytes of an HTTP request or response, at the beginning of a TCP connection. */
const headBytes = (stream: Buffer) => stream.indexOf('\r\n\r\n') + 4;

/** The latest connection that became a WebSocket. The browser may have opened others since, just in case. */
const webSocketOf = (connections: Traffic[]) =>
  connections.findLast(({ received }) => received.includes('HTTP/1.1 101'))!;

const read = (file: string) => readFileSync(join(root, file), 'utf8');

async function say(page: Page, text: string) {
  await page.getByLabel('Your message').fill(text);
  await page.keyboard.press('Enter');
}

/** Opens demo 3 with WebSocket alone: then each packet is one frame on a TCP connection of its own. */
async function openByWebSocket(page: Page, url: string) {
  await page.goto(url);
  await connected(page);
  await page.getByLabel('Transport').selectOption('WebSocket alone');
  await expect(notes(page).filter({ hasText: 'Connecting by WebSocket' })).toHaveCount(1);
  await expect(row(page, 'status')).toHaveCount(2); // the greeting came a second time
}

test('shows every packet in a row, the newest at the bottom', async ({ page, start }) => {
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    frames.length = 0;
    socket.on('framesent', ({ payload }) => frames.push(`↑${payload}`));
    socket.on('framereceived', ({ payload }) => frames.push(`↓${payload}`));
  });
  await openByWebSocket(page, onTheLan((await start(3)).url));
  await say(page, 'count me 💜');
  await expect(row(page, 'ack of echo_message')).toHaveCount(1);

  const all = await rows(page).evaluateAll((items) =>
    items.map((item) => [...item.querySelectorAll('summary > *')].map((part) => part.textContent)),
  );
  const names: [RegExp, string][] = [
    [/^.0/, 'open'],
    [/^.2/, 'ping'],
    [/^.3/, 'pong'],
    [/^.40/, 'CONNECT'],
    [/^.42\d*\["echo_message/, 'echo_message'],
    [/^.42\["echo_response/, 'echo_response'],
    [/^.42\["status/, 'status'],
    [/^.43/, 'ack of echo_message'],
  ];
  const expected = frames.map((frame) => {
    const bytes =
      Buffer.byteLength(frame.slice(1)) + (frame.length > 126 ? 4 : 2) + (frame[0] === '↑' ? 4 : 0);
    return [frame[0], names.find(([pattern]) => pattern.test(frame))?.[1], `${bytes} bytes`];
  });
  expect(frames.length).toBeGreaterThan(6);
  const shown = all.slice(-frames.length);
  expect(shown.map(([direction, name, , size]) => [direction, name, size])).toEqual(expected);
  for (const [, , , , time] of shown) expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
  const words = await notes(page).allInnerTexts();
  expect(words.slice(0, 2)).toEqual([
    'Connecting by HTTP polling…',
    'Upgraded to WebSocket: polling is over.',
  ]);
});

test('joins an ack to its event, with the round trip', async ({ page, start }) => {
  await page.goto((await start(3)).url);
  await connected(page);
  await say(page, 'one');
  await say(page, 'two');
  await expect(row(page, 'ack of echo_message')).toHaveCount(2);
  const times = (name: string) => row(page, name).locator('small:first-of-type').allInnerTexts();
  for (const time of await times('echo_message')) expect(time).toMatch(/^\d+\.\d ms$/);
  expect(await times('ack of echo_message')).toEqual(await times('echo_message'));
  expect(await times('echo_response')).toEqual(['', '']);
});

test('explains a packet byte by byte', async ({ page, start }) => {
  const proxy = await startProxy((await start(3)).url);
  await openByWebSocket(page, proxy.url);
  for (const text of ['hi 💜', 'x'.repeat(500)]) {
    const frames = webSocketOf(proxy.connections);
    const before = frames.sent.length;
    const count = await row(page, 'ack of echo_message').count();
    await say(page, text);
    await expect(row(page, 'ack of echo_message')).toHaveCount(count + 1);

    const request = row(page, 'echo_message').last();
    await request.locator('summary').click();
    const about = request.locator('.wire-about');
    await expect(about).toContainText(/^\d+\.\d ms from the event to its ack\./);
    await expect(about).toContainText('Engine.IO message');
    await expect(about).toContainText('Socket.IO event');
    await expect(about).toContainText('ack id');
    await expect(about.locator('dl').first().locator('dt').nth(2)).toHaveText(String(count));
    await expect(about.locator('pre')).toHaveText(`[\n  "echo_message",\n  {\n    "text": "${text}"\n  }\n]`);

    const bytes = (await about.locator('dl').last().locator('dt').allInnerTexts()).map((one) =>
      one.slice(0, 2),
    );
    const isShort = text.length < 100;
    expect(bytes).toHaveLength(isShort ? 3 : 5); // the last one is the mask
    const header = [...frames.sent.subarray(before, before + bytes.length - 1)];
    expect(bytes.slice(0, -1)).toEqual(header.map((byte) => byte.toString(16).padStart(2, '0')));
    await expect(about).toContainText('FIN 1');
    await expect(about).toContainText(isShort ? 'mask 1, length 38' : 'length, byte 2 of 2');
    await request.locator('summary').click();
    await expect(about).toBeHidden();
  }
  await page.getByLabel('Transport').selectOption('polling alone');
  await connected(page, 'HTTP polling');
  await expect(row(page, 'status')).toHaveCount(3);
  await row(page, 'status').last().locator('summary').click();
  await expect(row(page, 'status').last()).toContainText('No WebSocket frame: ');
  await page.close();
  await proxy.stop();
});

test('can be paused, emptied and filtered, and keeps to its end', async ({ page, start }) => {
  await page.goto((await start(3)).url);
  await connected(page);
  const top = () => log(page).evaluate((list) => list.scrollTop);
  const isAtEnd = () =>
    log(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 2);
  for (let i = 1; i <= 12; i++) {
    await say(page, `line ${i}`);
    await expect(row(page, 'ack of echo_message')).toHaveCount(i);
  }
  expect(await top()).toBeGreaterThan(0);
  expect(await isAtEnd()).toBe(true);
  await page.setViewportSize({ width: 1280, height: 400 });
  await expect.poll(isAtEnd).toBe(true);
  await scrollUp(log(page), 40);
  await say(page, 'while you read');
  await expect(row(page, 'ack of echo_message')).toHaveCount(13);
  expect(await top()).toBe(40);

  await page.getByRole('button', { name: 'Pause' }).click();
  await say(page, 'during the pause');
  await expect(echoes(page)).toHaveCount(14);
  await expect(row(page, 'echo_message')).toHaveCount(13);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(row(page, 'ack of echo_message')).toHaveCount(14);

  await page.getByText('Filter', { exact: true }).click();
  await page.getByLabel('Only events with this').fill('Echo_mess');
  await expect(rows(page).filter({ visible: true })).toHaveCount(28); // each with its ack
  await page.getByLabel('Only events with this').fill('');
  await expect(row(page, 'CONNECT').first()).toBeVisible();

  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows(page)).toHaveCount(0);
  await expect(verdict(page)).toHaveText(/^What would forms/);
  await say(page, 'after');
  await expect(row(page, 'echo_message')).toHaveCount(1);
});

test('can hide what streams, and lets it push out nothing else', async ({ page, start }) => {
  const { url } = await start(7);
  // As if others drew without a pause.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((packet) => {
      const times = String(packet).startsWith('42["canvas_update"') ? 220 : 1;
      for (let i = 0; i < times; i++) socket.send(packet);
    });
  });
  await enter(page, url, 'Ann');
  await openTab(page, 'wire');
  const bob = await connect(url, { auth: { nickname: 'Bob' } });
  await bob.ask('send_message', { text: 'keep me' });
  await expect(row(page, 'new_message')).toHaveCount(1);
  await bob.ask('draw', { color: '#1d4ed8', points: [{ x: 0.5, y: 0.5 }] });
  // Playwright hands them over one by one, which takes a while on a busy machine.
  await expect(rows(page).filter({ hasText: 'canvas_update' }).nth(150)).toBeAttached({ timeout: 40_000 });
  await expect(log(page).locator('> *')).toHaveCount(200);
  await expect(row(page, 'new_message')).toBeVisible();

  await page.getByText('Filter', { exact: true }).click();
  await page.getByLabel('Hide streams').check();
  await expect(row(page, 'canvas_update').first()).toBeHidden();
  await expect(row(page, 'new_message')).toBeVisible();
  await page.getByLabel('Hide streams').uncheck();
  await expect(row(page, 'canvas_update').last()).toBeVisible();
  bob.close();
});

test('knows events by the names that they have', async () => {
  const known = [3, 7].map((number) => read(`demo${number}/events.ts`)).join('\n');
  const named = [
    ...(read('demo3/public/wire/row.js') + read('demo3/public/wire/costs.js')).matchAll(/\b[a-z]+_[a-z]+\b/g),
  ];
  expect(named.length).toBeGreaterThan(10);
  expect(named.map(([name]) => name).filter((name) => !new RegExp(`^  ${name}: `, 'm').test(known))).toEqual(
    [],
  );
});

test('is one tab stop, with arrow keys inside', async ({ page, start }) => {
  await page.goto((await start(3)).url);
  await connected(page);
  await say(page, 'hello');
  await expect(row(page, 'ack of echo_message')).toHaveCount(1);
  await page.getByText('Break it', { exact: true }).focus();
  await page.keyboard.press('Tab');
  const buttons = rows(page).locator('summary');
  await expect(buttons.last()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(verdict(page)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(row(page, 'echo_message').locator('summary')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row(page, 'echo_message').locator('pre')).toContainText('hello');
  await page.keyboard.press('Home');
  await expect(buttons.first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(buttons.last()).toBeFocused();
});

test.describe('what it counts', () => {
  test('is what a proxy counts, by WebSocket', async ({ page, start }) => {
    const proxy = await startProxy((await start(3)).url);
    await openByWebSocket(page, proxy.url);
    await verdict(page).click();
    const stream = webSocketOf(proxy.connections);
    const counted = () => [stream.sent, stream.received].map((bytes) => bytes.length - headBytes(bytes));
    const before = counted();
    for (let i = 1; i <= 10; i++) {
      await say(page, `Hello ${i}`);
      await expect(row(page, 'ack of echo_message')).toHaveCount(i);
    }
    const after = counted();
    const [sent] = await numbersIn(figure(page, 'Packets sent'));
    const [received] = await numbersIn(figure(page, 'Packets received'));
    const ratios = [sent! / after[0]!, received! / after[1]!];
    const traffic = after[0]! + after[1]! - before[0]! - before[1]!;
    const [messages] = await numbersIn(figure(page, 'Bytes of these messages and their acks'));
    for (const ratio of [...ratios, messages! / traffic]) expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    await expect(figure(page, 'Messages')).toHaveText('10 of yours, 0 of others');
    await expect(verdict(page)).toHaveText(
      new RegExp(
        `^10 messages: ${messages!.toLocaleString('en')} bytes\\. With forms: about ${(10 * FORM_TO_SEND) / 1000}`,
      ),
    );
    await page.close();
    await proxy.stop();
  });

  test('is about what a proxy counts, by polling', async ({ page, start }) => {
    const proxy = await startProxy((await start(3)).url);
    await page.goto(proxy.url);
    await connected(page);
    await verdict(page).click();
    await page.getByLabel('Transport').selectOption('polling alone');
    await connected(page, 'HTTP polling');
    await expect(row(page, 'status')).toHaveCount(2);
    for (let i = 1; i <= 10; i++) {
      await say(page, `Hello ${i}`);
      await expect(row(page, 'ack of echo_message')).toHaveCount(i);
    }
    // The session that carried the messages: a connection of the one before may be the last to be reused.
    const streams = proxy.connections.map(({ sent }) => sent.toString('latin1'));
    const [, id] = /sid=([\w-]+)(?:(?!sid=)[^])*Hello 10/.exec(
      streams.find((sent) => sent.includes('Hello 10'))!,
    )!;
    const polls = () =>
      exchangesOf(proxy.connections).filter(({ path, response }) => path.includes(id!) && response > 0);
    const shown = figure(page, 'HTTP around polling');
    // Each poll is counted when the browser says that it is over, which may be a moment later.
    await expect(async () => {
      expect(await shown.innerText()).toMatch(new RegExp(`, ${polls().length}\\srequests$`));
    }).toPass();
    const [around] = await numbersIn(shown);
    const [sent] = await numbersIn(figure(page, 'Packets sent'));
    const [received] = await numbersIn(figure(page, 'Packets received'));
    const counted = polls().reduce((sum, { request, response }) => sum + request + response, 0);
    expect(Math.abs((around! + sent! + received!) / counted - 1)).toBeLessThan(0.1);
    await page.close();
    await proxy.stop();
  });

  test('is compared with what demo 2 really takes', async ({ page, start }) => {
    const proxy = await startProxy((await start(2)).url);
    await page.goto(proxy.url);
    await page.getByLabel('Your name').fill('Ann');
    await page.getByLabel('Your message').fill('Hello');
    await page.getByRole('button', { name: 'Post' }).click();
    await expect(page.locator('.log')).toContainText('Hello');
    await page.waitForLoadState('load');
    const exchanges = exchangesOf(proxy.connections);
    const bytesOf = (name: string) => {
      const { request, response } = exchanges.findLast(({ path }) => path === name)!;
      return request + response;
    };
    const [post, look] = [bytesOf('POST /send_message'), bytesOf('GET /')];
    expect(Math.abs(FORM_TO_SEND / (post + look) - 1)).toBeLessThan(0.05);
    expect(Math.abs(FORM_TO_SEE / look - 1)).toBeLessThan(0.05);
    await page.close();
    await proxy.stop();
  });

  test('is only what people wrote, and begins again with a new transport', async ({ page, start }) => {
    const { url } = await start(7);
    await enter(page, url, 'Ann');
    await openTab(page, 'wire');
    await expect(verdict(page)).toHaveText(/^What would forms/);
    const bob = await connect(url, { auth: { nickname: 'Bob' } });
    await bob.ask('typing_start', {});
    await bob.ask('draw', { color: '#1d4ed8', points: [{ x: 0.5, y: 0.5 }] });
    await bob.ask('create_poll', { question: 'Why?', options: ['yes', 'no'] });
    await expect(row(page, 'canvas_update')).toBeAttached();
    await expect(row(page, 'new_poll')).toBeAttached();
    await expect(verdict(page)).toHaveText(/^What would forms/);

    await bob.ask('send_message', { text: 'from Bob' });
    await bob.ask('send_whisper', { to: 'Ann', text: 'psst' });
    await expect(verdict(page)).toHaveText(/^2 messages: /);
    await say(page, 'from Ann');
    await expect(verdict(page)).toHaveText(/^3 messages: /);
    await expect(row(page, 'ack of send_message')).toBeAttached();
    await verdict(page).click();
    await expect(figure(page, 'Messages')).toHaveText('1 of yours, 2 of others');
    await page.getByLabel('Your message').evaluate((input) => input.removeAttribute('maxlength'));
    await say(page, 'x'.repeat(501));
    await expect(row(page, 'ack of send_message')).toHaveCount(2);
    await expect(figure(page, 'Messages')).toHaveText('1 of yours, 2 of others'); // refused

    await page.getByLabel('Transport').selectOption('polling alone');
    await expect(figure(page, 'Counted since')).toHaveText(/when HTTP polling opened$/);
    await expect(verdict(page)).toHaveText(/^What would forms/);
    bob.close();
  });
});

test.describe('breaks the connection:', () => {
  test.beforeEach(async ({ page, start }) => {
    await page.goto((await start(3)).url);
    await connected(page);
    await page.getByText('Break it', { exact: true }).click();
    await expect(page.getByRole('button', { name: 'Cut the connection' })).toBeVisible();
  });

  test('offline for 5 seconds, nothing gets through, and then it is back', async ({ page }) => {
    await page.getByRole('button', { name: 'Go offline' }).click();
    await expect(status(page)).toHaveText(/Trying again…$/);
    const since = Date.now();
    const early: string[] = []; // after five seconds it may ask again
    page.on('request', (request) => Date.now() - since < 4000 && early.push(request.url()));
    await expect(notes(page).filter({ hasText: 'Online again.' })).toHaveCount(1);
    expect(Date.now() - since).toBeGreaterThan(4000);
    expect(early).toEqual([]);
    await expect(status(page)).toHaveText('Connected by WebSocket');
  });

  test('latency makes round trips 600 ms longer, and changes no order', async ({ page }) => {
    const roundTrips = async () =>
      (await row(page, 'ack of echo_message').locator('small:first-of-type').allInnerTexts()).map(parseFloat);
    await say(page, 'fast');
    await expect(row(page, 'ack of echo_message')).toHaveCount(1);
    await page.getByRole('button', { name: 'Add 300 ms' }).click();
    for (const text of ['slow 1', 'slow 2']) await say(page, text);
    await expect(row(page, 'ack of echo_message')).toHaveCount(3);
    for (const time of (await roundTrips()).slice(1)) expect(time).toBeGreaterThan(600);

    await say(page, 'slow 3');
    await page.getByRole('button', { name: 'Add 300 ms' }).click();
    await say(page, 'fast again');
    await expect(echoes(page)).toHaveText([/^fast /, /^slow 1/, /^slow 2/, /^slow 3/, /^fast again/]);
    const isFast = async () => {
      await say(page, 'faster');
      return (await roundTrips()).slice(4).some((time) => time < 600); // a busy computer may need a second one
    };
    await expect.poll(isFast).toBe(true);
  });

  test('without a pong, the server ends the connection after its time limit', async ({ page }) => {
    await page.getByRole('button', { name: 'Stop answering pings' }).click();
    await expect(notes(page).filter({ hasText: 'No pong is sent.' })).toHaveCount(1, { timeout: 40_000 });
    const since = Date.now();
    await say(page, 'still works');
    await expect(echoes(page)).toHaveCount(1);
    // "transport close": the other side has ended it. The page would have said "ping timeout".
    await expect(notes(page).filter({ hasText: 'Connection closed: transport close.' })).toHaveCount(1, {
      timeout: 40_000,
    });
    expect(Date.now() - since).toBeGreaterThan(9000);
    await connected(page);
    await expect(page.getByRole('button', { name: 'Stop answering pings' })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
  });
});

test('is accessible and keeps a list to read, from 300 to 700 pixels', async ({ page, start }) => {
  await page.goto((await start(3)).url);
  await connected(page);
  await say(page, 'W'.repeat(500));
  await expect(row(page, 'ack of echo_message')).toHaveCount(1);
  await row(page, 'echo_message').locator('summary').click();
  await expect(row(page, 'echo_message').locator('pre')).toBeVisible();
  await row(page, 'echo_message').locator('summary').click();
  for (const menu of ['', 'Filter', 'Break it', 'One message']) {
    if (menu) await page.locator('summary', { hasText: menu }).click();
    if (menu) expect(await accessibilityProblems(page)).toEqual([]);
    for (const [width, height] of [
      [300, 250],
      [300, 700],
      [700, 250],
      [700, 700],
    ]) {
      const sizes = await page.locator('.wire').evaluate(
        (panel, size) => {
          Object.assign(panel.style, size);
          const list = panel.querySelector('#wire-log')!;
          const found = {
            list: list.clientHeight,
            over: panel.scrollWidth - panel.clientWidth,
            below: panel.scrollHeight - panel.clientHeight,
            listOver: list.scrollWidth - list.clientWidth,
          };
          panel.removeAttribute('style');
          return found;
        },
        { width: `${width}px`, height: `${height}px`, padding: '12px' },
      );
      expect(sizes).toMatchObject({ over: 0, below: 0, listOver: 0 });
      expect(sizes.list).toBeGreaterThanOrEqual(menu ? 48 : height! / 4);
    }
  }
  expect(await overflow(page)).toBe(0);
});
