// What the tests of the later demos have in common: people who come in, and write.
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export const log = (page: Page) => page.locator('#chat-log');
export const composer = (page: Page) => page.getByLabel('Your message');
export const connected = (page: Page) => expect(page.locator('#status')).toHaveText('Connected by WebSocket');

/** Scrolls up, and waits until the page has noticed: it learns of it in the next frame, which may take a while. */
export const scrollUp = (list: Locator, top = 0) =>
  list.evaluate(async (element, place) => {
    const noticed = new Promise((resolve) => element.addEventListener('scroll', resolve, { once: true }));
    element.scrollTop = place;
    await noticed;
  }, top);

/** Shows a part of the page that may be behind a tab. */
export async function openTab(page: Page, name: string): Promise<void> {
  const tab = page.locator(`#tabs [value=${name}]`);
  if (await tab.isVisible()) await tab.click();
}

/** Opens a demo, in a room when there is one, and comes in under a nickname. */
export async function enter(page: Page, url: string, nickname: string, room = ''): Promise<void> {
  await page.goto(url + (room && `/#${room}`));
  await page.getByLabel('Nickname', { exact: true }).fill(nickname);
  await page.getByRole('button', { name: 'Join' }).click();
  await connected(page);
}

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Resolves when the page says that it has no connection. Call it before: the page is back within a moment. */
export function disconnected(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((done) => {
        const status = document.querySelector<HTMLElement>('#status')!;
        const look = () => {
          if (status.dataset.state === 'connected') return;
          observer.disconnect();
          done();
        };
        const observer = new MutationObserver(look);
        observer.observe(status, { attributes: true });
        look(); // it may have happened already
      }),
  );
}

/** Cuts the connection, and waits until the page has noticed. */
export async function cut(page: Page): Promise<void> {
  const noticed = disconnected(page);
  // Wherever that button is: in a menu, or behind a tab.
  await page.locator('#wire-cut').dispatchEvent('click');
  await noticed;
}
