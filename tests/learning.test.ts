// `npm run diff`, `my`, `catchup` and what else of `check` concerns your own copy, in a project whose path has spaces.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findBrowser } from '../workshop/run/browser.mjs';
import { send } from '../workshop/check/behaviours/http.ts';
import { type Running, demos, root, run } from '../workshop/check/harness.ts';

vi.setConfig({ testTimeout: 90_000 }); // several commands in a row, each with a server to start

const MARK = '// what somebody has typed\n';

let place: string;
beforeAll(() => {
  place = join(mkdtempSync(join(tmpdir(), 'fun with websockets ')), 'the project');
  const files = ['workshop', 'package.json', 'package-lock.json'];
  for (const name of [...files, ...demos.map(({ number }) => `demo${number}`)]) {
    cpSync(join(root, name), join(place, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
});
afterAll(() => rmSync(join(place, '..'), { recursive: true }));

const started: Running[] = [];
afterEach(async () => {
  for (const running of started.splice(0)) {
    if (running.child.exitCode === null && running.child.signalCode === null) await running.end();
  }
  for (const name of ['my', 'my-saved', 'diffs']) rmSync(join(place, name), { recursive: true, force: true });
});

/** Starts a command of the project. */
function command(
  name: 'diff' | 'my' | 'check' | 'stage',
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Running {
  const runner = join(place, 'workshop', 'run', 'run.mjs');
  const running = run(process.execPath, [runner, `workshop/${name}/${name}.ts`, ...args], {
    cwd: place,
    env: { INIT_CWD: place, CHROME_PATH: findBrowser(), ...env },
  });
  started.push(running);
  return running;
}

/** Runs a command to its end; returns what it printed. */
async function outputOf(...[name, args, env]: Parameters<typeof command>): Promise<string> {
  const running = command(name, args, env);
  expect(await running.exited, running.output()).toBe(0);
  return running.output();
}

/** The sentence of a command that fails. */
async function refusalOf(...[name, args, env]: Parameters<typeof command>): Promise<string> {
  const running = command(name, args, env);
  // For a check, 1 would mean "not yet".
  expect(await running.exited, running.output()).toBe(name === 'check' ? 2 : 1);
  expect(running.output().trim().split('\n')).toHaveLength(1);
  return running.output();
}

const filesIn = (folder: string) =>
  readdirSync(join(place, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
const contentOf = (folder: string) =>
  filesIn(folder).map((path) => [path.slice(join(place, folder).length), readFileSync(path, 'utf8')]);
/** The text of a file of the project; undefined when there is none. */
const textIn = (folder: string, path: string) => {
  const file = join(place, folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const saved = () => readdirSync(join(place, 'my-saved')).filter((name) => !name.startsWith('.'));
const type = (file: string, text = MARK) => {
  const path = join(place, 'my', file);
  writeFileSync(path, text + readFileSync(path, 'utf8'));
};

describe('npm run my', () => {
  test('makes my/, an exact copy of the demo, and starts it', async () => {
    const my = command('my', ['3', '--port', '0']);
    const [url] = await my.printed(/http:\/\/localhost:\d+/);
    expect(my.output()).toContain('my/ is a copy of demo3');
    expect(contentOf('my')).toEqual(contentOf('demo3'));
    expect((await send(url, '/')).body).toContain('Demo 3 of 7');
  });

  test('goes on with the my/ that is there when no number is given', async () => {
    await outputOf('my', ['3', '--no-start']);
    type('server.ts');
    expect(await outputOf('my', ['--no-start'])).toContain('my/ stays as it is');
    expect(readFileSync(join(place, 'my', 'server.ts'), 'utf8')).toContain(MARK);
    expect(saved()).toEqual([]);
  });

  test.each([
    ['my', ['4', '--no-start']],
    ['my', ['4', '--no-start', '--catchup']],
  ] as const)('%s %s keeps what was in my/, complete, and says where', async (name, args) => {
    await outputOf('my', ['3', '--no-start']);
    type('server.ts');
    writeFileSync(join(place, 'my', 'notes to myself.txt'), 'mine');
    const before = contentOf('my');
    const output = await outputOf(name, [...args]);
    const [one, ...more] = saved();
    expect(more).toEqual([]);
    expect(output).toContain(`What was in my/ is now in my-saved/${one}/`);
    expect(contentOf(join('my-saved', one!))).toEqual(before);
    expect(contentOf('my')).toEqual(contentOf('demo4'));
  });

  test('takes one layer from a demo, and lists the lines that wire it', async () => {
    await outputOf('my', ['6', '--no-start']);
    type('handlers/chat.ts');
    const output = await outputOf('my', ['7', '--catchup', '--layer', 'polls', '--no-start']);
    for (const path of ['handlers/polls.ts', 'public/polls.js', 'views/partials/polls.ejs'])
      expect(textIn('my', path)).toBe(textIn('demo7', path));
    expect(textIn('my', 'handlers/chat.ts')).toContain(MARK);
    expect(textIn('my', 'handlers/canvas.ts')).toBe(undefined);
    expect(saved()).toHaveLength(1);
    expect(output).toMatch(
      /To add to server\.ts:\n[^]*import \{ registerPolls \}[^]*\n +registerPolls\(io, socket\);\n/,
    );
    expect(output).toMatch(/To add to public\/main\.js:\n[^]*\nsetupPolls\(socket\);\n/);
    expect(await refusalOf('my', ['7', '--catchup', '--layer', 'pools', '--no-start'])).toMatch(
      /^demo7 has no files of a layer "pools"/,
    );
  });

  test('keeps each of several within a second', async () => {
    for (const number of ['1', '2', '3', '4']) {
      await outputOf('my', [number, '--no-start']);
      type('server.ts', `// number ${number}\n`);
    }
    const kept = saved().map((name) => readFileSync(join(place, 'my-saved', name, 'server.ts'), 'utf8'));
    expect(kept.map((text) => text.split('\n')[0]).toSorted()).toEqual([
      '// number 1',
      '// number 2',
      '// number 3',
    ]);
  });

  test('loses nothing when it is killed while it saves or while it copies', async () => {
    // So many files that both take a while.
    const many = join(place, 'demo4', 'public', 'many');
    mkdirSync(many);
    for (let i = 0; i < 4000; i++) writeFileSync(join(many, `${i}.txt`), 'x');
    const savedFolders = (pattern: RegExp) =>
      readdirSync(join(place, 'my-saved')).filter((name) => pattern.test(name));
    try {
      await outputOf('my', ['4', '--no-start']);
      type('server.ts');
      const before = contentOf('my');

      const saving = command('my', ['4', '--no-start']);
      const isSaving = () => existsSync(join(place, 'my-saved')) && savedFolders(/^\.unfinished/).length > 0;
      while (!isSaving() && saving.child.exitCode === null) await delay(2);
      saving.child.kill('SIGKILL');
      expect(await saving.exited, 'it must be in the middle').toBe(null);
      expect(contentOf('my')).toEqual(before);
      expect(savedFolders(/^\d/)).toEqual([]);

      // Some time later what is left of it is removed.
      for (const name of savedFolders(/./)) utimesSync(join(place, 'my-saved', name), 0, 0);
      const copying = command('my', ['4', '--no-start']);
      while (savedFolders(/^\d/).length === 0 && copying.child.exitCode === null) await delay(2);
      copying.child.kill('SIGKILL');
      expect(await copying.exited, 'it must be in the middle').toBe(null);
      expect(contentOf(join('my-saved', saved()[0]!))).toEqual(before);
      expect(savedFolders(/^\.unfinished/)).toEqual([]);
    } finally {
      rmSync(many, { recursive: true });
    }
  });

  test('leaves my/ alone when the demo cannot be copied', async () => {
    await outputOf('my', ['3', '--no-start']);
    const before = contentOf('my');
    const demo = join(place, 'demo5');
    rmSync(demo, { recursive: true });
    try {
      expect(await refusalOf('my', ['5', '--no-start'])).toMatch(
        /^demo5 could not be copied, and my\/ is as it was: /,
      );
      expect(contentOf('my')).toEqual(before);
    } finally {
      cpSync(join(root, 'demo5'), demo, { recursive: true });
    }
  });

  test('starts again by itself when a second terminal catches up', async () => {
    const my = command('my', ['3', '--port', '0']);
    await my.printed(/is ready/);
    expect(await outputOf('my', ['4', '--catchup', '--no-start'])).toContain('my/ is a copy of demo4');
    await my.printed(/is ready/, 2);
    const url = [...my.output().matchAll(/http:\/\/localhost:\d+/g)].at(-1)![0];
    expect((await send(url, '/')).body).toContain('Demo 4 of 7');
  });

  test('starts again when a file that was missing is there', async () => {
    const my = command('my', ['3', '--port', '0']);
    await my.printed(/is ready/);
    const server = join(place, 'my', 'server.ts');
    const source = readFileSync(server, 'utf8');
    writeFileSync(server, `import './handlers/late.ts';\n${source}`);
    await my.printed(/ERR_MODULE_NOT_FOUND/);
    mkdirSync(join(place, 'my', 'handlers'), { recursive: true });
    writeFileSync(join(place, 'my', 'handlers', 'late.ts'), '');
    await my.printed(/is ready/, 2);
  });

  test('leaves one that runs elsewhere alone', async () => {
    const first = command('my', ['3', '--port', '0']);
    await first.printed(/is ready/);
    expect(await outputOf('my', [])).toContain('my/ already runs in another terminal');
    expect(first.child.exitCode).toBe(null);
  });

  test('starts although one that was killed has left its file, and its process id is that of another', async () => {
    await outputOf('my', ['1', '--no-start']);
    const running = join(place, 'my-saved', '.running');
    writeFileSync(running, JSON.stringify({ pid: process.pid, port: '5050' }));
    utimesSync(running, 0, 0);
    await command('my', ['--port', '0']).printed(/is ready/);
    expect(statSync(running).mtimeMs, 'it has written a new one').toBeGreaterThan(0);
  });

  test('starts again when a file is saved', async () => {
    const my = command('my', ['1', '--port', '0']);
    await my.printed(/is ready/);
    type('server.ts');
    await my.printed(/is ready/, 2);
  });

  test.each([
    [['9'], /^"9" is not a valid demo\. They go from 1 to 7\. .*npm run my 3/],
    [['3', '4'], /^Unexpected argument: "4"/],
    [['--catchup'], /^Usage: npm run catchup 4/],
    [[], /^Usage: npm run my 3/],
    [['3', '--prot', '80'], /^"3 --prot 80" is not valid here/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('my', args)).toMatch(sentence);
    expect(existsSync(join(place, 'my'))).toBe(false);
  });
});

test.each([
  [false, 'Download the project again, and copy demo3/ from there.'],
  [true, 'git stash -- demo3 puts your changes away and brings the original back.'],
])('a demo that was edited by accident is noticed, with git: %s', async (hasGit, way) => {
  const server = join(place, 'demo3', 'server.ts');
  const source = readFileSync(server, 'utf8');
  if (hasGit) mkdirSync(join(place, '.git'));
  try {
    writeFileSync(server, source.replaceAll('\n', '\r\n')); // an editor on Windows may do this
    expect(await outputOf('my', ['3', '--no-start'])).not.toContain('original');
    writeFileSync(server, MARK + source);
    const notice = `demo3/server.ts changed: demo3/ is not the original. Type in my/ instead. ${way}\n`;
    expect(await outputOf('my', ['3', '--no-start', '--catchup'])).toContain(notice);
    expect(await outputOf('check', ['3', 'demo3', '--layer', 'pages'])).toContain(notice);
    const runner = join(place, 'workshop', 'run', 'run.mjs');
    const demo = run(process.execPath, [runner, 'demo3', '--port', '0'], { cwd: place });
    started.push(demo);
    await demo.printed(/is ready/);
    expect(demo.output()).toContain(notice);
  } finally {
    writeFileSync(server, source);
    rmSync(join(place, '.git'), { recursive: true, force: true });
  }
});

test.each(['my', 'diff', 'check', 'stage'] as const)(
  'npm run %s -- --help says how it is used',
  async (name) => {
    expect(await outputOf(name, ['--help'])).toMatch(/^Usage: npm run /);
  },
);

test('npm run my asks for a folder where my-saved is a file', async () => {
  writeFileSync(join(place, 'my-saved'), '');
  expect(await refusalOf('my', ['3'])).toMatch(/^The folder my-saved\/.*could not be made/);
});

describe('npm run diff', () => {
  test('shows a table of the files, those that changed before those that are new', async () => {
    const output = await outputOf('diff', ['3', '4', '--stat']);
    const rows = [...output.matchAll(/^ {2}(\S+) +(changed|new|gone) +(\+\d+)? *(−\d+)? *$/gm)];
    const kinds = rows.map(([, , kind]) => kind);
    expect(kinds).toEqual(kinds.toSorted((a, b) => 'cng'.indexOf(a![0]!) - 'cng'.indexOf(b![0]!)));
    const all = [...new Set(['demo3', 'demo4'].flatMap((demo) => contentOf(demo).map(([path]) => path!)))];
    const different = all.filter((path) => textIn('demo3', path) !== textIn('demo4', path));
    const names = different
      .map((path) => path.slice(1).replaceAll('\\', '/'))
      .filter((path) => path !== 'README.md');
    expect(rows.map(([, path]) => path).toSorted()).toEqual(names.toSorted());
    expect(output).toContain(`${all.length - 1 - names.length} files are the same, byte for byte`);
    expect(output).toMatch(/^ {2}handlers\/chat\.ts +new +\+24 *$/m);
    expect(output).not.toContain('io.emit');
  });

  test('shows the lines after the table, without colours where there is no terminal', async () => {
    const output = await outputOf('diff', ['3', '4']);
    expect(output).toMatch(
      /── server\.ts [^]*^-start\(server, 5003\);\n\+start\(server, 5004\);[^]*── handlers\/chat\.ts \(new\)/m,
    );
    expect(output).not.toContain('\u001b');
  });

  test('shows one layer alone', async () => {
    const output = await outputOf('diff', ['6', '7', '--file', 'polls']);
    const files = [...output.matchAll(/^── (\S+)/gm)].map(([, path]) => path);
    expect(files.toSorted()).toEqual([
      'handlers/polls.ts',
      'public/polls.css',
      'public/polls.js',
      'views/partials/polls.ejs',
    ]);
    expect(await refusalOf('diff', ['6', '7', '--file', 'pols'])).toMatch(
      /^Nothing called "pols" has changed.*polls/,
    );
  });

  test('compares your own copy, whatever its line endings', async () => {
    await outputOf('my', ['4', '--no-start']);
    expect(await outputOf('diff', ['4', 'my'])).toContain('Nothing: all files are the same');
    const path = join(place, 'my', 'server.ts');
    writeFileSync(path, MARK + readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(await outputOf('diff', ['4', 'my', '--stat'])).toMatch(
      /server\.ts +changed +\+1 *\n\n {2}1 lines? came/,
    );
  });

  test('makes a page of what you have changed, and the pages of all steps', async () => {
    await outputOf('my', ['4', '--no-start']);
    type('server.ts');
    const output = await outputOf('diff', ['4', 'my', '--html', '--no-open']);
    expect(output).toContain('The page is in diffs/demo4-my.html');
    expect(output).toContain('Next to it are the pages of all steps.');
    const steps = [1, 2, 3, 4, 5, 6].map((number) => `demo${number}-demo${number + 1}.html`);
    expect(readdirSync(join(place, 'diffs')).toSorted()).toEqual([...steps, 'demo4-my.html'].toSorted());
    const page = textIn('diffs', 'demo4-my.html');
    expect(page).toContain('rel="prev" href="demo3-demo4.html"');
    expect(page).toContain('rel="next" href="demo4-demo5.html"');
  });

  test('explains its options', async () => {
    const help = await outputOf('diff', ['--help']);
    for (const option of ['--stat', '--file', '--html', '--no-open']) expect(help).toContain(option);
  });

  test('understands options for which the two dashes were forgotten, as npm hands them over', async () => {
    expect(await outputOf('diff', ['3', '4'], { npm_config_stat: 'true' })).not.toContain('──');
    const output = await outputOf('diff', ['3', '4', 'chat'], { npm_config_file: 'true' });
    expect(output).toContain('── handlers/chat.ts');
    expect(output).not.toContain('── server.ts');
  });

  test.each([
    [[], /^Usage: npm run diff 3 4/],
    [['3'], /^Which folder do you want to compare demo3 with\? Usage/],
    [['3', '4', '5'], /^Unexpected argument: "5"/],
    [['3', '9'], /^There is no folder "9"\. Name a demo by its number, 1 to 7/],
    [['foo'], /^There is no folder "foo"/],
    [['3', 'my'], /^There is no my\/ yet.*npm run my 3/],
    [['3', '4', '--stats'], /^"3 4 --stats" is not valid here/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('diff', args)).toMatch(sentence);
  });
});

describe('npm run stage', () => {
  const chat = 'handlers/chat.ts';

  test('puts my/ at a stage, and keeps what was in it', async () => {
    await outputOf('my', ['5', '--no-start']);
    type('server.ts');
    const before = contentOf('my');
    const output = await outputOf('stage', ['5.2', '--no-start']);
    expect(output).toMatch(/What was in my\/ is now in my-saved\/[^]*my\/ is at stage 5\.2: /);
    expect(contentOf(join('my-saved', saved()[0]!))).toEqual(before);
    expect(textIn('my', chat)).toBe(
      textIn('demo6', chat)!.replace('io.to(`room:${room}`).emit(', 'io.emit('), // the room line comes later
    );
    expect(textIn('my', 'public/main.js')).toBe(textIn('demo5', 'public/main.js'));
    expect(textIn('my', 'handlers/whispers.ts')).toBe(undefined);
  });

  test('keeps nothing where my/ is exactly a demo or a stage', async () => {
    await outputOf('my', ['7', '--no-start']);
    for (const word of ['3.1', 'next', 'next'])
      expect(await outputOf('stage', [word, '--no-start'])).not.toContain('my-saved/');
    expect(saved()).toEqual([]);
    writeFileSync(join(place, 'my', 'public', 'mine.js'), '');
    expect(await outputOf('stage', ['next', '--no-start'])).toContain('What was in my/ is now in my-saved/');
    expect(existsSync(join(place, 'my', 'public', 'mine.js'))).toBe(false);
    expect(saved()).toHaveLength(1);
  });

  test('says what to try, and what to type into the console for it', async () => {
    const sentence =
      /^Try: .+\nIn the browser's console:\n {4}const s = io\(\); s\.on\('status', console\.log\)\n/m;
    for (const option of ['--no-start', '--show'])
      expect(await outputOf('stage', ['2.1', option])).toMatch(sentence);
  });

  test('goes on from what is in my/, by way of the mistake on purpose, as far as the next demo', async () => {
    await outputOf('my', ['3', '--no-start']);
    expect(await outputOf('stage', ['next', '--no-start'])).toMatch(
      /closest to demo 3\.[^]*my\/ is at stage 3\.1: /,
    );
    await outputOf('stage', ['next', '--no-start']);
    expect(textIn('my', chat)).toContain("\n    socket.emit('new_message', message);\n");
    // Typed without its comments, and not quite as the demo has it.
    writeFileSync(join(place, 'my', chat), textIn('demo4', chat)!.replaceAll(/^ *\/\/.*\n/gm, ''));
    expect(await outputOf('stage', [])).toContain('my/ is closest to stage 3.3: ');
    for (const stage of ['3.4', '3.5', '3.6']) {
      expect(await outputOf('stage', ['next', '--no-start'])).toContain(`my/ is at stage ${stage}: `);
    }
    expect(contentOf('my')).toEqual(contentOf('demo4'));
    expect(await outputOf('stage', ['next', '--no-start'])).toContain('my/ is at stage 4.1: ');
  });

  test('lists the stages of a step', async () => {
    expect(await outputOf('stage', ['5'])).toMatch(/^From demo 5 to demo 6\.[^]*^ {2}5\.1 [^]*^ {2}5\.7 /m);
  });

  test('shows what is to be typed, in order, and names what is copied', async () => {
    const output = await outputOf('stage', ['5.5', '--show']);
    expect(output).toMatch(
      /1 {2}handlers\/whispers\.ts, a new file[^]*socket\.on\('send_whisper'[^]*2 {2}server\.ts, line \d+, below/,
    );
    expect(await outputOf('stage', ['5.6', '--show'])).toMatch(/^ +handlers\/: typing\.ts, unread\.ts$/m);
    expect(await outputOf('stage', ['3.3', '--show'])).toMatch(
      /− +socket\.emit\('new_message', message\);\n +io\.emit\('new_message', message\);/,
    );
    expect(existsSync(join(place, 'my'))).toBe(false);
  });

  test.each([
    [[], /^There is no my\/ yet/],
    [['next'], /^There is no my\/ yet/],
    [['7'], /^No step begins with demo 7\. There are steps from demo 1 to demo 6/],
    [['5.9'], /^There is no stage 5\.9\. This step has stages 5\.1 to 5\.7/],
    [['8.1'], /^No step begins with demo 8\./],
    [['five'], /^"five" is not a valid stage\. Usage: npm run stage 5\.2/],
    [['--show'], /^Which stage do you want to see\? Usage/],
    [['5', '--show'], /^"5" is not a valid stage/],
    [['5.2', '5.3'], /^Unexpected argument: "5\.3"/],
    [['5.2', '--shows'], /^"5\.2 --shows" is not valid here/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('stage', args)).toMatch(sentence);
  });
});

/** The hint that comes for the chat of my/. */
async function hint(code = 1): Promise<string> {
  const checking = command('check', ['4', '--layer', 'chat', '--hint']);
  expect(await checking.exited, checking.output()).toBe(code);
  return checking.output().split('Hint ')[1] ?? '';
}

describe('npm run check', () => {
  test('judges my/ where nothing else is named', async () => {
    expect(await refusalOf('check', ['1'])).toMatch(/^There is no my\/ yet/);
    await outputOf('my', ['1', '--no-start']);
    expect(await outputOf('check', ['1'])).toContain('Yes, my/ does what demo1 does.');
  });

  test('judges a server that runs, and leaves it running', async () => {
    const my = command('my', ['1', '--port', '0']);
    const [url] = await my.printed(/http:\/\/localhost:\d+/);
    expect(await outputOf('check', ['1', `${url}/about`])).toContain(`Yes, ${url} does what demo1 does.`);
    expect((await send(url, '/')).status).toBe(200);
  });

  test('gives three hints, one more each time you ask', async () => {
    const hints: string[] = [];
    for (let i = 0; i < 4; i++) {
      const checking = command('check', ['2', 'demo1', '--first', '--hint']);
      expect(await checking.exited).toBe(1);
      hints.push(checking.output().split('Hint ')[1] ?? '');
    }
    expect(hints.map((text) => text.slice(0, 6))).toEqual(['1 of 3', '2 of 3', '3 of 3', '3 of 3']);
    expect(hints[0]).not.toMatch(/\.ts/);
    expect(hints[1]).toContain('server.ts');
    expect(hints[2]).toMatch(/demo2\/server\.ts.*\n {2}app\.post\('\/send_message'/);
  });

  test('gives hints that follow the cause, says which line is there already, and starts over after a yes', async () => {
    await outputOf('my', ['4', '--no-start']);
    const server = join(place, 'my', 'server.ts');
    const source = readFileSync(server, 'utf8');
    const line = "import { registerChat } from './handlers/chat.ts';";

    writeFileSync(server, source.replace(line, ''));
    expect(await hint()).toMatch(/^1 of 3: .*server\.ts[^]*registerChat is not\s+defined/);
    expect(await hint()).toMatch(/^2 of 3:[^]*line \d+:\n +registerChat\(io, socket\);/);
    expect(await hint()).toContain(`look at demo4/server.ts, for this line:\n  ${line}`);

    writeFileSync(server, source);
    await outputOf('check', ['4', '--layer', 'chat']);
    const chat = join(place, 'my', 'handlers', 'chat.ts');
    const handler = readFileSync(chat, 'utf8');
    writeFileSync(
      chat,
      handler.replace("io.emit('new_message', message);", "$&\n    io.emit('new_message', message);"),
    );
    expect(await hint()).toMatch(/^1 of 3:[^]*twice/);
    await hint();
    expect(await hint()).toMatch(
      /^3 of 3: you have this line already \(handlers\/chat\.ts, line \d+\)[^]*twice/,
    );
    writeFileSync(chat, `${handler})`);
    expect(await hint(2)).toMatch(/^1 of 3: [^]*\(handlers\/chat\.ts, line \d+\)/); // it does not start
  });

  test('leaves out a first hint that would only repeat what the check has explained', async () => {
    const first = command('check', ['2', 'demo1', '--first', '--hint']);
    await first.exited;
    const [, given = ''] = first.output().replaceAll(/\s+/g, ' ').split('Hint ');
    rmSync(join(place, 'my-saved', '.hint.json'));
    const checking = command('check', ['2', 'demo1', '--first']);
    expect(await checking.exited).toBe(1);
    const [, cause = ''] =
      /What that looks like:\n([^]+?)\n\n/
        .exec(checking.output())
        ?.map((text) => text.replaceAll(/\s+/g, ' ').trim()) ?? [];
    expect(given.trim()).toBe(`1 of 3: ${cause} Ask again for one that says more.`); // no question that leads away
    const next = command('check', ['2', 'demo1', '--first', '--hint']);
    await next.exited;
    expect(next.output()).toContain('Hint 2 of 3:');
  });

  test('checks again at each save', async () => {
    await outputOf('my', ['1', '--no-start']);
    const checking = command('check', ['1', '--watch', '--first']);
    await checking.printed(/Yes, my\/ does/);
    await checking.printed(/Save a file/);
    const server = join(place, 'my', 'server.ts');
    const source = readFileSync(server, 'utf8');
    writeFileSync(server, source.replace("'/about'", "'/abouts'"));
    await checking.printed(/nothing at \/about/);
    await checking.printed(/Save a file/, 2);
    writeFileSync(server, source);
    await checking.printed(/Yes, my\/ does/, 2);
  });

  test('gives a hint, checks all and ends by a key while it watches', async () => {
    await outputOf('my', ['2', '--no-start']);
    type('server.ts', "throw new Error('not yet');\n");
    const runner = join(place, 'workshop', 'run', 'run.mjs');
    const args = [runner, 'workshop/check/check.ts', '2', '--watch', '--first'];
    const checking = run(process.execPath, args, { cwd: place, env: { INIT_CWD: place }, stdin: 'pipe' });
    started.push(checking);
    await checking.printed(/h gives a hint, a checks all, q ends it/);
    checking.child.stdin?.write('h');
    await checking.printed(/Hint 2 of 3/); // the first would only repeat the cause
    await checking.printed(/q ends it/, 2);
    checking.child.stdin?.write('a');
    await checking.printed(/q ends it/, 3);
    checking.child.stdin?.write('q');
    expect(await checking.exited).toBe(0);
  });

  test.each([
    [[], /^Usage: npm run check 4/],
    [['8'], /^"8" is not a valid demo/],
    [['4', 'nowhere'], /^There is no folder "nowhere"/],
    [['4', 'workshop'], /^There is no server\.ts in workshop\//],
    [['4', 'http://localhost:1'], /^Nothing answers at http:\/\/localhost:1: start the server/],
    [['4', 'http://'], /^"http:\/\/" is not a valid address/],
    [['4', 'demo4', '--layer', 'polls'], /^Demo 4 has no layer "polls"\. It has: pages, connection, chat/],
    [['4', 'demo4', 'more'], /^Unexpected argument: "more"/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('check', args)).toMatch(sentence);
  });
});
