// Typing and whispers in a browser.
import type { Page } from '@playwright/test';
import { connect } from '../../workshop/check/client.ts';
import { accessibilityProblems, expect, onTheLan, test } from './fixtures.ts';
import { composer, connected, cut, enter, log, say } from './people.ts';

const typing = (page: Page) => page.locator('#typing');
const error = (page: Page) => page.locator('#chat-error');
const whispers = (page: Page) => log(page).locator('.whisper');

// Its files are the same bytes in demo 6 and 7, or have one thing more: so in the last one alone.
test('the others in the room see who is typing, or how many, and when it ends', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const pages: Page[] = [];
  for (const nickname of ['Ann', 'Bob', 'Cat']) {
    pages.push(await context.newPage());
    await enter(pages.at(-1)!, onTheLan(url), nickname);
  }
  const [ann, bob, cat] = pages as [Page, Page, Page];
  await composer(ann).pressSequentially('Hel');
  await expect(typing(cat)).toHaveText('Ann is typing…');
  await composer(bob).pressSequentially('He');
  await expect(typing(cat)).toHaveText('Ann and Bob are typing…');
  await expect(typing(ann)).toHaveText('Bob is typing…');
  await expect(typing(ann)).not.toHaveAttribute('role'); // a screen reader would say it each time
  await composer(ann).press('Enter');
  await expect(typing(cat)).toHaveText('Bob is typing…');
  await composer(bob).fill('');
  await expect(typing(cat)).toHaveText('');

  // Whoever goes on is shown for longer than the three seconds.
  const shown = Date.now();
  while (Date.now() - shown < 4000) {
    await composer(ann).pressSequentially('on ', { delay: 100 });
    await expect(typing(cat)).toHaveText('Ann is typing…');
  }
  await expect(typing(cat)).toHaveText('');
  await composer(ann).fill('/w Bob nobody knows that I write this');
  await say(bob, 'the end');
  await expect(log(cat)).toContainText('the end');
  await expect(typing(cat)).toHaveText('');

  const people = await Promise.all(Array.from({ length: 4 }, () => connect(url)));
  for (const person of people) await person.ask('typing_start', {});
  await expect(typing(cat)).toHaveText('4 people are typing…');
  for (const person of people) person.close();
  await expect(typing(cat)).toHaveText('');
});

test('a whisper reaches one person in another room, and is there after a break', async ({
  context,
  start,
}) => {
  const { url } = await start(7);
  const pages: Page[] = [];
  for (const [nickname, room] of [
    ['Ann', ''],
    ['Bob', 'tech'],
    ['Cat', ''],
  ] as const) {
    pages.push(await context.newPage());
    await enter(pages.at(-1)!, onTheLan(url), nickname, room);
  }
  const [ann, bob, cat] = pages as [Page, Page, Page];
  await say(ann, 'one');
  await say(ann, '/w bob <b>psst</b>');
  await expect(whispers(ann)).toHaveText([/^You whisper to Bob .*<b>psst<\/b>$/]);
  await expect(whispers(bob)).toHaveText([/^Ann whispers to you .*<b>psst<\/b>$/]);
  await say(bob, '/whisper Ann and back\nhttps://example.com');
  await expect(whispers(ann).last().getByRole('link')).toHaveText('https://example.com');
  expect(await whispers(ann).last().locator('.text').innerText()).toBe('and back\nhttps://example.com');
  await expect(whispers(ann)).toHaveCount(2);
  await say(ann, 'two');
  await expect(log(cat)).toContainText('two');
  await expect(whispers(cat)).toHaveCount(0);
  const order = ['one', 'psst', 'and back', 'two'];
  await expect(log(ann).locator('.message, .whisper')).toContainText(order);

  await cut(ann);
  await connected(ann);
  await say(ann, 'three');
  await expect(log(ann).locator('.message, .whisper')).toContainText([...order, 'three']);
  await ann.getByRole('link', { name: /^tech/ }).click();
  await expect(log(ann).locator('.message, .whisper')).toContainText(['psst', 'and back']);
  expect(await accessibilityProblems(ann)).toEqual([]);
});

test('a click on a person begins a whisper, and keeps what was typed', async ({ context, start }) => {
  const { url } = await start(7);
  const [ann, bob] = [await context.newPage(), await context.newPage()];
  await enter(ann, onTheLan(url), 'Ann');
  await enter(bob, onTheLan(url), 'Bob');
  await composer(ann).fill('see you');
  await ann.getByRole('button', { name: 'Bob', exact: true }).click();
  await expect(composer(ann)).toHaveValue('/w Bob see you');
  await expect(composer(ann)).toBeFocused();
  await ann.getByRole('button', { name: 'Bob', exact: true }).click();
  await expect(composer(ann)).toHaveValue('/w Bob see you');
  for (const begun of ['/w', '/w ', '/whisper', '/w Cat', '/whisper Cat ']) {
    await composer(ann).fill(begun);
    await ann.getByRole('button', { name: 'Bob', exact: true }).click();
    await expect(composer(ann)).toHaveValue('/w Bob ');
  }
  await composer(ann).pressSequentially('see you');
  await composer(ann).press('Enter');
  await expect(whispers(bob)).toContainText(['see you']);
});

test('a command that fails says why, and its text stays', async ({ page, start }) => {
  await enter(page, onTheLan((await start(7)).url), 'Ann');
  const attempts: [string, RegExp][] = [
    ['/help me', /^There is no command \/help\. .*\/w and \/whisper/],
    ['/', /^There is no command \/\./],
    ['/w', /^A whisper needs a nickname and a text/],
    ['/w Bob', /^A whisper needs a nickname and a text/],
    ['/w Nobody hello', /^Nobody here is called "Nobody"/],
    ['/w ann hello', /^You cannot whisper to yourself/],
    ['/w two,words hello', /^A nickname has 1 to 20/],
  ];
  for (const [typed, sentence] of attempts) {
    await say(page, typed);
    await expect(error(page)).toHaveText(sentence);
    await expect(composer(page)).toHaveValue(typed);
  }
  await say(page, 'an ordinary message');
  await expect(error(page)).toHaveText('');
  await expect(log(page).locator('.message')).toHaveCount(1);
  await expect(whispers(page)).toHaveCount(0);
});
