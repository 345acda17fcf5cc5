// workshop/run/packages.mjs: what happens before a demo starts, on a fresh clone, without a network, on an old Node.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, run } from '../workshop/check/harness.ts';

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'fresh clone '));
  for (const path of ['package.json', 'package-lock.json', 'workshop']) {
    cpSync(join(root, path), join(clone, path), { recursive: true });
  }
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const noProxy = Object.fromEntries(
  ['npm_config_https_proxy', 'npm_config_proxy', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY'].map((name) => [
    name,
    undefined,
  ]),
);

/** Runs run.mjs in the clone with a stand-in for npm, which writes down what it was told. */
async function ready({
  args = [] as string[],
  npm = 'works',
  node = [] as string[],
  env = {} as NodeJS.ProcessEnv,
} = {}) {
  const calls = join(clone, 'calls.json');
  const standIn = join(clone, 'npm-cli.js');
  writeFileSync(
    standIn,
    `const { appendFileSync, cpSync, mkdirSync } = require('node:fs');
     const args = process.argv.slice(2);
     appendFileSync('calls.json', JSON.stringify(args) + '\\n');
     if (${JSON.stringify(npm)} !== 'works') {
       console.error(${JSON.stringify(npm)});
       process.exit(args[0] === 'ping' && !${JSON.stringify(npm)}.includes('ENOTFOUND') ? 0 : 1);
     }
     if (args[0] === 'install') {
       mkdirSync('node_modules/tsx', { recursive: true });
       cpSync('package-lock.json', 'node_modules/.package-lock.json');
     }`,
  );
  // The stand-in is CommonJS, the clone says "module".
  const file = join(clone, 'workshop', 'run', 'run.mjs');
  writeFileSync(join(clone, 'npm.cjs'), readFileSync(standIn));
  writeFileSync(standIn, "import './npm.cjs';\n");
  const running = run(process.execPath, [...node, file, ...args], {
    cwd: clone,
    env: { npm_execpath: standIn, ...noProxy, ...env },
  });
  const code = await running.exited;
  const told = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
  return { code, output: running.output(), npmCalls: told.map((line) => JSON.parse(line) as string[]) };
}

const installed = (
  change: (packages: Record<string, { version: string; dev?: boolean }>) => void = () => {},
) => {
  const lock = JSON.parse(readFileSync(join(clone, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; dev?: boolean }>;
  };
  change(lock.packages);
  mkdirSync(join(clone, 'node_modules', 'tsx'), { recursive: true });
  writeFileSync(join(clone, 'node_modules', '.package-lock.json'), JSON.stringify(lock));
};
const withoutDev = (packages: Record<string, { dev?: boolean }>) => {
  for (const [path, { dev }] of Object.entries(packages)) if (dev) delete packages[path];
};

test('says nothing and asks nobody when all is there', async () => {
  installed(withoutDev);
  expect(await ready()).toEqual({ code: 0, output: '', npmCalls: [] });
});

test('installs what runs for a demo, and says so', async () => {
  const { code, output, npmCalls } = await ready();
  expect(code).toBe(0);
  expect(output).toMatch(/^Installing the packages for the demos \(about 50 MB\)\..*\nDone, in \d+ s\.\n$/);
  const install = npmCalls.find(([command]) => command === 'install');
  expect(install).toContain('--omit=dev');
  expect(install).toContain('--no-save');
  expect((await ready()).output, 'the second time').toBe('');
});

test('installs everything for the tests', async () => {
  installed(withoutDev);
  symlinkSync(
    join(root, 'node_modules', '@playwright'),
    join(clone, 'node_modules', '@playwright'),
    'junction',
  );
  const { output, npmCalls } = await ready({ args: ['--with-tests'] });
  expect(output).toMatch(/^Installing the packages for the demos and the tests/);
  expect(npmCalls.find(([command]) => command === 'install')).toContain('--include=dev');
});

test('installs again when the lock file is newer, and keeps the packages for the tests if they are there', async () => {
  installed((packages) => {
    packages['node_modules/zod']!.version = '4.0.0';
  });
  const { code, npmCalls } = await ready();
  expect(code).toBe(0);
  expect(npmCalls.find(([command]) => command === 'install')).toContain('--include=dev');
});

test('installs again when the packages were copied from another kind of computer', async () => {
  const binary = `node_modules/@esbuild/${process.platform}-${process.arch}`;
  installed((packages) => {
    delete packages[binary];
  });
  expect((await ready()).npmCalls).toHaveLength(2);
});

test('installs again when somebody deleted the folder of a package', async () => {
  installed();
  rmSync(join(clone, 'node_modules', 'tsx'), { recursive: true });
  expect((await ready()).npmCalls).toHaveLength(2);
});

test('without a network says in one sentence what is missing and what to do', async () => {
  const { code, output, npmCalls } = await ready({ npm: 'npm error code ENOTFOUND' });
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toHaveLength(2);
  expect(output).toMatch(
    /Not installed yet: \d+ packages \(.*\), and there is no connection to download them/,
  );
  expect(npmCalls.find(([command]) => command === 'install')).toContain('--offline');
});

test.each([
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', {}, /inspects encrypted connections.*cafile/],
  ['npm error code EACCES', {}, /may not write to this folder\. Copy the project/],
  [
    'npm error code ECONNREFUSED',
    { HTTPS_PROXY: 'http://proxy.example:3128' },
    /the proxy http:\/\/proxy\.example:3128, which does not answer/,
  ],
])('tells what to do about %s', async (npm, env, advice) => {
  const { code, output } = await ready({ npm, env });
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toHaveLength(2);
  expect(output).toMatch(advice);
});

test('says what npm said when something else is wrong', async () => {
  const { code, output } = await ready({ npm: 'npm error ENOSPC: no space left on device' });
  expect(code).toBe(1);
  expect(output).toContain('npm could not install the packages');
  expect(output).toContain('no space left on device');
});

test.each(['18.20.4', '20.9.0', '20.18.3', '4.9.1'])('says that Node %s is too old', async (version) => {
  installed();
  writeFileSync(
    join(clone, 'old.cjs'),
    `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`,
  );
  const { code, output, npmCalls } = await ready({ node: ['--require', join(clone, 'old.cjs')] });
  expect(code).toBe(1);
  expect(output).toMatch(
    new RegExp(`^This is Node ${version}, and the workshop needs Node 20\\.19 or newer: .*\\n$`),
  );
  expect(npmCalls).toEqual([]);
});

test.each(['20.19.0', '22.0.0', '100.1.0'])('is content with Node %s', async (version) => {
  installed();
  writeFileSync(
    join(clone, 'new.cjs'),
    `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`,
  );
  expect((await ready({ node: ['--require', join(clone, 'new.cjs')] })).output).toBe('');
});
