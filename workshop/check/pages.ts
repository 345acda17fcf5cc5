// Pages in a real browser for `npm run check`: what they show, and the events that travel to and from them.
import type { Browser, Page as Tab } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';
import type { Demo } from './harness.ts';
import { findInstalled } from '../run/browser.mjs';
import { loadTool } from '../run/tool.mjs';
import { PATIENCE, rounds } from './patience.ts';
import { type Entry, type Transcript, transcriptOf } from './transcript.ts';

let patience = PATIENCE; // until a check is told that a page does not show something

/** A page that does not do what it should. The message says what it must do. */
export class PageFailure extends Error {
  page = 0;
  /** What the page shows in that place, and what it says elsewhere: its errors and the state of its connection. */
  shown = '';
  says = '';
  /** What went wrong first: a script that failed, or a file that is not there. */
  problem: string | undefined;
  /** The selector of an element that the page does not have at all. */
  missing = '';
  /** What usually is behind it when a thing is there too often. */
  because = '';
  found = 0;
  wanted = 1;
}

/** One page, in a tab of its own: who it is for its server is in its sessionStorage. Elements are named by CSS selectors. */
export interface Page {
  open: (url: string) => Promise<void>;
  /** Fills a field and sends its form. */
  submit: (field: string, text: string) => Promise<void>;
  /** Puts text into a field as typing does. */
  type: (field: string, text: string) => Promise<void>;
  click: (element: string) => Promise<void>;
  /** Waits until as many elements as that contain the text. */
  shows: (elements: string, text: string, options?: { times?: number; because?: string }) => Promise<void>;
  /** Cuts the connection as a bad Wi-Fi does, and waits until it is back. */
  reconnect: () => Promise<void>;
  /** Draws a line across an element with the mouse. */
  drag: (element: string) => Promise<void>;
  /** Waits until a script gives true, or fails with a sentence, and with what these elements show. */
  waitFor: (script: string, otherwise: string, elements?: string) => Promise<void>;
  /** Runs a script in the page. */
  run: (script: string) => Promise<unknown>;
}

/** There is no browser on this computer, or it does not start: nothing can be said of the pages then. */
export class NoBrowser extends Error {}

let browser: Promise<Browser> | undefined;

async function launch(): Promise<Browser> {
  const executablePath = findInstalled();
  if (!executablePath) throw new NoBrowser('there is no Chrome, Chromium or Edge on this computer');
  try {
    const { chromium } = await loadTool('playwright-core', 'The check of the pages', 14);
    return await chromium.launch({
      executablePath,
      chromiumSandbox: process.getuid?.() !== 0, // it does not work for root
      // Fewer processes: a third of the memory.
      args: [
        '--process-per-site',
        '--in-process-gpu',
        '--enable-features=NetworkServiceInProcess2',
        '--js-flags=--optimize-for-size',
      ],
    });
  } catch (error) {
    throw new NoBrowser((error as Error).message.split('\n')[0]);
  }
}

/** Ends the browser, if there is one. */
export async function closeBrowser(): Promise<void> {
  await browser?.then((one) => one.close()).catch(() => {});
}

/** Runs `check` with as many pages as it has parameters, and closes them afterwards. */
async function withPages(count: number, check: (...pages: Page[]) => Promise<void>): Promise<void> {
  browser ??= launch();
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 900 } });
  const transcript = transcriptOf();
  transcript.ofPages = true;
  const tabs: Tab[] = [];
  const problems: (string | undefined)[] = [];
  try {
    for (let number = 1; number <= count; number++) {
      const tab = await context.newPage();
      tabs.push(tab);
      watchProblems(tab, (problem) => (problems[number] ??= problem));
      watchEvents(tab, number, transcript);
    }
    const hasProblem = () => problems.some(Boolean);
    await check(...tabs.map((tab, i) => pageOf(i + 1, tab, transcript.entries, hasProblem)));
    const problem = problems.find(Boolean);
    const message = 'each page must load and run without an error';
    if (problem) throw Object.assign(new PageFailure(message), { problem });
  } catch (error) {
    // A script that fails is behind whatever else is wrong.
    if (error instanceof PageFailure) error.problem ??= problems[error.page] ?? problems.find(Boolean);
    patience = Math.min(patience, 2000); // one cause is found once
    throw error;
  } finally {
    await context.close();
  }
}

/** A check with as many pages as that. */
export const onPages =
  (count: number, test: (demo: Demo, ...pages: Page[]) => Promise<void>) =>
  (demo: Demo): Promise<void> =>
    withPages(count, (...pages) => test(demo, ...pages));

/** A script that fails, or a file that is missing. */
function watchProblems(tab: Tab, tell: (problem: string) => void): void {
  tab.on('pageerror', ({ message, name, stack = '' }) => {
    // Not in dom.js, which only says that an element is missing.
    const places = [...stack.matchAll(/https?:\/\/[^/]+(\/[^:)\n]+):(\d+)/g)];
    const [, path, line] = places.find(([, file]) => file !== '/dom.js') ?? [];
    const where = path ? ` (public${path}, line ${line})` : '';
    tell(`A script of the page has failed: ${name}: ${message}${where}`);
  });
  tab.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.status() !== 404 || pathname.startsWith('/socket.io/')) return;
    tell(`The page asks for ${pathname}, and the server has nothing there: public${pathname} is missing.`);
  });
}

/** Writes down every event that a page sends and gets, by WebSocket or by polling. */
function watchEvents(tab: Tab, client: number, { entries }: Transcript): void {
  const asked = new Map<string, string>();
  const note = (kind: Entry['kind'], name: string, payload?: unknown) =>
    entries.push({ client, kind, name, payload });
  const read = (data: string | Buffer | null, isSent: boolean) => {
    // Several packets may come in one response. 4 is Engine.IO's message; in it 2 is an event, 3 an answer, 4 a refusal.
    for (const packet of String(data ?? '').split('\u001e')) {
      const [, type, id = '', json = ''] = /^4([234])(\d*)([[{][^]*)$/.exec(packet) ?? [];
      if (!type) continue;
      const [first, second] = [JSON.parse(json)].flat() as [unknown, unknown];
      if (type === '4') note('refused', String((first as { message?: string }).message));
      else if (type === '3') note('answer', asked.get(id) ?? 'an event', first);
      else note(isSent ? 'sent' : 'received', String(first), second);
      if (type === '2' && isSent && id) asked.set(id, String(first));
    }
  };
  tab.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => read(payload, true));
    socket.on('framereceived', ({ payload }) => read(payload, false));
  });
  tab.on('request', (request) => {
    if (request.url().includes('transport=polling')) read(request.postData(), true);
  });
  tab.on('response', (response) => {
    if (!response.url().includes('transport=polling')) return;
    response.text().then(
      (text) => read(text, false),
      () => {}, // the page has gone elsewhere
    );
  });
}

/** The text of an expression that finds an element; what is hidden or disabled is not there for people either. */
function find(selector: string): string {
  const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  return `${all}.find((one) => one.checkVisibility() && !one.matches(':disabled'))`;
}

/** The same, for whether the page says that its connection is in this state. */
const isIn = (state: string) => `document.querySelector('#status')?.dataset.state === '${state}'`;

const textsOf = (elements: string) => `${elements}.map((one) => one.innerText.trim().replaceAll(/\\s+/g, ' '))
  .filter(Boolean).join(' | ').slice(0, 300)`;
const visible = (selector: string) =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => one.checkVisibility())`;

function pageOf(page: number, tab: Tab, entries: Entry[], hasProblem: () => boolean): Page {
  const note = (what: string) => entries.push({ client: page, kind: 'did', name: what });
  const run = (script: string): Promise<unknown> =>
    tab.evaluate(script).catch(async (error: Error) => {
      if (!/context was destroyed|navigation/.test(error.message)) throw error;
      await tab.waitForLoadState(); // a form that nobody looks after loads the page again
      return tab.evaluate(script);
    });

  /** Waits until a script gives true, or gives up with a sentence. */
  const until = async (script: string, otherwise: () => Promise<Partial<PageFailure>>): Promise<void> => {
    const hasEnded = rounds();
    let end = performance.now() + patience;
    while ((await run(script)) !== true) {
      await delay(50);
      // Once a script has failed, there is nothing to wait for.
      if (performance.now() < (hasProblem() ? end - patience + 1000 : end)) continue;
      end = performance.now() + patience;
      const isOver = hasProblem() || hasEnded();
      if (!isOver) continue;
      if (isOver instanceof Error) throw isOver;
      const says = String(await run(textsOf(visible('[role=alert], .error, #status, [role=status]'))));
      const failure = { page, says: says && `Page ${page} also says: ${says}` };
      throw Object.assign(new PageFailure(), failure, await otherwise());
    }
  };

  const whatIsIn = async (elements: string) =>
    `Page ${page} shows there: ${String(await run(textsOf(visible(elements)))) || 'nothing'}`;

  const usable = (selector: string) =>
    until(`${find(selector)} !== undefined`, async () => ({
      message: `page ${page} must have a ${selector} that can be used`,
      missing: (await run(`!document.querySelector(${JSON.stringify(selector)})`)) ? selector : '',
    }));

  const type = async (field: string, text: string) => {
    await usable(field);
    note(`types ${JSON.stringify(text)} into ${field}`);
    await run(`{ const field = ${find(field)}; field.focus(); field.value = ${JSON.stringify(text)};
      field.dispatchEvent(new InputEvent('input', { bubbles: true })); }`);
  };

  return {
    run,
    type,
    open: async (url) => {
      note(`opens ${url}`);
      await tab.goto(url);
    },
    submit: async (field, text) => {
      await type(field, text);
      note(`sends the form of ${field}`);
      await run(`${find(field)}.form.requestSubmit()`);
    },
    click: async (element) => {
      await usable(element);
      note(`clicks on ${element}`);
      await run(`${find(element)}.click()`);
    },
    shows: async (elements, text, { times = 1, because = '' } = {}) => {
      const found = `${visible(elements)}.filter((one) => one.textContent.includes(${JSON.stringify(text)})).length`;
      await until(`${found} === ${times}`, async () => {
        const count = times === 0 ? 'nowhere' : times === 1 ? 'once' : `${times} times`;
        return {
          message: `page ${page} must show ${JSON.stringify(text)} ${count} in ${elements}`,
          shown: await whatIsIn(elements),
          because,
          found: Number(await run(found)),
          wanted: times,
        };
      });
    },
    waitFor: (script, otherwise, elements = '') =>
      until(script, async () => ({ message: otherwise, shown: elements && (await whatIsIn(elements)) })),
    drag: async (element) => {
      await usable(element);
      note(`draws on ${element}`);
      await tab.locator(element).scrollIntoViewIfNeeded();
      const { x, y, width, height } = (await tab.locator(element).boundingBox())!;
      const at = (part: number) => [x + width * part, y + height * part] as const;
      await tab.mouse.move(...at(0.2));
      await tab.mouse.down();
      for (const part of [0.4, 0.6, 0.8]) await tab.mouse.move(...at(part));
      await tab.mouse.up();
    },
    reconnect: async () => {
      note('cuts the connection');
      // Watched from before the cut: the page is back within a second, perhaps before one looks.
      await run(`{ const status = document.querySelector('#status');
        new MutationObserver((_, observer) => {
          if (status.dataset.state === 'connected') return;
          window.wasCut = true;
          observer.disconnect();
        }).observe(status, { attributes: true });
        window.wasCut = false;
        document.querySelector('#wire-cut').click(); }`);
      await until('window.wasCut', async () => ({
        message: `page ${page} must say that the connection is lost`,
      }));
      await until(isIn('connected'), async () => ({ message: `page ${page} must connect again by itself` }));
    },
  };
}
