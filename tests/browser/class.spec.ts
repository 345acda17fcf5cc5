// A class in a browser: the instructor's board and projector, and students with and without Node.
import type { Page } from '@playwright/test';
import { type Class, connected, ended, join, startClass } from '../support/class.ts';
import { accessibilityProblems, test as base, expect, overflow } from './fixtures.ts';

const test = base.extend<{ it: Class }>({
  it: async ({ context }, use) => {
    const it = await startClass();
    await use(it);
    for (const page of context.pages()) await page.close();
    await it.running.end();
  },
});

const progress = { step: 'demo4', stage: 2, held: 7, of: 12, failing: 'the ack is never called' } as const;
const tiles = (board: Page) => board.locator('#tiles button');
const tile = (board: Page, alias: string) => board.getByRole('button', { name: `${alias}:` });

async function openBoard(page: Page, { url, key }: Class, path = 'board') {
  await page.goto(`${url}/${path}#${key}`);
  await expect(page.locator('#status')).toHaveText('Connected');
  expect(page.url()).toBe(`${url}/${path}`); // nobody films the key
}

async function enter(page: Page, { url }: Class, alias: string) {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(url);
  await page.getByLabel('An alias').fill(alias);
  await page.keyboard.press('Enter');
  await expect(page.locator('#status')).toHaveText(`In the class as ${alias}`);
}

test('an instructor leads three students, one of them without Node', async ({ context, it }) => {
  test.slow(); // it is a whole lesson
  const [board, cleo] = [await context.newPage(), await context.newPage()];
  await openBoard(board, it);
  await expect(board.getByText('0 here · 0 hands up')).toBeVisible();
  const [ann, ben] = [join(it.url, 'Ann'), join(it.url, 'Ben')];
  await ann.report(progress);
  await ben.report({ ...progress, held: 3 });

  await cleo.goto(it.url);
  await expect(cleo.getByText('Your instructor then sees')).toBeVisible();
  await expect(cleo.getByText('I’m stuck')).toBeHidden();
  await enter(cleo, it, 'Cleo');
  await expect(board.getByText('3 here · 0 hands up')).toBeVisible();

  await test.step('sees what fails for whom', async () => {
    const group = board.getByRole('button', { name: '2 fail: the ack is never called' });
    await group.click();
    await expect(group).toHaveAttribute('aria-pressed', 'true');
    await expect(board.locator('#tiles .unmarked')).toHaveText(/Cleo/);
    await group.click();
    await expect(tile(board, 'Ann')).toHaveAccessibleName(
      /^Ann: demo 4 \(stage 3\.2\), 7 of 12 hold, fails: the ack is never called, for (less than a minute|\d+ min)$/,
    );
    await expect(tile(board, 'Ann').locator('.point')).toHaveText('3.2');
  });

  await test.step('tells all where the class is', async () => {
    await board.getByText('Where we are').click();
    await board.getByLabel('Step').selectOption('Demo 4: broadcast');
    await board.getByLabel('Stage or slide').selectOption('3.2: An echo for a chat');
    await board.getByRole('button', { name: 'Tell everybody' }).click();
    expect(await ann.told('lead', (lead) => lead !== null)).toMatchObject({ step: 'demo4', stage: 2 });
    await cleo.getByRole('link', { name: 'demo 4 (stage 3.2): An echo for a chat' }).click();
    await expect(cleo.getByRole('heading', { name: 'Demo 4: broadcast' })).toBeVisible();
    await expect(tile(board, 'Cleo')).toHaveAccessibleName(/demo 4, reads the lesson/);
    expect(await overflow(cleo)).toBe(0);
    expect(await accessibilityProblems(cleo)).toEqual([]);
    await cleo.getByRole('button', { name: 'I’m stuck' }).click();
    await expect(tile(board, 'Cleo')).toHaveAccessibleName(/hand is up/);
    await cleo.getByRole('link', { name: 'The class', exact: true }).click();
    await cleo.getByRole('button', { name: 'Your hand is up' }).click(); // another page, the same student
    await expect(tile(board, 'Cleo')).toHaveAccessibleName(/^Cleo: demo 4, reads the lesson/);
  });

  await test.step('asks, and the projector shows the results and the timer', async () => {
    await board.getByText('Timer', { exact: true }).click();
    await board.getByRole('button', { name: 'Start' }).click();
    await expect(board.locator('#clock')).toHaveText(/^Foundation: .* on time$/);
    await board.getByLabel('Part').selectOption({ label: '0:49 demo4, typed: broadcast' });
    await expect(board.locator('#clock')).toHaveText(
      /^Chat: 1[678]:\d\d for this part, 4[89] minutes early$/,
    );
    await board.getByText('Question to all').click();
    await board.getByLabel('Question', { exact: true }).fill('<b>How</b> is the pace?');
    await board.getByLabel('Options').fill('Fine');
    await board.setViewportSize({ width: 1280, height: 500 }); // the form is below much else
    await board.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(board.getByText('A question needs at least two options.')).toBeInViewport({ ratio: 1 });
    expect(await accessibilityProblems(board)).toEqual([]);
    await board.getByLabel('Options').fill('Too fast\n\nFine');

    await cleo.getByRole('link', { name: 'Demo 5: presence' }).click();
    const fine = cleo.getByRole('button', { name: 'Fine' });
    await expect(cleo.locator('#status')).toHaveText('In the class as Cleo');
    await cleo.evaluate(() => scrollTo(0, 2000));
    await board.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(board.locator('.results')).toBeInViewport({ ratio: 1 });
    await board.setViewportSize({ width: 1280, height: 720 });
    const news = cleo.getByRole('link', { name: 'A question ↑' });
    await expect(news).toBeInViewport({ ratio: 1 });
    await expect(cleo).toHaveTitle(/^● A question – Demo 5: presence/);
    expect(await accessibilityProblems(cleo)).toEqual([]);
    expect(await overflow(cleo)).toBe(0);
    await news.press('Enter');
    await expect(fine).toBeInViewport();
    await expect(news).toBeHidden();
    await expect(cleo).toHaveTitle(/^Demo 5: presence/);
    await fine.click();
    await expect(fine).toHaveAttribute('aria-pressed', 'true');
    await ann.told('question', (question) => question !== null);
    await ann.answer(0);
    const opened = context.waitForEvent('page');
    await board.getByRole('link', { name: 'Projector' }).click();
    const projector = await opened; // it has the key from the board's tab
    await expect(projector.getByRole('heading', { name: '<b>How</b> is the pace?' })).toBeVisible();
    await expect(projector.locator('.results')).toHaveText('Too fast1Fine1');
    await expect(projector.getByText('We are at demo 4 (stage 3.2)')).toBeVisible();
    await expect(projector.getByText(/4[89] minutes early/)).toBeVisible();
    await expect(projector.getByRole('img', { name: 'QR code' })).toBeVisible();
    await expect(projector.locator('body')).not.toHaveText(/Ann|Cleo/);
    expect(await accessibilityProblems(projector)).toEqual([]);
    expect(await overflow(projector)).toBe(0);
    await board.getByRole('button', { name: 'Close it' }).click();
    await expect(fine).toBeHidden();
    await cleo.getByRole('link', { name: 'The class', exact: true }).click();
    await expect(projector.getByText('It is closed.')).toBeVisible();
    await board.getByRole('button', { name: 'Hide the results' }).click();
    for (const page of [projector, board]) await expect(page.locator('#results')).toBeEmpty();
    await expect(board.getByRole('button', { name: 'Hide the results' })).toBeHidden();
  });

  await test.step('sends a message', async () => {
    await board.getByText('Message to all').click();
    await board.getByLabel('Message', { exact: true }).fill('Save <i>your</i> files');
    await cleo.getByRole('link', { name: 'Demo 5: presence' }).click(); // it reaches those who read, too
    await board.keyboard.press('Enter');
    await expect(cleo.getByText('Save <i>your</i> files')).toBeVisible();
    await cleo.getByRole('link', { name: 'The class', exact: true }).click();
    await expect(board.getByLabel('Message', { exact: true })).toHaveValue('');
    await expect(board.locator('#posted')).toContainText('Save <i>your</i> files');
    await board.getByRole('button', { name: 'Take it back' }).click();
    await expect(cleo.locator('#message')).toBeHidden();
    await expect(board.locator('#posted')).toBeHidden();
  });

  await test.step('helps whoever is stuck, with the keyboard alone', async () => {
    const html = '<img src=x onerror=alert(1)>';
    await cleo.getByLabel('What fails?').fill(html);
    await cleo.getByRole('button', { name: 'Tell' }).click();
    await expect(board.getByText('3 here · 1 hand up')).toBeVisible();
    await expect(tiles(board).first()).toHaveAccessibleName(/^Cleo: hand is up/); // those who need help first
    await expect(board.getByRole('button', { name: `1 fails: ${html}` })).toBeVisible();
    expect(await accessibilityProblems(board)).toEqual([]);
    expect(await accessibilityProblems(cleo)).toEqual([]);
    expect(await overflow(cleo)).toBe(0);

    await tiles(board).locator('xpath=self::*[@tabindex=0]').focus();
    await board.keyboard.press('End');
    await expect(tiles(board).last()).toBeFocused();
    await board.keyboard.press('ArrowLeft');
    await expect(tiles(board).nth(1)).toBeFocused();
    await board.keyboard.press('Home');
    await board.keyboard.press('Enter');
    const dialog = board.getByRole('dialog', { name: 'Cleo' });
    await expect(dialog).toContainText(html);
    expect(await accessibilityProblems(board)).toEqual([]);
    await board.keyboard.press('Tab');
    await board.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(board.getByText('3 here · 0 hands up')).toBeVisible();
    await expect(cleo.getByRole('button', { name: 'I’m stuck' })).toHaveAttribute('aria-pressed', 'false');
    await ann.raiseHand();
    await expect(tile(board, 'Ann').locator('.alias')).toHaveText('✋Ann');
    await expect(tile(board, 'Ann').locator('.held')).toHaveText('✗7/12');
  });

  await test.step('removes a student, but asks first', async () => {
    const remove = board.getByRole('dialog', { name: 'Really remove Ben?' });
    for (const button of ['Keep', 'Remove']) {
      await tile(board, 'Ben').click();
      await board.getByRole('button', { name: 'Remove from the class' }).click();
      await expect(tiles(board)).toHaveCount(3);
      await remove.getByRole('button', { name: button }).click();
      await expect(remove).toBeHidden();
    }
    await ben.told('state', ended);
    await expect(tiles(board)).toHaveCount(2);
  });

  await test.step('works on a phone', async () => {
    await board.setViewportSize({ width: 360, height: 740 });
    expect(await overflow(board)).toBe(0);
  });

  await test.step('forgets who leaves', async () => {
    await cleo.getByRole('button', { name: 'Leave the class' }).click();
    await expect(cleo.locator('#join-error')).toHaveText('You have left the class.');
    await expect(cleo.getByLabel('An alias')).toBeVisible();
    await expect(tiles(board)).toHaveCount(1);
    await cleo.reload();
    await expect(cleo.getByLabel('An alias')).toBeVisible();
  });
  await Promise.all([ann.leave(), ben.leave()]);
});

test('the board shows 200 students in one picture', async ({ context, it }) => {
  const board = await context.newPage();
  await board.setViewportSize({ width: 1280, height: 720 });
  await openBoard(board, it);
  const members = Array.from({ length: 200 }, (_, i) => join(it.url, `Student${i}`));
  await Promise.all(members.map((member, i) => member.report({ ...progress, held: i % 12 })));
  await expect(board.getByText('200 here')).toBeVisible();
  await expect(board.getByRole('button', { name: '200 fail: the ack is never called' })).toBeVisible();
  await expect(tiles(board)).toHaveCount(200);
  await expect
    .poll(() =>
      tiles(board).evaluateAll((all) => {
        const boxes = all.map((one) => one.getBoundingClientRect());
        return boxes.filter(
          ({ bottom, width, height }) => bottom <= innerHeight && width >= 60 && height >= 36,
        ).length;
      }),
    )
    .toBe(200);
  await Promise.all(members.map(({ leave }) => leave()));
});

test.describe('after the class was started again', () => {
  test.use({ allowedErrors: [/Failed to load resource|ERR_CONNECTION_REFUSED|WebSocket connection/] });

  test('students come back by themselves, and the board asks for the new key', async ({ context }) => {
    const first = await startClass();
    const [board, cleo] = [await context.newPage(), await context.newPage()];
    await openBoard(board, first);
    await enter(cleo, first, 'Cleo');
    await cleo.getByRole('button', { name: 'I’m stuck' }).click();
    await expect(tile(board, 'Cleo')).toHaveAccessibleName(/hand is up/);
    const opened = context.waitForEvent('page');
    await board.getByRole('link', { name: 'Projector' }).click();
    const projector = await opened;
    await board.getByText('Question to all').click();
    await board.getByRole('button', { name: 'Too fast, fine' }).click();
    await expect(projector.getByText('How is the pace?')).toBeVisible();
    await board.getByText('Message to all').click();
    await board.getByLabel('Message', { exact: true }).fill('Save your files');
    await board.keyboard.press('Enter');
    await expect(cleo.getByText('Save your files')).toBeVisible();
    await first.running.end();
    await expect(cleo.locator('#status')).toHaveText(/Trying again…/);
    const second = await startClass(['--port', new URL(first.url).port]);

    const dialog = board.getByRole('dialog', { name: 'For the instructor' });
    await expect(dialog.getByRole('alert')).toHaveText('That is not the key. It is in the terminal.');
    const waiting = projector.getByRole('dialog', { name: 'For the instructor' });
    await expect(waiting.getByRole('alert')).toHaveText('That is not the key. It is in the terminal.');
    await expect(projector.getByText('How is the pace?')).toBeHidden();
    await dialog.getByLabel('The key').fill(`${second.url}/board#${second.key}`);
    await board.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(waiting).toBeHidden(); // it has the key from the board
    await expect(projector.locator('#status')).toHaveText('Connected');
    await expect(cleo.locator('#status')).toHaveText('In the class as Cleo');
    await expect(cleo.locator('#message')).toBeHidden(); // the new class has posted none

    // In the tab of the board, another address loads nothing: only what follows # is different.
    const load = await board.evaluate(() => performance.timeOrigin);
    const hash = (key: string) => board.evaluate((to) => (location.hash = to), key);
    await hash('wrong');
    await expect(dialog).toBeVisible();
    await hash(second.key);
    await expect(dialog).toBeHidden();
    await expect(board.locator('#status')).toHaveText('Connected');
    expect(board.url()).toBe(`${second.url}/board`);
    expect(await board.evaluate(() => performance.timeOrigin)).toBe(load);
    await expect(tile(board, 'Cleo')).toHaveAccessibleName(/hand is up/);
    const other = join(second.url, 'Dan');
    await other.told('state', connected);
    await expect(tiles(board)).toHaveCount(2);
    await other.leave();
    await cleo.close();
    await projector.close();
    await board.close();
    await second.running.end();
  });
});
