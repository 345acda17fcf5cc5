// What every browser test is given: a demo of its own, and a context that notes whatever a page does wrong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BrowserContext, type Page, test as base } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { type Demo, demos, startDemo } from '../../workshop/check/harness.ts';

export { expect } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fixtures {
  /** Console errors that a test causes on purpose. */
  allowedErrors: RegExp[];
  /** Whether the drawer with the lesson is open, as it is for somebody who comes for the first time. */
  lessonOpen: boolean;
  /** Starts a demo by its number, with these variables; it ends with the test. */
  start: (number: number, env?: NodeJS.ProcessEnv) => Promise<Demo>;
}

export const test = base.extend<Fixtures>({
  allowedErrors: [[], { option: true }],
  lessonOpen: [false, { option: true }],

  start: async ({ context }, use) => {
    const running: Demo[] = [];
    await use(async (number, env = {}) => {
      const { folder } = demos.find((demo) => demo.number === number)!;
      const demo = await startDemo(folder, { env });
      running.push(demo);
      return demo;
    });
    // A page that still loads something would complain about a server that is gone.
    for (const page of context.pages()) await page.close();
    for (const demo of running) await demo.stop();
  },

  context: async ({ context, allowedErrors, lessonOpen }, use) => {
    const problems: string[] = [];
    if (!lessonOpen) {
      await context.addInitScript(() => {
        if (location.protocol === 'http:') localStorage.setItem('lesson', 'closed');
      });
    }
    noteProblems(context, problems);
    openWindows(context);
    await use(context);
    const unexpected = problems.filter((problem) => !allowedErrors.some((allowed) => allowed.test(problem)));
    if (unexpected.length) throw new Error(`The pages did this:\n${unexpected.join('\n')}`);
  },
});

/**
 * Makes every page a window of its own. Of several tabs in a window only one is drawn, and whatever waits for the
 * others to be drawn is slow.
 */
function openWindows(context: BrowserContext) {
  const openTab = context.newPage.bind(context);
  context.newPage = async () => {
    const [opener] = context.pages();
    if (!opener) return openTab();
    const opened = context.waitForEvent('page');
    // Without an opener it gets no copy of the session: it is somebody else's window.
    await opener.evaluate(() => void open('about:blank', '_blank', 'popup,noopener'));
    return opened;
  };
}

/** Notes console errors (those of the security policy among them), exceptions, and requests to other hosts. */
function noteProblems(context: BrowserContext, problems: string[]) {
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().message}`));
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const own = /(^|\.)localhost$|^workshop\.local$/.test(hostname);
    if (protocol.startsWith('http') && !own) problems.push(`request to ${request.url()}`);
  });
}

/** The address of a demo by a host name that makes it no secure context, as for a phone in the LAN. */
export const onTheLan = (url: string) => url.replace('localhost', 'workshop.local');

/** What axe has to say against a page, one line each; in the light and in the dark theme. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    for (const { id, nodes } of violations) {
      for (const { html } of nodes) problems.push(`${colorScheme}: ${id}: ${html}`);
    }
  }
  return problems;
}

/** The texts within an element that can't be told from what is behind them, one line each. */
export async function contrastProblems(page: Page, selector: string): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  const run = `axe.run(${JSON.stringify(selector)}, { runOnly: 'color-contrast' })`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations.flatMap(({ nodes }) =>
    nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
  );
}

/** How many pixels a page is wider than its window: more than 0 makes it scroll sideways. */
export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
