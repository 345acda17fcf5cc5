// What the tests of the later demos have in common: people who come in, and write.
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export const log = (page: Page) => page.locator('#chat-log');
export const composer = (page: Page) => page.getByLabel('Your message');
export const connected = (page: Page) => expect(page.locator('#status')).toHaveText('Connected by WebSocket');

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

/** Cuts the connection, and waits until the page has noticed: it is back within a second, perhaps before one looks. */
export async function cut(page: Page): Promise<void> {
  const noticed = page.evaluate(
    () =>
      new Promise<void>((done) => {
        const status = document.querySelector<HTMLElement>('#status')!;
        const observer = new MutationObserver(() => {
          if (status.dataset.state === 'connected') return;
          observer.disconnect();
          done();
        });
        observer.observe(status, { attributes: true });
      }),
  );
  await page.getByRole('button', { name: 'Cut the connection' }).click();
  await noticed;
}
