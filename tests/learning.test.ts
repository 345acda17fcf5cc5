// `npm run diff`, `my`, `catchup` and what else of `check` concerns one's own copy, in a project whose path has blanks.
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
import { findBrowser } from '../workshop/browser.mjs';
import { send } from './behaviours/http.ts';
import { type Running, demos, root, run } from './harness.ts';

vi.setConfig({ testTimeout: 90_000 }); // several commands in a row, each with a server to start

const tsx = import.meta.resolve('tsx');
const MARK = '// what somebody has typed\n';

let place: string;
beforeAll(() => {
  place = join(mkdtempSync(join(tmpdir(), 'fun with websockets ')), 'the project');
  for (const name of ['workshop', 'tests', 'package.json', ...demos.map(({ number }) => `demo${number}`)]) {
    cpSync(join(root, name), join(place, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
});
afterAll(() => rmSync(join(place, '..'), { recursive: true }));

const started: Running[] = [];
afterEach(async () => {
  for (const running of started.splice(0)) {
    running.child.kill('SIGTERM');
    await running.exited;
  }
  for (const name of ['my', 'my-saved', 'diffs']) rmSync(join(place, name), { recursive: true, force: true });
});

/** Starts a command of the project. */
function command(name: 'diff' | 'my' | 'check', args: string[], env: NodeJS.ProcessEnv = {}): Running {
  const running = run(process.execPath, ['--import', tsx, join(place, 'workshop', `${name}.ts`), ...args], {
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
  expect(await running.exited, running.output()).toBe(1);
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
  test('makes my/, a copy of the demo to the byte, and starts it', async () => {
    const my = command('my', ['3', '--port', '0']);
    const [url] = await my.printed(/http:\/\/localhost:\d+/);
    expect(my.output()).toContain('my/ is a copy of demo3');
    expect(contentOf('my')).toEqual(contentOf('demo3'));
    expect((await send(url, '/')).body).toContain('Demo 3 of 7');
  });

  test('goes on with the my/ that is there when no number is given', async () => {
    await outputOf('my', ['3', '--no-start']);
    type('server.ts');
    expect(await outputOf('my', ['--no-start'])).toContain('my/ goes on as it is');
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

  test('loses nothing when it is ended in the middle of a copy', async () => {
    await outputOf('my', ['3', '--no-start']);
    type('server.ts');
    const before = contentOf('my');
    // So many files that copying them takes a while.
    const many = join(place, 'demo4', 'public', 'many');
    mkdirSync(many);
    for (let i = 0; i < 4000; i++) writeFileSync(join(many, `${i}.txt`), 'x');
    try {
      const interrupted = command('my', ['4', '--no-start']);
      const unfinished = () =>
        readdirSync(join(place, 'my-saved')).some((name) => name.startsWith('.unfinished'));
      while (!unfinished() && interrupted.child.exitCode === null) await delay(2);
      interrupted.child.kill('SIGKILL');
      expect(await interrupted.exited, 'it must be in the middle').toBe(null);
      expect(contentOf('my')).toEqual(before);
      expect(saved()).toEqual([]);
    } finally {
      rmSync(many, { recursive: true });
    }
    // Some time later what is left of it is removed.
    for (const name of readdirSync(join(place, 'my-saved'))) utimesSync(join(place, 'my-saved', name), 0, 0);
    await outputOf('my', ['4', '--no-start']);
    expect(contentOf(join('my-saved', saved()[0]!))).toEqual(before);
    expect(readdirSync(join(place, 'my-saved')).filter((name) => name.startsWith('.unfinished'))).toEqual([]);
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
    const saving = setInterval(() => writeFileSync(server, `import './handlers/late.ts';\n${source}`), 2000);
    await my.printed(/ERR_MODULE_NOT_FOUND/).finally(() => clearInterval(saving));
    mkdirSync(join(place, 'my', 'handlers'), { recursive: true });
    writeFileSync(join(place, 'my', 'handlers', 'late.ts'), '');
    await my.printed(/is ready/, 2);
  });

  test('leaves one that runs elsewhere alone', async () => {
    const first = command('my', ['3', '--port', '0']);
    await first.printed(/is ready/);
    expect(await outputOf('my', [])).toContain('my/ runs in another terminal already');
    expect(first.child.exitCode).toBe(null);
  });

  test('starts although one that was killed has left its file, and its process id is that of another', async () => {
    await outputOf('my', ['1', '--no-start']);
    const running = join(place, 'my-saved', '.running');
    writeFileSync(running, JSON.stringify({ pid: process.pid, port: '5050' }));
    utimesSync(running, 0, 0);
    await command('my', ['--port', '0']).printed(/is ready/);
    expect(Date.now() - statSync(running).mtimeMs).toBeLessThan(10_000);
  });

  test('starts again when a file is saved', async () => {
    const my = command('my', ['1', '--port', '0']);
    await my.printed(/is ready/);
    const saving = setInterval(() => type('server.ts'), 2000);
    await my.printed(/is ready/, 2).finally(() => clearInterval(saving));
  });

  test.each([
    [['9'], /^"9" is no demo: they go from 1 to 7\. .*npm run my 3/],
    [['3', '4'], /^"4" is one word too many/],
    [['--catchup'], /^It goes like this: npm run catchup 4/],
    [[], /^It goes like this: npm run my 3/],
    [['3', '--prot', '80'], /^"3 --prot 80" is not understood/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('my', args)).toMatch(sentence);
    expect(existsSync(join(place, 'my'))).toBe(false);
  });
});

test('npm run my asks for a folder where my-saved is a file', async () => {
  writeFileSync(join(place, 'my-saved'), '');
  expect(await refusalOf('my', ['3'])).toMatch(/^There must be a folder my-saved\//);
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

  test('compares one’s own copy, whatever its line endings', async () => {
    await outputOf('my', ['4', '--no-start']);
    expect(await outputOf('diff', ['4', 'my'])).toContain('Nothing: all files are the same');
    const path = join(place, 'my', 'server.ts');
    writeFileSync(path, MARK + readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(await outputOf('diff', ['4', 'my', '--stat'])).toMatch(
      /server\.ts +changed +\+1 *\n\n {2}1 lines? came/,
    );
  });

  test('understands options for which the two dashes were forgotten, as npm hands them over', async () => {
    expect(await outputOf('diff', ['3', '4'], { npm_config_stat: 'true' })).not.toContain('──');
    const output = await outputOf('diff', ['3', '4', 'chat'], { npm_config_file: 'true' });
    expect(output).toContain('── handlers/chat.ts');
    expect(output).not.toContain('── server.ts');
  });

  test.each([
    [[], /^It goes like this: npm run diff 3 4/],
    [['3'], /^It goes like this/],
    [['3', '4', '5'], /^It goes like this/],
    [['3', '8'], /^There is no folder "8"/],
    [['3', 'my'], /^There is no my\/ yet.*npm run my 3/],
    [['3', '4', '--stats'], /^"3 4 --stats" is not understood/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('diff', args)).toMatch(sentence);
  });
});

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

  test('gives three hints, one more each time one asks', async () => {
    const hints: string[] = [];
    for (let i = 0; i < 4; i++) {
      const checking = command('check', ['2', 'demo1', '--first', '--hint']);
      expect(await checking.exited).toBe(1);
      hints.push(checking.output().split('Hint ')[1] ?? '');
    }
    expect(hints.map((hint) => hint.slice(0, 6))).toEqual(['1 of 3', '2 of 3', '3 of 3', '3 of 3']);
    expect(hints[0]).not.toMatch(/\.ts/);
    expect(hints[1]).toContain('server.ts');
    expect(hints[2]).toMatch(/demo2\/server\.ts.*\n {2}response\.redirect\(303/);
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

  test.each([
    [[], /^It goes like this: npm run check 4/],
    [['8'], /^"8" is no demo/],
    [['4', 'nowhere'], /^There is no folder "nowhere"/],
    [['4', 'workshop'], /^There is no server\.ts in workshop\//],
    [['4', 'http://localhost:1'], /^Nothing answers at http:\/\/localhost:1: start the server/],
    [['4', 'http://'], /^"http:\/\/" is no address/],
    [['4', 'demo4', '--layer', 'polls'], /^Demo 4 has no layer "polls"\. It has: pages, connection, chat/],
    [['4', 'demo4', 'more'], /^"more" is one word too many/],
  ])('answers %j with a sentence', async (args, sentence) => {
    expect(await refusalOf('check', args)).toMatch(sentence);
  });
});
