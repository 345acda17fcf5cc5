// The lists of packages: complete for every kind of computer, and the same wherever they are written down.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demos, root } from '../workshop/check/harness.ts';
import { filesOf } from '../workshop/run/folders.ts';
import { hashesOf } from '../workshop/run/originals.mjs';

interface Package {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

interface Manifest {
  name: string;
  private: boolean;
  type: string;
  scripts: { start?: string };
  dependencies: Record<string, string>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

test('the lockfile has an entry for every optional dependency, so that `npm ci` works on every platform', () => {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, Package> };
  const optional = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  // npm puts a package next to the one that needs it, or inside that one.
  const missing = optional.filter(
    ({ path, name }) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
  );
  expect(optional.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('the hashes of the demos are up to date: node workshop/run/originals.mjs', () => {
  const known = readJson('workshop/run/originals.json');
  expect(known).toEqual(Object.assign({}, ...demos.map(({ number }) => hashesOf(`demo${number}`))));
});

describe.each([...demos.map(({ folder }) => folder), join(root, 'demo-sidebar')])('%s', (folder) => {
  const {
    name,
    private: isPrivate,
    type,
    scripts,
    dependencies,
  } = readJson(join(folder, 'package.json')) as Manifest;

  test('has a package.json that starts the server', () => {
    expect({ name, isPrivate, type, start: scripts.start }).toEqual({
      name: 'websocket-demo',
      isPrivate: true,
      type: 'module',
      start: 'tsx server.ts',
    });
  });

  test('depends on what its files import, on the engine of its views, on tsx, and on nothing else', () => {
    const imported = filesOf(folder)
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [
        ...readFileSync(join(folder, path), 'utf8').matchAll(/^(?:import|\}).* from '([^.'][^']*)'/gm),
      ])
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !specifier.startsWith('node:'));
    expect(Object.keys(dependencies)).toEqual([...new Set([...imported, 'ejs', 'tsx'])].toSorted());
  });

  test('wants the versions that the project wants', () => {
    const { dependencies: wanted } = readJson('package.json') as Manifest;
    for (const [dependency, version] of Object.entries(dependencies)) {
      expect(`${dependency} ${version}`).toBe(`${dependency} ${wanted[dependency]}`);
    }
  });
});
