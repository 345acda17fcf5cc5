// Polls and reactions in a browser.
import type { Locator, Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { connected, cut, enter, log, say, openTab } from './people.ts';

const polls = (page: Page) => page.locator('.poll');
const error = (page: Page) => page.locator('#poll-error');

/** An option of the newest poll. */
const option = (page: Page, text: string) => polls(page).first().getByRole('button', { name: text });

async function ask(page: Page, question: string, options: string[]) {
  const form = page.locator('#poll-new');
  if ((await form.getAttribute('open')) === null)
    await page.getByText('Start a poll', { exact: true }).click();
  await page.getByLabel('Question').fill(question);
  for (const [i, text] of options.entries()) {
    if (i >= (await form.locator('[name=option]').count())) {
      await page.getByRole('button', { name: 'Add an option' }).click();
    }
    await form.locator('[name=option]').nth(i).fill(text);
  }
  await page.getByRole('button', { name: 'Start', exact: true }).click();
}

test('everybody in the room votes, and all see the counts live', async ({ context, start }) => {
  const { url } = await start(7);
  const pages: Page[] = [];
  for (const [nickname, room] of [
    ['Ann', ''],
    ['Bob', ''],
    ['Cat', ''],
    ['Dan', 'tech'],
  ] as const) {
    pages.push(await context.newPage());
    await enter(pages.at(-1)!, onTheLan(url), nickname, room);
    await openTab(pages.at(-1)!, 'polls');
  }
  const [ann, bob, cat, dan] = pages as [Page, Page, Page, Page];
  await ask(ann, '<b>Lunch?</b>', ['Soup', 'Pizza', 'Salad']);
  await expect(polls(bob).getByRole('heading')).toHaveText('<b>Lunch?</b>');
  await expect(ann.getByLabel('Question')).toBeHidden(); // asked: the form is closed, and empty
  await expect(ann.getByLabel('Question')).toHaveValue('');
  await option(ann, 'Soup').click();
  await expect(polls(bob)).toContainText('Asked by Ann, 1 vote');
  await expect(option(bob, 'Soup')).toHaveText('Soup'); // no results before you vote or ask for them
  await expect(option(bob, 'Soup').locator('progress')).toBeHidden();
  await option(bob, 'Pizza').click();
  await option(cat, 'Pizza').click();
  for (const page of [ann, bob, cat]) {
    await expect(option(page, 'Pizza')).toContainText(/2 votes · 67\s%/);
    await expect(option(page, 'Soup')).toContainText(/1 vote · 33\s%/);
    await expect(option(page, 'Pizza').locator('progress')).toHaveJSProperty('value', 2 / 3);
    await expect(polls(page)).toContainText('Asked by Ann, 3 votes');
  }
  await expect(option(ann, 'Soup')).toHaveAttribute('aria-pressed', 'true');
  await expect(option(bob, 'Soup')).toHaveAttribute('aria-pressed', 'false');
  await expect(polls(dan)).toHaveCount(0);

  await option(bob, 'Soup').click();
  await expect(option(cat, 'Soup')).toContainText('2 votes');
  await cut(bob);
  await connected(bob);
  await expect(option(bob, 'Soup')).toHaveAttribute('aria-pressed', 'true');
  await bob.reload();
  await openTab(bob, 'polls');
  await expect(option(bob, 'Soup')).toHaveAttribute('aria-pressed', 'true');
  await option(bob, 'Salad').click();
  await expect(option(ann, 'Salad')).toContainText('1 vote');
  await expect(polls(ann)).toContainText('3 votes');

  await expect(bob.getByRole('button', { name: 'Close this poll' })).toHaveCount(0);
  await ann.reload();
  await openTab(ann, 'polls');
  await ann.getByRole('button', { name: 'Close this poll' }).click();
  await expect(ann.getByRole('button', { name: 'Keep it open' })).toBeFocused();
  await ann.keyboard.press('Enter');
  await expect(ann.getByRole('button', { name: 'Close this poll' })).toBeFocused();
  await expect(option(ann, 'Soup')).toBeEnabled();
  await ann.keyboard.press('Enter');
  await ann.getByRole('button', { name: 'Close it', exact: true }).click();
  for (const page of [ann, bob, cat]) {
    await expect(polls(page)).toContainText('closed');
    await expect(option(page, 'Soup')).toBeDisabled();
  }
  expect(await accessibilityProblems(ann)).toEqual([]);
});

test('you can look before you vote, take your vote back, and a new poll is announced', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await openTab(ann, 'polls');
  await enter(bob, onTheLan(url), 'Bob');
  await openTab(bob, 'polls');
  await ask(ann, 'Lunch?', ['Soup', 'Pizza']);
  await expect(ann.getByText('Start a poll', { exact: true })).toBeFocused();
  await expect(bob.getByRole('status').filter({ hasText: 'poll' })).toHaveText('New poll. Ann asks: Lunch?');
  await bob.getByRole('button', { name: 'Show the results' }).click();
  await expect(option(bob, 'Soup')).toContainText('0 votes');
  await expect(bob.getByRole('button', { name: 'Show the results' })).toBeHidden();
  await expect(polls(bob).locator('.hint')).toBeFocused();

  await option(ann, 'Soup').click();
  await expect(option(bob, 'Soup')).toContainText('1 vote');
  await expect(polls(ann)).toContainText('Choose your option again to take your vote back');
  await option(ann, 'Soup').click();
  await expect(option(bob, 'Soup')).toContainText('0 votes');
  await expect(option(ann, 'Soup')).toHaveAttribute('aria-pressed', 'false');
  await ann.reload();
  await openTab(ann, 'polls');
  await expect(option(ann, 'Soup')).toHaveAttribute('aria-pressed', 'false');
  await expect(option(ann, 'Soup')).toHaveText('Soup');
});

test('a poll fills the screen, by keyboard', async ({ page, start }) => {
  await enter(page, onTheLan((await start(7)).url), 'Ann');
  await openTab(page, 'polls');
  await ask(page, 'Lunch?', ['Soup', 'Pizza']);
  await page.getByRole('button', { name: 'Full screen' }).focus();
  await page.keyboard.press('Enter');
  const leave = page.getByRole('button', { name: 'Leave full screen' });
  await expect(leave).toBeFocused();
  expect(await page.evaluate(() => document.fullscreenElement?.className)).toBe('poll');
  await option(page, 'Pizza').click();
  await expect(option(page, 'Pizza')).toContainText(/1 vote · 100\s%/);

  // A lost connection ends neither this nor the vote that is given in the meantime.
  await cut(page);
  await option(page, 'Soup').click();
  await connected(page);
  await expect(option(page, 'Soup')).toHaveAttribute('aria-pressed', 'true');
  await expect(option(page, 'Soup')).toContainText(/1 vote · 100\s%/);
  expect(await page.evaluate(() => document.fullscreenElement?.className)).toBe('poll');
  expect(await accessibilityProblems(page)).toEqual([]);
  await leave.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Full screen', exact: true })).toBeFocused();
  expect(await page.evaluate(() => document.fullscreenElement)).toBe(null);
});

test('an invalid poll says why, and its text stays', async ({ page, start }) => {
  await enter(page, onTheLan((await start(7)).url), 'Ann');
  await openTab(page, 'polls');
  await ask(page, 'Which?', ['a', 'A']);
  await expect(error(page)).toHaveText('Each option may be there only once.');
  await expect(page.getByLabel('Question')).toHaveValue('Which?');
  await ask(page, 'Which?', ['a', 'b', '', 'd']);
  await expect(option(page, 'd')).toBeVisible();
  await expect(polls(page).locator('> button')).toHaveCount(3);
  await expect(page.getByLabel('Question')).toBeHidden();
  await page.getByText('Start a poll', { exact: true }).click();
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Add an option' }).click();
  await expect(page.locator('[name=option]')).toHaveCount(8);
  await page.getByRole('button', { name: 'Add an option' }).click();
  await expect(error(page)).toHaveText('A poll has at most eight options.');
  await expect(page.locator('[name=option]')).toHaveCount(8);
});

const line = (page: Page) => log(page).locator('.message').first();
const chip = (message: Locator, emoji: string) => message.locator(`.reaction[value="${emoji}"]`);

async function react(message: Locator, emoji: string) {
  await message.getByRole('button', { name: 'React', exact: true }).click();
  await message.getByRole('group', { name: 'React with' }).getByRole('button', { name: emoji }).click();
}

test('everyone sees a reaction and whose it is, until it is taken back', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, onTheLan(url), 'Bob');
  await say(ann, 'hello');
  await say(ann, '/w Bob psst');
  await react(line(bob), '🎉');
  await react(line(ann), '🎉');
  await react(line(ann), '👍');
  for (const [page, own] of [
    [ann, true],
    [bob, false],
  ] as const) {
    await expect(chip(line(page), '🎉')).toHaveText('🎉 2');
    await expect(chip(line(page), '🎉')).toHaveAttribute('title', 'Bob and Ann');
    await expect(chip(line(page), '🎉')).toHaveAccessibleName('🎉 2, by Bob and Ann');
    await expect(chip(line(page), '🎉')).toHaveAttribute('aria-pressed', 'true');
    await expect(chip(line(page), '👍')).toHaveAttribute('aria-pressed', String(own));
  }
  await expect(log(ann).locator('.whisper').getByRole('button')).toHaveCount(0);
  // Without a mouse, the + says who reacted.
  await line(bob).getByRole('button', { name: 'React', exact: true }).click();
  expect(await line(bob).locator('.reactions-who').innerText()).toBe('🎉 Bob and Ann\n👍 Ann');
  await line(bob).getByRole('button', { name: 'React', exact: true }).click();

  await cut(bob);
  await connected(bob);
  await bob.reload();
  await expect(chip(line(bob), '🎉')).toHaveText('🎉 2');
  await chip(line(bob), '🎉').click();
  await expect(chip(line(ann), '🎉')).toHaveText('🎉 1');
  await chip(line(ann), '👍').click();
  await expect(chip(line(bob), '👍')).toHaveCount(0);

  // They make messages higher: the log keeps to its end all the same, also after a reload.
  for (let i = 0; i < 8; i++) await say(ann, `line ${i}`);
  for (let i = 3; i < 9; i++) await react(log(bob).locator('.message').nth(i), '👍');
  await expect(chip(log(ann).locator('.message').nth(8), '👍')).toHaveText('👍 1');
  await ann.reload();
  await expect(chip(log(ann).locator('.message').nth(8), '👍')).toHaveText('👍 1');
  for (const page of [ann, bob]) {
    await expect(page.getByRole('button', { name: 'New messages' })).toBeHidden();
    await expect(log(page).locator('.message').last()).toBeInViewport({ ratio: 0.9 });
  }
  await log(bob).evaluate((element) => (element.scrollTop = 0));

  // By keyboard alone.
  await line(bob).getByRole('button', { name: 'React', exact: true }).focus();
  await bob.keyboard.press('Enter');
  await bob.keyboard.press('Escape');
  await expect(bob.getByRole('group', { name: 'React with' })).toBeHidden();
  await expect(line(bob).getByRole('button', { name: 'React', exact: true })).toBeFocused();
  await bob.keyboard.press('Enter');
  await bob.keyboard.press('ArrowRight');
  await bob.keyboard.press('Enter');
  await expect(chip(line(ann), '💜')).toHaveText('💜 1');
  await expect(line(bob).getByRole('button', { name: 'React', exact: true })).toBeFocused();
  expect(await accessibilityProblems(bob)).toEqual([]);
});

test('with all there can be, everything fits 320 pixels and is accessible', async ({ page, start }) => {
  const { url } = await start(7);
  await page.setViewportSize({ width: 320, height: 640 });
  await enter(page, onTheLan(url), 'Ann');
  const guest = await connect(url);
  const options = Array.from({ length: 8 }, (_, i) => `${i}${'W'.repeat(499)}`);
  await guest.ask('create_poll', { question: 'W'.repeat(500), options });
  const { id } = await guest.ask('send_message', { text: 'W'.repeat(500) });
  for (const emoji of ['👍', '💜', '😂', '😮', '🤔', '🎉']) {
    expect(await guest.ask('toggle_reaction', { message: id, emoji })).toMatchObject({ ok: true });
  }
  await expect(log(page).locator('.reaction')).toHaveCount(6);
  for (const tab of ['chat', 'people', 'polls', 'canvas', 'wire']) {
    await page.locator('#tabs').getByRole('button', { name: tab }).click();
    expect(await overflow(page), tab).toBe(0);
    expect(await accessibilityProblems(page), tab).toEqual([]);
  }
  guest.close();
});
