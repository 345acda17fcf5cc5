// The types must bite: everything is checked, and a mistake against the contract is an error in the editor.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demos, root, run } from './harness.ts';

const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
const tsc = async (cwd: string, args: string[] = []) => {
  const running = run(process.execPath, [compiler, ...args], { cwd });
  await running.exited;
  return running.output();
};

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
    for (const path of ['demo3', 'tsconfig.json', 'types.d.ts']) {
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
    ['a wrong event, sent by the browser', 'public/echo.js', "emit('echo_message'", "emit('echo_mesage'"],
    ['a wrong field in a payload', 'public/echo.js', '{ text }, (', '{ txt: text }, ('],
    ['a wrong field of an answer', 'public/echo.js', ': answer.error', ': answer.reason'],
    ['an answer used without asking whether it is one', 'public/echo.js', 'error || answer.ok', 'error'],
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
});
