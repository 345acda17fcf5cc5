// Takes the pictures in docs/images/ from the real pages: npm run screenshots
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, chromium } from '@playwright/test';
import { installBrowser } from '../workshop/run/browser.mjs';
import { enter, openTab, say } from './browser/people.ts';
import { root, startDemo } from '../workshop/check/harness.ts';

const folder = join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: installBrowser() });

/** Opens as many pages as that, does something with them, and takes a picture of the first. */
async function picture(
  name: string,
  count: number,
  act: (url: string, pages: Page[]) => Promise<void>,
  height = 720,
  folderName = name,
) {
  const demo = await startDemo(folderName);
  const pages: Page[] = [];
  for (let i = 0; i < count; i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height } });
    await context.addInitScript(() => localStorage.setItem('lesson', 'closed'));
    pages.push(await context.newPage());
  }
  await act(demo.url, pages);
  const path = join(folder, `${name}.jpg`);
  await pages[0]!.waitForTimeout(400); // until animations have ended
  await pages[0]!.screenshot({ path, type: 'jpeg', quality: 62 });
  console.log(`docs/images/${name}.jpg: ${Math.round(statSync(path).size / 1024)} kB`);
  for (const page of pages) await page.context().close();
  await demo.stop();
}

/** Each of the nicknames comes in, in a page of their own. */
async function enterAll(url: string, pages: Page[], nicknames: string[], room = '') {
  for (const [i, nickname] of nicknames.entries()) await enter(pages[i]!, url, nickname, room);
}

await picture('demo1', 1, async (url, [page]) => {
  await page!.goto(url);
});

await picture('demo2', 1, async (url, [page]) => {
  await page!.goto(url);
  for (const [name, text] of [
    ['Ann', 'Hello, is anybody here?'],
    ['Ben', 'I am. But I had to reload to see you.'],
  ]) {
    // prettier-ignore
    await page!.getByLabel('Your name').fill(name!);
    await page!.getByLabel('Your message').fill(text!);
    await page!.getByRole('button', { name: 'Post' }).click();
  }
});

await picture('demo3', 1, async (url, [page]) => {
  await page!.goto(url);
  await page!.getByText('Connected by WebSocket', { exact: true }).waitFor(); // until then, Send waits
  for (const text of ['Hello', 'Is there an echo?']) await say(page!, text);
});

await picture('demo4', 3, async (url, pages) => {
  for (const page of pages) await page.goto(url);
  await say(pages[1]!, 'Hello, everybody');
  await say(pages[0]!, 'Hello. Who are you?');
  await say(pages[2]!, 'A guest, as we all are.');
});

await picture('demo5', 3, async (url, pages) => {
  await enterAll(url, pages, ['Ann', 'Ben', 'Cem']);
  await say(pages[1]!, 'Now we have names');
  await say(pages[0]!, 'and see who is here.');
});

await picture('demo6', 3, async (url, pages) => {
  await enterAll(url, pages, ['Ann', 'Ben', 'Cem'], 'tech');
  await say(pages[1]!, 'Only #tech can read this.');
  await say(pages[0]!, '/w Ben and only you can read this');
  await pages[2]!.getByLabel('Your message').pressSequentially('I am');
  await pages[0]!.locator('#typing').filter({ hasText: 'Cem' }).waitFor();
});

await picture('demo7', 3, async (url, pages) => {
  const [ann, ben, cem] = pages as [Page, Page, Page];
  await enterAll(url, pages, ['Ann', 'Ben', 'Cem']);
  await say(ben, 'What shall we build next?');
  await ann.locator('.reactions-add').click();
  await ann.locator('#reactions-picker button').first().click();
  await openTab(cem, 'polls');
  await cem.getByText('Start a poll', { exact: true }).click();
  await cem.getByLabel('Question').fill('What next?');
  for (const [i, text] of ['A game', 'A map', 'A nap'].entries()) {
    if (i === 2) await cem.getByRole('button', { name: 'Add an option' }).click();
    await cem.locator('[name=option]').nth(i).fill(text);
  }
  await cem.getByRole('button', { name: 'Start', exact: true }).click();
  for (const page of [ann, ben]) await openTab(page, 'polls');
  for (const page of [ann, ben]) await page.getByRole('button', { name: 'A game' }).click();
  await cem.getByRole('button', { name: 'A nap' }).click();
  const canvas = ben.locator('#canvas');
  const box = (await canvas.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  for (const line of [
    [0.3, 0.75, 0.3, 0.45, 0.5, 0.2, 0.7, 0.45, 0.7, 0.75, 0.3, 0.75],
    [0.45, 0.75, 0.45, 0.55, 0.55, 0.55, 0.55, 0.75],
  ]) {
    // prettier-ignore
    await ben.mouse.move(...at(line[0]!, line[1]!));
    await ben.mouse.down();
    for (let i = 2; i < line.length; i += 2)
      await ben.mouse.move(...at(line[i]!, line[i + 1]!), { steps: 8 });
    await ben.mouse.up();
  }
});

await picture(
  'demo-sidebar',
  1,
  async (url, [page]) => {
    await page!.goto(url);
    await page!.getByLabel('Nickname').fill('Ann');
    await page!.getByRole('button', { name: 'Log in' }).click();
    await page!.getByText('Connected').first().waitFor();
  },
  1240,
);

await picture(
  'demo-sidebar-race',
  1,
  async (url, [page]) => {
    await page!.goto(`${url}/race`);
    await page!.getByLabel('100 ms').check();
    await page!.waitForTimeout(6000); // until the averages have settled
  },
  720,
  'demo-sidebar',
);

await browser.close();
