// Pages in a real browser for `npm run check`: by the DevTools protocol alone, because a student has no Playwright.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { findInstalled } from '../workshop/browser.mjs';
import { transcripts } from './transcript.ts';

const PATIENCE = 5000; // milliseconds until a check is told that a page does not show something

/** A page that does not do what it should. The message says what it must do. */
export class PageFailure extends Error {
  /** What it does instead. */
  shown = '';
  /** What usually is behind it. */
  because = '';
}

/** One page, in a window of its own, with a storage of its own. Elements are named by CSS selectors. */
export interface Page {
  open: (url: string) => Promise<void>;
  /** Fills a field and sends its form. */
  submit: (field: string, text: string) => Promise<void>;
  /** Puts text into a field as typing does. */
  type: (field: string, text: string) => Promise<void>;
  click: (element: string) => Promise<void>;
  /**
   * Waits until as many elements as that contain the text, and fails with what they show instead. `because` says what
   * usually is behind it.
   */
  shows: (elements: string, text: string, options?: { times?: number; because?: string }) => Promise<void>;
  /** Cuts the connection as a bad Wi-Fi does, and waits until it is back. */
  reconnect: () => Promise<void>;
  /** Draws a line across an element with the mouse. */
  drag: (element: string) => Promise<void>;
  /** Waits until a script gives true, or fails with a sentence. */
  waitFor: (script: string, otherwise: string) => Promise<void>;
  /** Runs a script in the page. */
  run: (script: string) => Promise<unknown>;
}

/** There is no browser on this computer, or it does not start: nothing can be said of the pages then. */
export class NoBrowser extends Error {}

interface Answer {
  id?: number;
  method?: string;
  sessionId?: string;
  params?: { exceptionDetails?: ExceptionDetails; entry?: { level: string; text: string; url?: string } };
  result?: Record<string, unknown>;
  error?: { message: string };
}
interface ExceptionDetails {
  url?: string;
  lineNumber: number;
  exception?: { description?: string };
}

/** The message of an error, and the place of it: not in dom.js, which only says that an element is missing. */
function describe({ url = '', lineNumber, exception }: ExceptionDetails): string {
  const [message = 'an error', ...frames] = (exception?.description ?? '').split('\n');
  const places = frames.flatMap((frame) => [/https?:\/\/[^/]+(\/[^:)]+):(\d+)/.exec(frame) ?? []]);
  const [, path = URL.canParse(url) ? new URL(url).pathname : '', line = lineNumber + 1] =
    places.find(([, file = '/dom.js']) => file !== '/dom.js') ?? [];
  return path ? `${message} (public${path}, line ${line})` : message;
}

/** A browser that runs, and the messages to and from it. */
class Browser {
  #process: ChildProcess;
  #profile: string;
  #socket: WebSocket;
  #asked = new Map<
    number,
    { done: (result: Record<string, unknown>) => void; failed: (error: Error) => void }
  >();
  #problems = new Map<string, string>();

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    process.on('exit', () => this.kill());
    socket.on('message', (text) => this.#hear(JSON.parse(String(text)) as Answer));
  }

  static async start(): Promise<Browser> {
    const path = findInstalled();
    if (!path) throw new NoBrowser('there is no Chrome, Chromium or Edge on this computer');
    const profile = mkdtempSync(join(tmpdir(), 'workshop-check-'));
    const isRoot = process.getuid?.() === 0; // Chromium's sandbox does not work for root
    const child = spawn(
      path,
      [
        '--headless=new',
        '--remote-debugging-port=0',
        `--user-data-dir=${profile}`,
        '--no-first-run',
        '--disable-gpu',
        // A page that is in the background must go on as if somebody looked at it.
        '--disable-background-timer-throttling',
        '--disable-backgrounding-occluded-windows',
        '--disable-renderer-backgrounding',
        ...(isRoot ? ['--no-sandbox'] : []),
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const address = await new Promise<string>((done, failed) => {
      let said = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, found] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
        if (found) done(found);
      });
      child.on('error', (error) => failed(new NoBrowser(`${path} cannot be started: ${error.message}`)));
      child.on('exit', () => failed(new NoBrowser(`${path} has ended at once`)));
    });
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Browser(child, profile, socket);
  }

  ask(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#asked.size + 1;
    return new Promise((done, failed) => {
      this.#asked.set(id, { done, failed });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  /** What went wrong first in a page: a script that failed, or a file that is not there. */
  problemIn(sessionId: string): string | undefined {
    return this.#problems.get(sessionId);
  }

  #hear({ id, method, sessionId = '', params, result = {}, error }: Answer): void {
    const asked = this.#asked.get(id ?? 0);
    if (error) asked?.failed(new Error(error.message));
    else asked?.done(result);
    const { exceptionDetails: details, entry } = params ?? {};
    // A page may ask its visitor for something; here nobody answers.
    if (method === 'Page.javascriptDialogOpening') {
      this.ask('Page.handleJavaScriptDialog', { accept: false }, sessionId).catch(() => {});
    }
    if (this.#problems.has(sessionId)) return;
    if (method === 'Runtime.exceptionThrown' && details) {
      this.#problems.set(sessionId, `A script of the page has failed: ${describe(details)}`);
    }
    const path = URL.canParse(entry?.url ?? '') ? new URL(entry?.url ?? '').pathname : '';
    if (method === 'Log.entryAdded' && / 404 /.test(entry?.text ?? '') && !path.startsWith('/socket.io/')) {
      this.#problems.set(
        sessionId,
        `The page asks for ${path}, and the server has nothing there: public${path} is missing.`,
      );
    }
  }

  /** Ends it, and waits until it has put away its files. */
  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.ask('Browser.close');
    await ended;
    this.kill();
  }

  kill(): void {
    this.#process.kill('SIGKILL');
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // Some process of it was still writing: what is left lies where the system clears up by itself.
    }
  }
}

let browser: Promise<Browser> | undefined;

/** Runs `check` with as many pages as it has parameters, and closes them afterwards. */
export async function withPages(count: number, check: (...pages: Page[]) => Promise<void>): Promise<void> {
  browser ??= Browser.start();
  const { ask, problemIn } = bind(await browser);
  const contexts: unknown[] = [];
  const sessions: string[] = [];
  try {
    const pages: Page[] = [];
    for (let number = 1; number <= count; number++) {
      const { browserContextId } = await ask('Target.createBrowserContext');
      contexts.push(browserContextId);
      const { targetId } = await ask('Target.createTarget', {
        url: 'about:blank',
        browserContextId,
        width: 1280,
        height: 900,
      });
      const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
      const session = String(sessionId);
      await ask('Runtime.enable', {}, session);
      await ask('Log.enable', {}, session);
      await ask('Page.enable', {}, session);
      sessions.push(session);
      pages.push(
        pageOf(
          number,
          (method, params) => ask(method, params, session),
          () => problemIn(session),
        ),
      );
    }
    await check(...pages);
    const because = sessions.map((session) => problemIn(session)).find(Boolean);
    if (because)
      throw Object.assign(new PageFailure('Each page must load and run without an error.'), { because });
  } finally {
    for (const browserContextId of contexts) await ask('Target.disposeBrowserContext', { browserContextId });
  }
}

/** Ends the browser, if there is one. */
export async function closeBrowser(): Promise<void> {
  await browser?.then((one) => one.close()).catch(() => {});
}

const bind = (one: Browser) => ({ ask: one.ask.bind(one), problemIn: one.problemIn.bind(one) });

type Ask = (method: string, params: object) => Promise<Record<string, unknown>>;

/** The text of an expression that finds an element; what is hidden or disabled is not there for people either. */
function find(selector: string): string {
  const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  return `${all}.find((one) => one.checkVisibility() && !one.matches(':disabled'))`;
}

/** The same, for whether the page says that its connection is in this state. */
function isIn(state: string): string {
  return `document.querySelector('#status')?.dataset.state === '${state}'`;
}

function pageOf(number: number, ask: Ask, problem: () => string | undefined): Page {
  const transcript = transcripts.getStore() ?? [];
  const note = (what: string) =>
    transcript.push({ client: 0, kind: 'request', name: `page ${number} ${what}` });

  const run = async (script: string): Promise<unknown> => {
    const answer = await ask('Runtime.evaluate', {
      expression: script,
      awaitPromise: true,
      returnByValue: true,
    });
    return (answer.result as { value?: unknown }).value;
  };

  /** Waits until a script gives true, or gives up with a sentence. */
  const until = async (script: string, otherwise: () => Promise<Partial<PageFailure>>): Promise<void> => {
    const end = performance.now() + PATIENCE;
    while ((await run(script)) !== true) {
      if (performance.now() > end) {
        const failure = new PageFailure();
        Object.assign(failure, await otherwise());
        failure.because = problem() ?? failure.because;
        throw failure;
      }
      await delay(50);
    }
  };

  const usable = (selector: string) =>
    until(`${find(selector)} !== undefined`, async () => ({
      message: `Page ${number} must have a ${selector} that can be used.`,
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
      await ask('Page.navigate', { url });
      await until(
        `document.readyState === 'complete' && location.href.startsWith(${JSON.stringify(url)})`,
        async () => ({ message: `Page ${number} must be able to open ${url}.` }),
      );
    },
    submit: async (field, text) => {
      await type(field, text);
      await run(`${find(field)}.form.requestSubmit()`);
    },
    click: async (element) => {
      await usable(element);
      note(`clicks on ${element}`);
      await run(`${find(element)}.click()`);
    },
    shows: async (elements, text, { times = 1, because = '' } = {}) => {
      const all = `[...document.querySelectorAll(${JSON.stringify(elements)})].filter((one) => one.checkVisibility())`;
      const found = `${all}.filter((one) => one.textContent.includes(${JSON.stringify(text)})).length`;
      await until(`${found} === ${times}`, async () => {
        const shown = String(
          await run(`${all}.map((one) => one.innerText.trim().replaceAll(/\\s+/g, ' ')).join(' | ')`),
        );
        const count = times === 0 ? 'nowhere' : times === 1 ? 'once' : `${times} times`;
        return {
          message: `Page ${number} must show ${JSON.stringify(text)} ${count} in ${elements}.`,
          shown: `Page ${number} shows there: ${shown.slice(0, 300) || 'nothing'}`,
          because,
        };
      });
    },
    waitFor: (script, otherwise) => until(script, async () => ({ message: otherwise })),
    drag: async (element) => {
      await usable(element);
      note(`draws on ${element}`);
      const place = `{ const one = ${find(element)}; one.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { x, y, width, height } = one.getBoundingClientRect(); ({ x, y, width, height }); }`;
      const { x, y, width, height } = (await run(place)) as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
      for (const [action, part] of [
        ['mousePressed', 0.2],
        ['mouseMoved', 0.4],
        ['mouseMoved', 0.6],
        ['mouseReleased', 0.8],
      ] as const) {
        const at = { x: x + width * part, y: y + height * part };
        await ask('Input.dispatchMouseEvent', {
          type: action,
          ...at,
          button: 'left',
          buttons: 1,
          clickCount: 1,
        });
      }
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
        message: `Page ${number} must say that the connection is lost.`,
      }));
      await until(isIn('connected'), async () => ({
        message: `Page ${number} must connect again by itself.`,
      }));
    },
  };
}
