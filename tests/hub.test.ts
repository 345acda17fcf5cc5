// `npm start`: the hub, from outside. It shows every lesson, runs the demos, and looks after my/.
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../workshop/check/client.ts';
import { root } from '../workshop/check/harness.ts';
import type { Tile } from '../workshop/class/events.ts';
import { clocks } from '../workshop/stage/plan/clocks.ts';
import { type Class, instruct, resultsOf, startClass, tileOf } from './support/class.ts';
import { type Hub, type HubPage, copyProject, npmStart, openPage, startHub } from './support/hub.ts';

let hub: Hub;
let page: HubPage;
beforeAll(async () => {
  // An editor that writes down what it was told to open.
  hub = await startHub({ LAUNCH_EDITOR: join(root, 'tests', 'support', 'editor.mjs') });
  page = await openPage(hub.url);
  await page.ask('set_my', { stop: '4' });
});
afterAll(async () => {
  page.socket.close();
  expect(await hub.stop()).toBe(0);
  expect(hub.running.output(), 'one line, and what it says about my/').not.toMatch(/^\s+at /m);
});

const get = async (path: string) => (await fetch(hub.url + path)).text();
const stateOf = (name: string, state: string) =>
  page.until('server_states', (states) => states.some((one) => one.name === name && one.state === state));

const save = (file: string, text: string) => appendFileSync(join(hub.place, 'my', file), text);

test('prints one line with its address', () => {
  expect(hub.running.output().split('\n')[0]).toMatch(/^The hub is ready: http:\/\/localhost:\d+ \(Ctrl-C /);
});

test('says in a sentence what does not work, and ends with 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wrong: [string[], string][] = [
    [['--port', String(port)], `Port ${port} is already in use. Stop the other server, or pick another port: npm start -- --port `],
    [['--port', String(port), '--class', '192.168.1.20:5020', '--no-open'], ' --class 192.168.1.20:5020 --no-open\n'],
    [['--port', 'x'], '"x" is not a valid port. '],
    [['demo4'], 'Unexpected argument: "demo4". '],
    [['--lan'], '"--lan" is not valid here. '],
  ]; // prettier-ignore
  for (const [options, sentence] of wrong) {
    const starting = npmStart(hub.place, options);
    expect(await starting.exited).toBe(1);
    expect(starting.output()).toContain(sentence);
    expect(starting.output().trim().split('\n')).toHaveLength(1);
  }
  server.close();
});

test('shows the path from demo 1 to the encore, with what each step adds and how long it takes', async () => {
  const html = await get('/');
  const titles = [...html.matchAll(/<h2><a href="\/step\/([\w-]+)">([^<]+)/g)];
  expect(titles.map(([, name]) => name)).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7].map((number) => `demo${number}`),
    'demo-encore',
  ]);
  expect(titles[3]![2]).toBe('Demo 4: broadcast');
  expect(html).toContain('broadcast: what one person writes, everybody reads immediately');
  const [, three] = clocks;
  const minutes = three!.parts.reduce((sum, part) => sum + (part.demo === 4 ? part.minutes : 0), 0);
  expect(html).toContain(`About ${minutes} minutes.`);
  expect(html.match(/About [1-9]\d* minutes\. Exercises: [1-9]\d* minutes more\./g)).toHaveLength(8);
});

test('every link and picture of every page leads somewhere', async () => {
  const pages = new Map<string, string>(); // their HTML
  const links: { from: string; to: string; hash: string | undefined }[] = [];
  const waiting = ['/'];
  const broken: string[] = [];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path)) continue;
    const response = await fetch(hub.url + path);
    if (response.status !== 200) broken.push(`${path}: ${response.status}`);
    const html = await response.text();
    pages.set(path, html);
    const isPage = response.headers.get('content-type')?.startsWith('text/html');
    if (!isPage || path.startsWith('/diff/') || path.startsWith('/file/')) continue;
    for (const [, target = ''] of html.matchAll(/(?:href|src)="([/#][^"]*)"/g)) {
      const [link = '', hash] = target.replaceAll('&amp;', '&').split('#');
      links.push({ from: path, to: link || path, hash });
      waiting.push(link || path);
    }
  }
  for (const { from, to, hash } of links)
    if (hash !== undefined && !pages.get(to)?.includes(`id="${hash}"`))
      broken.push(`${from} → ${to}#${hash}`);
  expect(broken).toEqual([]);
  expect(pages.size).toBeGreaterThan(100);
});

test('a quoted file opens at that place, with the quoted lines marked', async () => {
  const [, href = ''] = /href="(\/file\/demo4\/handlers\/chat\.ts\?[^"]*)"/.exec(await get('/step/demo4'))!;
  const html = await get(href.replaceAll('&amp;', '&'));
  const marked = [...html.matchAll(/class="row marked"[^>]*>([^\n]*)/g)].map(([, line = '']) =>
    line.replaceAll(/<[^>]*>/g, ''),
  );
  expect(marked[0]).toBe('const MAX_MESSAGES = 100;');
  expect(marked.at(-1)).toBe('  const from = `Guest ${guests}`;');
});

test('what somebody has typed in my/ is shown as text', async () => {
  await page.ask('set_my', { stop: '4' });
  const nasty = '</script><img src=x onerror=alert(1)>';
  appendFileSync(join(hub.place, 'my', 'server.ts'), `// ${nasty}\n`);
  for (const path of ['/file/my/server.ts', '/diff/my/demo4']) {
    const html = await get(path);
    expect(html).toContain('onerror=alert(1)&');
    expect(html).not.toContain('<img src=x');
  }
});

describe('a demo', () => {
  test('starts, tells what it prints, restarts, and stops', async () => {
    expect(await page.ask('start_server', { name: 'demo4' })).toEqual({ ok: true });
    const states = await stateOf('demo4', 'running');
    const { port } = states.find(({ name }) => name === 'demo4')!;
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain('Demo 4');
    await page.until('output_added', ({ name, text }) => name === 'demo4' && text.includes('demo4 is ready'));
    expect(await page.ask('start_server', { name: 'demo4' })).toEqual({
      ok: false,
      error: 'demo4 runs already.',
    });

    expect(await page.ask('restart_server', { name: 'demo4' })).toEqual({ ok: true });
    await stateOf('demo4', 'running');
    expect(await page.ask('stop_server', { name: 'demo4' })).toEqual({ ok: true });
    await stateOf('demo4', 'stopped');
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed');

    await page.ask('start_server', { name: 'demo4' });
    const again = await stateOf('demo4', 'running');
    expect(again.find(({ name }) => name === 'demo4')!.port, 'its windows find it').toBe(port);
    await page.ask('stop_server', { name: 'demo4' });
  });

  test('has its windows reloaded when it is back, if they don’t notice that by themselves', async () => {
    const reloaded: string[] = [];
    page.socket.on('pages_changed', ({ name }) => reloaded.push(name));
    for (const name of ['demo4', 'demo1', 'demo2']) {
      await page.ask('start_server', { name });
      await stateOf(name, 'running');
      await page.ask('restart_server', { name });
      await stateOf(name, 'running');
      await page.ask('stop_server', { name });
    }
    await expect.poll(() => reloaded).toEqual(['demo1', 'demo2']);
    page.socket.off('pages_changed');
  });

  test('in my/ has its windows reloaded when what the browser gets was saved, and only then', async () => {
    await page.ask('set_my', { stop: '4' });
    await page.ask('start_server', { name: 'my' });
    await stateOf('my', 'running');
    let reloads = 0;
    page.socket.on('pages_changed', () => (reloads += 1));
    save('README.md', '\nMine.\n');
    save('events.ts', '\n');
    await page.until('output_added', ({ text }) => text.includes('Restarting my: events.ts'));
    await page.until('output_added', ({ text }) => text.includes('my is ready'));
    await page.ask('visit_step', { name: 'demo4' }); // its answer comes after what was sent before
    expect(reloads).toBe(0);
    save('views/index.ejs', '\n');
    await expect.poll(() => reloads).toBe(1);
    save('public/chat.css', '\n');
    await expect.poll(() => reloads).toBe(2);

    // With a .ts file among them, there is a server again first.
    const order: (string | undefined)[] = [];
    page.socket.on('server_states', (states) => order.push(states.find(({ name }) => name === 'my')?.state));
    page.socket.on('pages_changed', () => order.push('reloaded'));
    await page.ask('set_my', { stop: '3' });
    await expect.poll(() => order).toEqual(['starting', 'running', 'reloaded']);

    // The windows stay when it stops, and must not show an earlier demo when it is back.
    await page.ask('stop_server', { name: 'my' });
    await page.ask('set_my', { stop: '4' });
    await page.ask('start_server', { name: 'my' });
    await stateOf('my', 'running');
    await expect.poll(() => reloads).toBe(4);
    page.socket.off('pages_changed');
    await page.ask('stop_server', { name: 'my' });
  });

  test('in my/ that can’t start says why', async () => {
    await page.ask('set_my', { stop: '4' });
    writeFileSync(join(hub.place, 'my', 'server.ts'), 'this is not a server');
    await page.ask('start_server', { name: 'my' });
    const states = await stateOf('my', 'failed');
    const { why } = states.find(({ name }) => name === 'my')!;
    expect(why, 'as the check says it').toBe('Expected ";" but found "is" (server.ts, line 1)');
    // Started again, it doesn't run twice.
    await page.ask('start_server', { name: 'my' });
    await stateOf('my', 'failed');
    expect(await page.ask('stop_server', { name: 'my' })).toEqual({ ok: true });
    await stateOf('my', 'stopped');
    const later = await openPage(hub.url); // also on a page that is opened later
    const { text } = await later.until('output_history', ({ name }) => name === 'my');
    expect(text).toMatch(/server\.ts:1[^]*my has stopped\. Fix the error\./);
    later.socket.close();
  });
});

describe('my/', () => {
  test('can be put at a demo or a stage; what was in it is kept, and can be had back', async () => {
    await page.ask('set_my', { stop: '3' });
    await page.until('my_state', ({ stop }) => stop === '3');
    const typed = '// what somebody has typed\n';
    appendFileSync(join(hub.place, 'my', 'server.ts'), typed);

    const answer = await page.ask('set_my', { stop: '3.2' });
    const [, copy = ''] = /now in my-saved\/(.*)\/, complete/.exec(answer.ok ? (answer.says ?? '') : '')!;
    expect((await page.until('my_state', ({ stop }) => stop === '3.2')).saved[0]).toBe(copy);
    expect(existsSync(join(hub.place, 'my', 'handlers', 'chat.ts'))).toBe(true);

    expect(await page.ask('restore_my', { copy })).toMatchObject({ ok: true });
    await page.until('my_state', ({ stop }) => stop === '3');
    expect(readFileSync(join(hub.place, 'my', 'server.ts'), 'utf8')).toContain(typed);
  });

  test('stays as it is when a stage or a copy does not exist', async () => {
    expect(await page.ask('set_my', { stop: '3.9' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('There is no stage 3.9.'),
    });
    expect(await page.ask('restore_my', { copy: 'yesterday' })).toEqual({
      ok: false,
      error: 'my-saved/ has no such copy any more.',
    });
  });

  test('a file opens in the editor, at its line', async () => {
    await page.ask('set_my', { stop: '4' });
    expect(await page.ask('open_file', { path: 'my/handlers/chat.ts', line: 7 })).toEqual({
      ok: true,
      says: 'my/handlers/chat.ts is open in your editor.',
    });
    await hub.running.printed(/The editor opens .*chat\.ts 7 1/);
    // npm sets EDITOR to vi, which would draw over the hub's terminal. Without PATH, it finds no editor that runs.
    const other = await startHub({ EDITOR: 'vi', VISUAL: undefined, PATH: '' });
    const one = await openPage(other.url);
    expect(await one.ask('open_file', { path: 'demo4/server.ts', line: 1 })).toMatchObject({
      error: expect.stringMatching(/^No editor has opened demo4\/server\.ts\. /) as string,
    });
    one.socket.close();
    expect(await other.stop()).toBe(0);
  });
});

test('a check finds what my/ holds, and the hub knows it after a restart', async () => {
  const place = copyProject();
  const first = await startHub({}, place);
  const one = await openPage(first.url);
  expect(await one.ask('run_check', { demo: 1 })).toMatchObject({ ok: false });
  await one.ask('set_my', { stop: '1' });
  await one.ask('visit_step', { name: 'demo1' });
  expect(await one.ask('run_check', { demo: 1, exercise: 'roll-a-die' })).toEqual({
    ok: false,
    error: 'Demo 1 has no exercise "roll-a-die" that can be judged.',
  });
  expect(await one.ask('run_check', { demo: 1 })).toEqual({ ok: true });
  const { sentences } = await one.until(
    'check_state',
    (state) => !state.isRunning && state.sentences.length > 0,
  );
  expect(new Set(sentences.map(({ result }) => result))).toEqual(new Set(['holds']));
  const progress = await one.until('progress', ({ checks }) => checks['1'] !== undefined);
  expect(progress).toEqual({
    step: 'demo1',
    stop: '1',
    checks: { 1: { held: sentences.length, of: sentences.length, failing: '' } },
  });

  // What doesn't start holds nothing any more. It was typed for demo 1, whatever another page shows by now.
  const server = join(place, 'my', 'server.ts');
  const right = readFileSync(server, 'utf8');
  writeFileSync(server, `const wrong = ;\n${right}`);
  await one.ask('visit_step', { name: 'demo5' });
  await one.ask('run_check', { demo: 1 });
  const broken = await one.until('progress', ({ checks }) => checks['1']?.held === 0);
  expect(broken).toMatchObject({ step: 'demo1', checks: { 1: { failing: 'my/ starts' } } });
  writeFileSync(server, right);
  await one.ask('run_check', { demo: 1 });
  await one.until('progress', ({ checks }) => checks['1']?.failing === '');
  one.socket.close();
  first.running.child.kill('SIGINT');
  await first.running.exited;

  const second = await startHub({}, place);
  const other = await openPage(second.url);
  expect(await other.until('progress', () => true)).toEqual(progress);
  other.socket.close();
  expect(await second.stop()).toBe(0);
});

const isThere = ({ progress }: Tile) => progress?.step === 'demo4' && progress.stage === 1;

describe('in a class', () => {
  let it: Class;
  let board: Client;
  beforeAll(async () => {
    it = await startClass();
    board = await instruct(it);
  });
  afterAll(async () => {
    board.close();
    await it.running.end();
  });

  test('it tells how far you are, follows, and is the same student after a restart', async () => {
    const place = copyProject();
    const first = await startHub({}, place);
    const one = await openPage(first.url);
    await one.ask('visit_step', { name: 'demo4' });
    await one.ask('set_my', { stop: '3.1' });
    const { host } = new URL(it.url);
    expect(await one.ask('join_class', { address: host, alias: 'Ann' })).toEqual({ ok: true });
    const { id } = await tileOf(board, 'Ann', isThere);

    await board.ask('lead_class', { step: 'demo4', stage: 2 });
    const { lead } = await one.until('class_state', (state) => state.lead !== null);
    expect(lead?.href).toBe('/step/demo4?stop=3.2');
    expect(lead?.says).toMatch(/^We are at demo 4 \(stage 3\.2\): .+\.$/);
    await board.ask('post_message', { text: 'A break of <b>five</b> minutes' });
    await one.until('class_state', ({ message }) => message === 'A break of <b>five</b> minutes');
    await board.ask('clear_message', {});
    await one.until('class_state', ({ message }) => message === '');
    await board.ask('ask_question', { text: 'How is the pace?', options: ['fine', 'too fast'] });
    await one.until('class_state', ({ question }) => question?.text === 'How is the pace?');
    expect(await one.ask('answer_question', { option: 1 })).toEqual({ ok: true });
    await resultsOf(board, ({ counts }) => counts[1] === 1);
    expect(await one.ask('raise_hand', { isUp: true })).toEqual({ ok: true });
    await tileOf(board, 'Ann', ({ hand }) => hand !== undefined);
    await one.ask('set_my', { stop: '4' });
    await tileOf(board, 'Ann', ({ progress }) => progress?.stage === undefined);
    one.socket.close();
    first.running.child.kill('SIGINT');
    await first.running.exited;
    await tileOf(board, 'Ann', ({ isHere }) => !isHere);

    const second = await startHub({}, place);
    const other = await openPage(second.url);
    expect(await tileOf(board, 'Ann', ({ isHere }) => isHere)).toMatchObject({ id });
    await other.until('class_state', ({ connection }) => connection === 'connected');
    expect(await other.ask('leave_class', {})).toEqual({ ok: true });
    expect(await board.next('tiles_removed')).toEqual([id]);
    expect(existsSync(join(place, 'my-saved', '.class.json'))).toBe(false);
    other.socket.close();
    expect(await second.stop()).toBe(0);
  });

  test('it says why you can’t join', async () => {
    expect(await page.ask('join_class', { address: '', alias: 'Ann' })).toMatchObject({
      error: expect.stringMatching(/^"" is not the address of a class\. /) as string,
    });
    await page.ask('join_class', { address: it.url, alias: 'two words' });
    const { reason } = await page.until('class_state', ({ connection }) => connection === 'ended');
    expect(reason).toMatch(/^An alias has 1 to 20 letters/);
    // Another server of Socket.IO, or one that means harm.
    for (const welcome of ['hello', null, {}, { told: 'you' }]) {
      const http = createHttpServer().listen(0, '127.0.0.1');
      await once(http, 'listening');
      const server = new Server(http);
      server.on('connection', (socket) => void socket.emit('welcome', welcome));
      const { port } = http.address() as AddressInfo;
      await page.ask('join_class', { address: `127.0.0.1:${port}`, alias: 'Ann' });
      await page.until('class_state', (state) => state.reason === 'This is not a class.');
      await server.close();
    }
    for (const event of ['leave_class', 'raise_hand', 'answer_question'])
      expect(await page.ask(event, { isUp: true, option: 0 })).toEqual({
        ok: false,
        error: 'You are in no class.',
      });
  });
});

test('Ctrl-C ends the hub and all that it has started', async () => {
  const own = await startHub();
  const one = await openPage(own.url);
  await one.ask('set_my', { stop: '4' });
  for (const name of ['demo1', 'demo4', 'my']) await one.ask('start_server', { name });
  const portsOf = await one.until(
    'server_states',
    (states) => states.filter(({ port }) => port !== undefined).length === 3,
  );
  const ports = portsOf.flatMap(({ port }) => port ?? []);
  await one.ask('run_check', { demo: 4 });
  one.socket.close();
  expect(await own.stop()).toBe(0);
  for (const port of ports) await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed');
});

test('its guard is that of the demos, byte for byte', () => {
  const [ours, theirs] = ['workshop/hub', 'demo7'].map((folder) =>
    readFileSync(join(root, folder, 'guard.ts'), 'utf8'),
  );
  expect(ours).toBe(theirs);
});
