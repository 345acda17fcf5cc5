// The types must bite: everything is checked, and a mistake against the contract is an error in the editor.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demos, root, run } from '../workshop/check/harness.ts';

const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: { typecheck: string };
};
/** The projects that `npm run typecheck` checks: one for each place where code runs. */
const projects = scripts.typecheck.split(' && ').map((command) => command.replace('tsc -p ', ''));

/** What the compiler says about every project that is in `folder`. */
const tsc = async (folder: string, args: string[] = []) => {
  const found = projects.filter((project) => existsSync(join(folder, project)));
  const outputs = found.map(async (project) => {
    const running = run(process.execPath, [compiler, '-p', project, ...args], { cwd: folder });
    await running.exited;
    return running.output();
  });
  return (await Promise.all(outputs)).join('');
};

test('an editor finds every project', () => {
  const shared = readFileSync(join(root, 'tsconfig.json'), 'utf8');
  expect(projects.length).toBeGreaterThan(1);
  expect(projects.filter((project) => !shared.includes(`"./${project}"`))).toEqual([]);
});

test('every script of every demo is checked', async () => {
  const checked = await tsc(root, ['--listFilesOnly']);
  const files = demos.flatMap(({ folder }) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|js)$/.test(path))
      .map((path) => join(folder, path).replaceAll('\\', '/')),
  );
  expect(files.length).toBeGreaterThan(demos.length);
  expect(files.filter((path) => !checked.includes(path))).toEqual([]);
});

describe('a mistake in demo3 is found:', () => {
  let place: string;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'types-'));
    for (const path of ['demo3', 'tsconfig.json', 'tsconfig.node.json', 'tsconfig.browser.json', 'types']) {
      cpSync(join(root, path), join(place, path), { recursive: true });
    }
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
  });
  afterAll(() => rmSync(place, { recursive: true }));

  test('and without one, nothing is', async () => {
    expect(await tsc(place)).toBe('');
  });

  test.each([
    ['a wrong event, sent by the browser', 'public/echo.js', "('echo_message'", "('echo_mesage'"],
    ['a wrong field in a payload', 'public/echo.js', ', { text }', ', { txt: text }'],
    ['a wrong field of an answer', 'public/echo.js', '= answer.error', '= answer.reason'],
    ['an answer used without asking whether it is one', 'public/echo.js', 'if (answer.ok)', 'if (text)'],
    ['a wrong event, listened to by the browser', 'public/echo.js', "on('echo_response'", "on('echo'"],
    ['a wrong event, listened to by the server', 'server.ts', "on('echo_message'", "on('echo'"],
    ['a payload of the server that lacks a field', 'server.ts', ', timestamp: new Date().toISOString()', ''],
    ['an answer that is none', 'server.ts', 'ack({ ok: true })', "ack('ok')"],
  ])('%s', async (_what, file, right, wrong) => {
    const path = join(place, 'demo3', file);
    const source = readFileSync(path, 'utf8');
    expect(source).toContain(right);
    writeFileSync(path, source.replace(right, wrong));
    const errors = await tsc(place);
    writeFileSync(path, source);
    expect(errors).toContain(`demo3/${file}`);
  });

  test.each([
    ['server.ts', 'document'],
    ['server.ts', 'window'],
    ['events.ts', 'document'],
    ['public/echo.js', 'process'],
    ['public/echo.js', 'Buffer'],
    ['public/echo.js', 'setImmediate'],
  ])('%s uses %s, which is not there', async (file, name) => {
    const path = join(place, 'demo3', file);
    const source = readFileSync(path, 'utf8');
    appendFileSync(path, `console.log(${name});\n`);
    const errors = await tsc(place);
    writeFileSync(path, source);
    expect(errors).toMatch(new RegExp(`^demo3/${file}.*Cannot find name '${name}'`));
  });
});
