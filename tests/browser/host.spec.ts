// The host in a browser: the key, the badge, and the buttons; with the pages of others open beside it.
import type { Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { composer, connected, cut, enter, log, openTab, say } from './people.ts';

const panel = (page: Page) => page.getByRole('dialog', { name: 'Host' });
const opener = (page: Page) => page.getByRole('button', { name: 'Host', exact: true });
const messages = (page: Page) => log(page).locator('.message');
const badges = (page: Page) => page.locator('.host-badge');
const tools = (page: Page) => page.locator('.for-host:visible');
const mode = (page: Page) => page.locator('#room-mode');
const keyOf = (demo: Demo) => /key: (\S+)/.exec(demo.output())![1]!;

/** Comes in and enters the key, with the keyboard alone. */
async function enterAsHost(page: Page, demo: Demo, nickname: string) {
  await enter(page, demo.url, nickname);
  await openTab(page, 'people');
  await opener(page).press('Enter');
  await expect(panel(page).getByLabel('Key')).toBeFocused();
  await page.keyboard.type(keyOf(demo));
  await page.keyboard.press('Enter');
  await expect(panel(page).getByLabel('Freeze this room')).toBeFocused();
}

test('the key makes a host, whose badge all see and nobody can imitate', async ({ context, start }) => {
  const demo = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(bob, onTheLan(demo.url), 'host');
  await enter(ann, demo.url, 'Ann');
  await expect(panel(ann)).toBeHidden();
  await opener(ann).click();
  await panel(ann).getByLabel('Key').fill('guess');
  await panel(ann).getByRole('button', { name: 'Become host' }).click();
  await expect(panel(ann).getByRole('alert')).toHaveText('That is not the key.');
  await panel(ann).getByLabel('Key').fill(keyOf(demo));
  await panel(ann).getByRole('button', { name: 'Become host' }).click();
  await expect(panel(ann).getByLabel('Freeze this room')).toBeFocused();
  await ann.keyboard.press('Escape');
  await expect(panel(ann)).toBeHidden();
  await expect(opener(ann)).toBeFocused();

  await say(ann, 'I am the host');
  await say(bob, 'host');
  await say(bob, '<span class="host-badge">host</span>');
  for (const page of [ann, bob]) {
    await expect(messages(page)).toHaveCount(3);
    await expect(page.locator('#people-list li', { hasText: 'Ann' }).locator('.host-badge')).toHaveText(
      'host',
    );
    await expect(messages(page).locator('.host-badge')).toHaveCount(1);
    await expect(badges(page)).toHaveCount(2);
  }
  // What Ann wrote before and after looks different: the badge must not cover what is not the host's.
  await expect(messages(bob).first().locator('.author')).toHaveText('Ann host');

  // The host's tools are the host's alone, also after a reload.
  await expect(tools(bob)).toHaveCount(0);
  await expect(tools(ann)).toHaveCount(4); // three messages and one person
  await ann.reload();
  await connected(ann);
  await expect(messages(ann)).toHaveCount(3);
  await expect(tools(ann)).toHaveCount(4);
  await cut(ann);
  await connected(ann);
  await expect(tools(ann)).toHaveCount(4);
});

test('a message goes from every open page, with its reactions, and the focus stays near', async ({
  context,
  start,
}) => {
  const demo = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(bob, demo.url, 'Bob');
  await enterAsHost(ann, demo, 'Ann');
  await ann.keyboard.press('Escape');
  for (const text of ['an insult', 'a thought']) await say(bob, text);
  await messages(bob).first().getByRole('button', { name: 'React' }).click();
  await bob.locator('#reactions-picker button').first().click();
  await expect(messages(ann).first().locator('.reaction')).toHaveCount(1);
  // One tab stop for all buttons of the log: from the + of the newest message to the ✕ of the one before.
  const insult = messages(ann).first().getByRole('button', { name: 'Delete this message of Bob' });
  await messages(ann).last().getByRole('button', { name: 'React' }).focus();
  await ann.keyboard.press('ArrowUp');
  await expect(insult).toBeFocused();
  await ann.keyboard.press('Enter');
  for (const page of [ann, bob]) {
    await expect(messages(page)).toHaveCount(1);
    await expect(messages(page)).toContainText('a thought');
  }
  await expect(log(ann)).toBeFocused();
  await bob.reload();
  await connected(bob);
  await expect(messages(bob)).toHaveCount(1);
  await messages(bob).first().getByRole('button', { name: 'React' }).click(); // the emoji survived it
  await bob.locator('#reactions-picker button').first().click();
  await expect(messages(ann).locator('.reaction')).toHaveCount(1);
});

test.describe('removed', () => {
  // A page that isn't let in asks once more on a connection that the server has closed.
  test.use({ allowedErrors: [/400 \(Bad Request\) \S+transport=polling/] });

  test('somebody who was removed reads why, and does not come back by a reload', async ({
    context,
    start,
  }) => {
    const demo = await start(7);
    const [ann, bob] = [await context.newPage(), await context.newPage()];
    await enter(bob, demo.url, 'Bob');
    await enterAsHost(ann, demo, 'Ann');
    await ann.keyboard.press('Escape');
    const remove = ann.getByRole('button', { name: 'Remove Bob' });
    await remove.click();
    const question = ann.getByRole('dialog', { name: 'Remove Bob for 10 minutes?' });
    await expect(question.getByRole('button', { name: 'Keep' })).toBeFocused();
    await ann.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await remove.click();
    await question.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(bob.locator('#status')).toHaveText('The host has removed you. Come back in 10 minutes.');
    await expect(ann.locator('#people-list li')).toHaveCount(1);
    await expect(composer(ann)).toBeEnabled();
    await bob.reload();
    await expect(bob.locator('#nickname-error')).toHaveText(
      'The host has removed "Bob". You can come back in 10 min.',
    );
    await expect(ann.locator('#people-list li')).toHaveCount(1);
  });
});

test('a frozen room and slow mode are told to all, and what is refused is not lost', async ({
  context,
  start,
}) => {
  const demo = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(bob, demo.url, 'Bob');
  await enterAsHost(ann, demo, 'Ann');
  await ann.keyboard.press('Space');
  for (const page of [ann, bob]) await expect(mode(page)).toHaveText('The host has frozen this room.');
  await say(bob, 'let me speak');
  await expect(bob.locator('#chat-error')).toHaveText('The host has frozen this room.');
  await expect(composer(bob)).toHaveValue('let me speak');
  await bob.reload();
  await connected(bob);
  await expect(mode(bob)).toHaveText('The host has frozen this room.');

  await panel(ann).getByLabel('Freeze this room').uncheck();
  await expect(mode(bob)).toHaveText('');
  await panel(ann).getByLabel('Slow mode').selectOption('one message every 60 seconds');
  for (const page of [ann, bob])
    await expect(mode(page)).toHaveText('Slow mode: one message every 60 seconds.');
  await say(bob, 'one');
  await expect(messages(bob)).toHaveCount(1);
  await say(bob, 'two');
  await expect(bob.locator('#chat-error')).toHaveText(/^Slow mode: you can write again in (60|5\d) s\.$/);
  await panel(ann).getByRole('button', { name: 'Close' }).click();
  for (const text of ['three', 'four']) await say(ann, text);
  await expect(messages(bob)).toHaveCount(3);
});

test('the host closes the poll of somebody else, and brings back what somebody else has cleared', async ({
  page,
  start,
}) => {
  const demo = await start(7);
  await enterAsHost(page, demo, 'Ann');
  await page.keyboard.press('Escape');
  const guest = await connect(demo.url, { auth: { nickname: 'Bob' } });
  await guest.ask('create_poll', { question: 'Rude?', options: ['yes', 'no'] });
  await openTab(page, 'polls');
  await page.getByRole('button', { name: 'Close this poll' }).click();
  await page.getByRole('button', { name: 'Close it' }).click();
  await expect(page.locator('.poll')).toContainText('closed');
  await guest.ask('draw', { color: '#000000', points: [{ x: 0.5, y: 0.5 }] });
  await guest.ask('clear_canvas', {});
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.locator('#canvas-note')).toHaveText('Ann brought the picture back.');
  guest.close();
});

test('the host’s page fits on each screen, with nothing for axe to say', async ({ page, start }) => {
  const demo = await start(7);
  await page.setViewportSize({ width: 1280, height: 720 });
  const guests = [];
  for (const nickname of ['W'.repeat(20), 'Bob', 'Cat'])
    guests.push(await connect(demo.url, { auth: { nickname } }));
  await enterAsHost(page, demo, 'M'.repeat(20));
  await page.keyboard.press('Space');
  await expect(page.locator('#room-mode')).not.toBeEmpty();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  for (const text of ['W'.repeat(90), 'short']) await say(page, text);
  await expect(messages(page)).toHaveCount(2);
  for (const size of [
    { width: 1280, height: 720 },
    { width: 360, height: 740 },
    { width: 740, height: 360 },
    { width: 320, height: 568 },
  ]) {
    await page.setViewportSize(size);
    for (const name of ['chat', 'people', 'polls']) {
      await openTab(page, name);
      const scrollable = await page.evaluate(() => [
        document.documentElement.scrollHeight - innerHeight,
        document.documentElement.scrollWidth - innerWidth,
      ]);
      expect(scrollable, `${name} at ${size.width}×${size.height}`).toEqual([0, 0]);
    }
    await openTab(page, 'chat');
    await expect(composer(page)).toBeInViewport({ ratio: 1 });
    await openTab(page, 'people');
    await opener(page).scrollIntoViewIfNeeded();
    await opener(page).click();
    for (const part of [panel(page).getByLabel('Freeze this room'), panel(page).getByLabel('Slow mode')])
      await expect(part).toBeInViewport({ ratio: 1 });
    await expect(panel(page).getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    expect(await overflow(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  for (const guest of guests) guest.close();
});
