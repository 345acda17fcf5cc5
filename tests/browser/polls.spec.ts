// Polls and reactions in a browser.
import type { Locator, Page } from '@playwright/test';
import { connect } from '../client.ts';
import { accessibilityProblems, expect, onTheLan, overflow, test } from './fixtures.ts';
import { connected, cut, enter, log, say } from './people.ts';

const polls = (page: Page) => page.locator('.poll');
const problem = (page: Page) => page.locator('#poll-problem');

/** An option of the newest poll. */
const option = (page: Page, text: string) => polls(page).first().getByRole('button', { name: text });

async function ask(page: Page, question: string, options: string[]) {
  const form = page.locator('#poll-new');
  if ((await form.getAttribute('open')) === null) await page.getByText('Ask the room something').click();
  await page.getByLabel('Question').fill(question);
  for (const [i, text] of options.entries()) {
    if (i >= (await form.locator('[name=option]').count())) {
      await page.getByRole('button', { name: 'Add an option' }).click();
    }
    await form.locator('[name=option]').nth(i).fill(text);
  }
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
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
  }
  const [ann, bob, cat, dan] = pages as [Page, Page, Page, Page];
  await ask(ann, '<b>Lunch?</b>', ['Soup', 'Pizza', 'Salad']);
  await expect(polls(bob).getByRole('heading')).toHaveText('<b>Lunch?</b>');
  await expect(ann.getByLabel('Question')).toBeHidden(); // asked: the form is closed, and empty
  await expect(ann.getByLabel('Question')).toHaveValue('');
  await option(ann, 'Soup').click();
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
  await expect(option(bob, 'Soup')).toHaveAttribute('aria-pressed', 'true');
  await option(bob, 'Salad').click();
  await expect(option(ann, 'Salad')).toContainText('1 vote');
  await expect(polls(ann)).toContainText('3 votes');

  await expect(bob.getByRole('button', { name: 'Close this poll' })).toHaveCount(0);
  await ann.reload();
  await ann.getByRole('button', { name: 'Close this poll' }).click();
  for (const page of [ann, bob, cat]) {
    await expect(polls(page)).toContainText('closed');
    await expect(option(page, 'Soup')).toBeDisabled();
  }
  expect(await accessibilityProblems(ann)).toEqual([]);
});

test('a poll that cannot be says why, and what was typed stays', async ({ page, start }) => {
  await enter(page, onTheLan((await start(7)).url), 'Ann');
  await ask(page, 'Which?', ['a', 'A']);
  await expect(problem(page)).toHaveText('Each option may be there only once.');
  await expect(page.getByLabel('Question')).toHaveValue('Which?');
  await ask(page, 'Which?', ['a', 'b', '', 'd']);
  await expect(option(page, 'd')).toBeVisible();
  await expect(polls(page).getByRole('button', { name: 'vote' })).toHaveCount(3);
  await page.getByText('Ask the room something').click();
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Add an option' }).click();
  await expect(page.locator('[name=option]')).toHaveCount(8);
  await page.getByRole('button', { name: 'Add an option' }).click();
  await expect(problem(page)).toHaveText('A poll has at most eight options.');
  await expect(page.locator('[name=option]')).toHaveCount(8);
});

const line = (page: Page) => log(page).locator('.message').first();
const chip = (message: Locator, emoji: string) => message.locator(`.reaction[value="${emoji}"]`);

async function react(message: Locator, emoji: string) {
  await message.getByRole('button', { name: 'React', exact: true }).click();
  await message.getByRole('group', { name: 'React with' }).getByText(emoji).click();
}

test('reactions are shown to all, with who gave them, and go again', async ({ context, start }) => {
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
  await bob.keyboard.press('Tab');
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
