// The class from outside: what the instructor and the students see of it, with the client that the hub uses.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join as joinPath } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../workshop/check/behaviours/http.ts';
import { type Client, connect } from '../workshop/check/client.ts';
import { root } from '../workshop/check/harness.ts';
import type { Lead, Tile, Timer, Welcome } from '../workshop/class/events.ts';
import { type MemberState, joinClass } from '../workshop/class/member.ts';
import { lateness, momentOf } from '../workshop/class/public/clock.js';
import { byNeed, groupsOf, studentOf } from '../workshop/class/public/needs.js';
import { filesOf } from '../workshop/run/folders.ts';
import {
  type Class,
  type Witness,
  connected,
  ended,
  instruct,
  join,
  resultsOf,
  runClass,
  startClass,
  tileOf,
} from './support/class.ts';
import { startProxy } from './support/proxy.ts';

const progress = { step: 'demo4', stage: 2, held: 7, of: 12, failing: 'the ack is never called' } as const;

const isAsked = (question: unknown) => question !== null;
const isNothing = (value: unknown) => value === null;
const student = (alias: string, more: Partial<Tile>) =>
  studentOf({ id: alias, alias, isHere: true, handMs: 0, pointMs: 0, ...more });

describe('a class', () => {
  let it: Class;
  let board: Client;
  let members: Witness[] = [];
  beforeAll(async () => {
    it = await startClass();
    board = await instruct(it);
  });
  afterEach(async () => {
    await Promise.all(members.map(({ leave }) => leave()));
    members = [];
  });
  afterAll(async () => {
    board.close();
    expect(await it.running.end()).toBe(0);
  });
  const enter = (alias: string, address = it.url) => {
    const member = join(address, alias);
    members.push(member);
    return member;
  };

  test('tells the key in the terminal and on no page', async () => {
    expect(it.key).toMatch(/^[0-9a-f]{32}$/);
    for (const page of ['/', '/board', '/projector', '/lessons/demo4/README.md']) {
      const { status, body } = await send(it.url, page);
      expect(status, page).toBe(200);
      expect(body).not.toContain(it.key);
    }
    expect((await send(it.url, '/projector')).body).toContain(it.url.replace('localhost', '127.0.0.1'));
  });

  test('shows on the board what a member reports', async () => {
    const ann = enter('Ann');
    expect(await ann.report(progress)).toEqual({ ok: true });
    const tile = await tileOf(board, 'Ann', (one) => one.progress !== undefined);
    expect(tile).toMatchObject({ alias: 'Ann', isHere: true, progress });
    expect(tile.hand).toBeUndefined();
    expect(Object.keys(tile)).not.toContain('session');
  });

  test('replaces a report by a newer one, and ignores one that comes late or twice', async () => {
    const auth = { role: 'member', alias: 'Bea', session: 'b'.repeat(24) };
    const bea = await connect(it.url, { auth });
    const report = (number: number, held: number) =>
      bea.ask('send_report', { number, progress: { ...progress, held } });
    for (const [number, held] of [
      [2, 8],
      [1, 1],
      [2, 3],
    ] as const)
      expect(await report(number, held)).toEqual({ ok: true });
    expect((await tileOf(board, 'Bea', (one) => one.progress !== undefined)).progress?.held).toBe(8);
    bea.close();
    // The number is the session's, and not the connection's.
    const back = await connect(it.url, { auth });
    expect(await back.next('welcome')).toMatchObject({ received: 2 });
    await back.ask('send_report', { number: 2, progress: { ...progress, held: 0 } });
    expect((await tileOf(board, 'Bea', ({ isHere }) => isHere)).progress?.held).toBe(8);
    await back.ask('leave_class', {});
    back.close();
  });

  test('gets the newest report of a member whose connection was lost, on the same tile', async () => {
    const proxy = await startProxy(it.url);
    const { port } = new URL(proxy.url);
    const cid = enter('Cid', proxy.url);
    await cid.report(progress);
    const { id } = await tileOf(board, 'Cid', (one) => one.progress !== undefined);
    await proxy.stop();
    await tileOf(board, 'Cid', ({ isHere }) => !isHere);
    await cid.told('state', ({ reason }: MemberState) => reason.includes('lost'));
    const reports = [8, 9, 10].map((held) => cid.report({ ...progress, held }));
    const again = await startProxy(it.url, Number(port));
    // Those that were replaced before they were sent are acknowledged with the newest.
    expect(await Promise.all(reports)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    const tile = await tileOf(board, 'Cid', (one) => one.progress?.held !== 7);
    expect(tile).toMatchObject({ id, isHere: true, progress: { ...progress, held: 10 } });
    await cid.leave();
    await again.stop();
  });

  test('gets a report that was lost on the way, when its connection is back', async () => {
    const proxy = await startProxy(it.url);
    const cora = enter('Cora', proxy.url);
    await cora.report(progress);
    proxy.deafen();
    const sent = () => proxy.connections.reduce((sum, one) => sum + one.sent.length, 0);
    const before = sent();
    const reported = cora.report({ ...progress, held: 11 });
    await expect.poll(sent).toBeGreaterThan(before + 50);
    await proxy.stop();
    const again = await startProxy(it.url, Number(new URL(proxy.url).port));
    await tileOf(board, 'Cora', (tile) => tile.progress?.held === 11);
    expect(await reported).toEqual({ ok: true });
    await cora.leave();
    await again.stop();
  });

  test('keeps two with the same alias apart', async () => {
    await enter('Dan').told('state', connected);
    await enter('dan').told('state', connected);
    const other = await instruct(it);
    const tiles = (await other.next('tile_list')) as Tile[];
    const aliases = tiles.map(({ alias }) => alias).filter((alias) => /^dan/i.test(alias));
    expect(aliases).toEqual(['Dan', 'dan 2']);
    other.close();
  });

  test('leads every member, those who come later as well, and the terminal’s instructor only', async () => {
    const eva = enter('Eva');
    await eva.told('state', connected);
    expect(await board.ask('lead_class', { step: 'demo4', stage: 2 })).toEqual({ ok: true });
    const lead = { step: 'demo4', stage: 2, title: 'An echo for a chat' };
    expect(await eva.told('lead', (one: Lead | null) => one?.stage === 2)).toEqual(lead);
    expect(await board.next('lead_changed')).toEqual(lead);
    const fay = enter('Fay');
    expect(await fay.told('lead')).toEqual(lead);
    expect(await board.ask('lead_class', { step: 'demo4', stage: 20 })).toMatchObject({ ok: false });
    await board.ask('lead_class', { step: 'slides', stage: 1 });
    expect(await board.next('lead_changed')).toMatchObject({ step: 'slides', title: 'Fun with WebSockets' });
  });

  test('sends a message to all, and to anyone who comes later, but not again after a reconnect', async () => {
    const proxy = await startProxy(it.url);
    const gus = enter('Gus', proxy.url);
    await gus.told('state', connected);
    await board.ask('post_message', { text: 'Save your files.\nNow.' });
    await gus.told('message');
    const ida = enter('Ida');
    expect(await ida.told('message')).toMatchObject({ text: 'Save your files. Now.' });
    await proxy.stop();
    const again = await startProxy(it.url, Number(new URL(proxy.url).port));
    await gus.report(progress); // it is back
    expect(gus.all('message')).toHaveLength(1);
    expect(await board.ask('clear_message', {})).toEqual({ ok: true });
    for (const one of [gus, ida]) expect(await one.told('message', isNothing)).toBeNull();
    const hal = enter('Hal');
    await hal.told('state', connected);
    await hal.report(progress);
    expect(hal.all('message')).toEqual([]);
    await gus.leave();
    await again.stop();
  });

  test('asks a question, counts each member once, and takes no answer when it is closed', async () => {
    const [jon, kim] = [enter('Jon'), enter('Kim')];
    await Promise.all([jon, kim].map((one) => one.told('state', connected)));
    const options = ['Too fast', 'Fine', 'Too slow'];
    expect(await jon.answer(1)).toEqual({ ok: false, error: 'There is no open question.' });
    await board.ask('ask_question', { text: 'How is the pace?', options });
    expect(await jon.told('question', isAsked)).toMatchObject({ text: 'How is the pace?', options });
    await kim.told('question', isAsked);
    for (const option of [1, 1, 2]) expect(await jon.answer(option)).toEqual({ ok: true });
    expect(await kim.answer(2)).toEqual({ ok: true });
    const { counts } = await resultsOf(board, (all) => all.counts[2] === 2);
    expect(counts).toEqual([0, 0, 2]);
    expect(await kim.answer(3)).toEqual({ ok: false, error: 'There is no such option.' });
    const raw = await connect(it.url, { auth: { role: 'member', alias: 'Raw', session: 'r'.repeat(24) } });
    const { question: open } = (await raw.next('welcome')) as Welcome;
    expect(await board.ask('hide_results', {})).toMatchObject({ ok: false });
    await board.ask('close_question', {});
    const answer = { question: open?.id, option: 0 };
    expect(await raw.ask('answer_question', answer)).toEqual({
      ok: false,
      error: 'This question is closed.',
    });
    raw.close();
    expect(await resultsOf(board, ({ isOpen }) => !isOpen)).toMatchObject({ counts: [0, 0, 2] });
    expect(await board.ask('hide_results', {})).toEqual({ ok: true });
    await resultsOf(board, ({ question }) => question === null);
    await jon.told('question', (question) => question === null && jon.all('question').length > 2);
    expect(await jon.answer(0)).toMatchObject({ ok: false });
  });

  test('shows a raised hand until it is lowered on either side', async () => {
    const lea = enter('Lea');
    await lea.report(progress);
    await lea.raiseHand('io.emit is not defined');
    expect(lea.states.at(-1)?.isHandRaised).toBe(true);
    const { id } = await tileOf(board, 'Lea', ({ hand }) => hand?.sentence === 'io.emit is not defined');
    expect(await board.ask('lower_hand', { member: id })).toEqual({ ok: true });
    expect((await tileOf(board, 'Lea', ({ hand }) => !hand)).progress).toEqual(progress);
    await lea.told('state', () => lea.states.at(-1)?.isHandRaised === false);
    expect(await board.ask('lower_hand', { member: id })).toMatchObject({ ok: false });
    await lea.raiseHand();
    await tileOf(board, 'Lea', ({ hand }) => hand !== undefined);
    await lea.lowerHand();
    await tileOf(board, 'Lea', ({ hand }) => !hand);
  });

  test('lets somebody go on with their session: after a restart of their hub, nothing is lost', async () => {
    const mia = enter('Mia');
    for (const held of [1, 2]) await mia.report({ ...progress, held });
    const back = join(it.url, 'Mia', mia.session);
    members.push(back);
    expect(await mia.told('state', ended)).toMatchObject({ reason: 'You have joined in another window.' });
    await back.raiseHand();
    const tile = await tileOf(board, 'Mia', ({ hand }) => hand !== undefined);
    expect(tile.progress?.held).toBe(2);
    // The numbers go on as well: a first report of the new hub is newer than the last one of the old hub.
    await back.report({ ...progress, held: 3 });
    expect((await tileOf(board, 'Mia', (one) => one.progress?.held === 3)).hand).toEqual({});
  });

  test('tells a member what was refused, and takes the next report', async () => {
    const nia = enter('Nia');
    const marks = `a${'\u0301'.repeat(9)}`;
    const refused = { ok: false, error: 'Please put at most four marks on a letter.' };
    expect(await nia.raiseHand(marks)).toEqual(refused);
    expect(nia.states.at(-1)?.isHandRaised).toBe(false);
    expect(await nia.report({ ...progress, failing: marks })).toEqual(refused);
    expect(await nia.report({ ...progress, failing: 'x'.repeat(500) })).toEqual({ ok: true });
    const tile = await tileOf(board, 'Nia', (one) => one.progress !== undefined);
    expect(tile.progress?.failing).toBe(`${'x'.repeat(299)}…`);
  });

  test('forgets a member who leaves, and one whom the instructor removes', async () => {
    const max = enter('Max');
    await max.report(progress);
    const { id } = await tileOf(board, 'Max');
    await max.leave();
    while (!((await board.next('tiles_removed')) as string[]).includes(id));
    expect(await max.report(progress)).toEqual({ ok: false, error: 'You have left the class.' });

    const ned = enter('Ned');
    await ned.report(progress);
    const removed = (await tileOf(board, 'Ned')).id;
    expect(await board.ask('remove_member', { member: removed })).toEqual({ ok: true });
    expect(await ned.told('state', ended)).toMatchObject({
      reason: 'The instructor has removed you from the class.',
    });
    await expect(
      connect(it.url, { auth: { role: 'member', alias: 'Ned', session: ned.session } }),
    ).rejects.toThrow('The instructor has removed you from the class.');
    const other = await instruct(it);
    const aliases = ((await other.next('tile_list')) as Tile[]).map(({ alias }) => alias);
    expect(aliases).not.toContain('Max');
    expect(aliases).not.toContain('Ned');
    other.close();
  });

  test('tells a second Ann which alias she has got, and nothing to somebody who has left', async () => {
    await enter('Twin').told('state', connected);
    expect(await enter('Twin').told('state', connected)).toMatchObject({ alias: 'Twin 2' });
    const rude = await connect(it.url, { auth: { role: 'member', alias: 'Rude', session: 'r'.repeat(24) } });
    expect(await rude.ask('leave_class', {})).toEqual({ ok: true });
    for (const [event, payload] of [
      ['send_report', { number: 1, progress }],
      ['answer_question', { question: 'x', option: 0 }],
    ] as const)
      expect(await rude.ask(event, payload)).toEqual({ ok: false, error: 'You have left the class.' });
    rude.close();
  });

  test('tells each page of the instructor the plan and the timer', async () => {
    const nextTimer = async () => (await board.next('timer_changed')) as Timer;
    expect(await nextTimer()).toBeNull();
    expect(await board.ask('go_to_part', { part: 1 })).toMatchObject({ ok: false });
    expect(await board.ask('start_timer', { plan: 0, part: 99 })).toMatchObject({ ok: false });
    expect(await board.ask('start_timer', { plan: 0, part: 6 })).toEqual({ ok: true });
    expect((await nextTimer()).elapsed).toBeGreaterThanOrEqual(49 * 60_000); // as if the day had begun on time
    expect(await board.ask('start_timer', { plan: 0, part: 0 })).toEqual({ ok: true });
    expect((await nextTimer()).elapsed).toBeLessThan(49 * 60_000);
    expect(await board.ask('go_to_part', { part: 6 })).toEqual({ ok: true });
    expect(await board.ask('go_to_part', { part: 99 })).toMatchObject({ ok: false });
    const projector = await instruct(it);
    expect((await projector.next('timer_changed')) as Timer).toMatchObject({ plan: 0, part: 6 });
    const { plans } = (await projector.next('plan')) as { plans: { title: string; parts: object[] }[] };
    expect(plans.map(({ title }) => title)).toEqual(['Two hours', 'Three hours']);
    expect(plans[0]!.parts[6]).toMatchObject({ phase: 'Chat', what: 'demo4, typed: broadcast', minutes: 18 });
    await board.ask('stop_timer', {});
    projector.close();
  });

  test('says in a sentence why somebody can’t join', async () => {
    const bad = enter('two words');
    expect(await bad.told('state', ended)).toMatchObject({
      reason: expect.stringMatching(/^An alias has 1 to 20/),
    });
    for (const address of ['', 'http://', 'a b', 'http://[']) {
      expect(() => joinClass({ address, alias: 'Ann' })).toThrow('is not the address of a class');
    }
  });

  test('shows the lessons, and every link in them leads somewhere', async () => {
    const { body: home } = await send(it.url, '/');
    const lessons = [...home.matchAll(/href="(\/lessons\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(lessons).toHaveLength(9);
    const seen = new Set(lessons);
    for (const path of lessons) {
      const { body } = await send(it.url, path);
      expect(body).toContain('<h1 id=');
      for (const [, link = ''] of body.matchAll(/(?:href|src)="([^"#][^"]*)"/g)) {
        const { origin, pathname } = new URL(link, it.url + path);
        if (origin !== it.url || !pathname.startsWith('/lessons/') || seen.has(pathname)) continue;
        seen.add(pathname);
      }
    }
    const missing = [];
    for (const path of seen) if ((await send(it.url, path)).status >= 400) missing.push(path);
    expect(seen.size).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });
});

test('members tell a class that was started again all that the one before knew', async () => {
  const first = await startClass();
  const { port } = new URL(first.url);
  const ann = join(first.url, 'Ann');
  await ann.report(progress);
  await ann.raiseHand('help');
  const before = await instruct(first);
  await before.ask('post_message', { text: 'A break of five minutes' });
  await ann.told('message');
  before.close();
  await first.running.end();
  await ann.told('state', () => ann.states.at(-1)?.connection === 'connecting');
  const second = await startClass(['--port', port]);
  const board = await instruct(second);
  const [known] = (await board.next('tile_list')) as Tile[];
  const tile = known?.hand ? known : await tileOf(board, 'Ann', ({ hand }) => hand !== undefined);
  expect(tile).toMatchObject({ progress, hand: { sentence: 'help' } });
  expect(await ann.told('message', isNothing)).toBeNull(); // the new class has posted none
  expect(second.key).not.toBe(first.key);
  board.close();
  await ann.leave();
  await second.running.end();
});

test('hosts demos, links to them, and ends them with itself', async () => {
  const it = await startClass(['--demos', '7']);
  const [, hostKey] = await it.running.printed(/demo7 is ready: \S+\. The host's key: (\w+)/);
  expect(hostKey).toMatch(/^\w{16}$/);
  const ann = join(it.url, 'Ann');
  const demos = (await ann.told('demos')) as Welcome['demos'];
  expect(demos.map(({ name }) => name)).toEqual(['demo7']);
  const { body } = await send(it.url, '/');
  for (const { port } of demos) {
    expect(body).toContain(`href="http://localhost:${port}/"`);
    expect((await send(`http://127.0.0.1:${port}`, '/')).status).toBe(200);
  }
  await ann.leave();
  it.running.child.kill('SIGINT');
  expect(await it.running.exited).toBe(0);
  for (const { port } of demos) await expect(send(`http://127.0.0.1:${port}`, '/')).rejects.toThrow();
});

test('says in a sentence why it can’t start, and exits with 1', async () => {
  const busy = createServer();
  await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done));
  const { port } = busy.address() as AddressInfo;
  const cases: [string[], RegExp][] = [
    [
      ['--port', String(port)],
      /^Port \d+ is already in use\. Stop the other server, or pick another port: npm run class/,
    ],
    [['--port', 'x'], /^"x" is not a valid port/],
    [['--demos', '9', '--port', '0'], /^"9" is not a valid demo\. They go from 1 to 7\. Name the demos/],
    [['4'], /^Unexpected argument: "4"\. Usage: npm run class/],
  ];
  const outputs = await Promise.all(
    cases.map(async ([args, sentence]) => {
      const running = runClass(args);
      expect(await running.exited).toBe(1);
      expect(running.output()).toMatch(sentence);
      return running.output().trim().split('\n').length;
    }),
  );
  expect(outputs).toEqual([1, 1, 1, 1]);
  busy.close();
});

describe('the timer', () => {
  const parts = [
    { at: '0:00', minutes: 8, phase: 'A', what: 'one' },
    { at: '0:08', minutes: 4, phase: 'A', what: 'two' },
    { at: '0:12', minutes: 9, phase: 'B', what: 'three' },
  ];
  test.each([
    ['on time in the middle of a part', [0, 5, 5], { phase: 'A', left: 3, leftOfPhase: 7, late: 0 }],
    ['late when a part takes too long', [0, 10, 10], { left: -2, leftOfPhase: 4, late: 2 }],
    ['as late in the next part, until it is over', [1, 11, 1], { left: 3, leftOfPhase: 3, late: 2 }],
    ['early when a part began too soon', [2, 10, 0], { phase: 'B', left: 9, leftOfPhase: 9, late: -2 }],
  ] as const)('is %s', (_title, [part, elapsed, inPart], moment) => {
    expect(momentOf(parts, part, elapsed, inPart)).toMatchObject(moment);
  });
  test('says how late in words', () => {
    expect([0.2, 1, 2.4, -5].map(lateness)).toEqual([
      'on time',
      '1 minute late',
      '2 minutes late',
      '5 minutes early',
    ]);
  });
});

describe('who needs help', () => {
  const students = [
    student('done', { progress: { ...progress, held: 12, failing: undefined } }),
    student('away', { isHere: false, progress }),
    student('new', { progress }),
    student('no Node', { progress: { step: 'demo4', held: 0, of: 0 } }),
    student('going', { progress: { ...progress, failing: undefined } }),
    student('long here', { progress, pointMs: 600_000 }),
    student('hand', { progress, hand: {}, handMs: 1000 }),
    student('first hand', { hand: { sentence: 'help' }, handMs: 5000 }),
  ];

  test('is in the order of the tiles', () => {
    expect(students.toSorted(byNeed).map(({ alias }) => alias)).toEqual([
      'first hand',
      'hand',
      'long here',
      'new',
      'going',
      'no Node',
      'done',
      'away',
    ]);
  });

  test('is grouped by what fails, without those who have gone', () => {
    expect(groupsOf(students).map(([failure, all]) => [failure, all.map(({ alias }) => alias)])).toEqual([
      ['the ack is never called', ['new', 'long here', 'hand']],
      ['help', ['first hand']],
    ]);
  });
});

test('what the class shares with the demos is the same file', () => {
  const [ours, theirs] = [joinPath(root, 'workshop', 'class'), joinPath(root, 'demo7')];
  const shared = filesOf(ours).filter((path) =>
    /^(guard|origin|limits.*|public\/(dom|ack))\.[tj]s$/.test(path),
  );
  expect(shared).toHaveLength(11);
  for (const path of shared) {
    expect(readFileSync(joinPath(ours, path), 'utf8'), path).toBe(
      readFileSync(joinPath(theirs, path), 'utf8'),
    );
  }
});
