// Tells when files in a folder have changed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const INTERVAL = 100; // milliseconds

/** What nobody has typed: packages, and the hidden files that editors and file managers write. */
export const NO_SOURCE = /^node_modules$|(^|\/)\./;

/**
 * Looks at the files of a folder all the time, and calls `onChange` with the paths of those that have changed. It doesn't
 * use `fs.watch`: that misses files in a new folder, and on Windows it keeps folders from being renamed. Returns a function that ends it.
 *
 * @param {string} folder
 * @param {RegExp} ignored paths of files and folders that don't matter
 * @param {(paths: string[]) => void} onChange
 */
export function watchFiles(folder, ignored, onChange) {
  let known = stateOf(folder, ignored);
  let latest = known;
  const timer = setInterval(() => {
    const before = latest;
    latest = stateOf(folder, ignored);
    if (difference(before, latest).length > 0) return; // somebody is still writing
    const paths = difference(known, latest);
    known = latest;
    if (paths.length > 0) onChange(paths);
  }, INTERVAL);
  return () => clearInterval(timer);
}

/** @typedef {Map<string, string>} State Changes with the content of a file, by its path. */

/**
 * @param {string} folder
 * @param {RegExp} ignored
 * @param {string} [inside] a path in the folder
 * @param {State} [state]
 */
function stateOf(folder, ignored, inside = '', state = new Map()) {
  try {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside ? `${inside}/${entry.name}` : entry.name;
      if (ignored.test(path)) continue;
      if (entry.isDirectory()) stateOf(folder, ignored, path, state);
      else {
        const { mtimeMs, size } = statSync(join(folder, path), { throwIfNoEntry: false }) ?? {};
        state.set(path, `${mtimeMs} ${size}`);
      }
    }
  } catch {
    // A file or folder has just been removed. The next look sees what is there then.
  }
  return state;
}

/** @param {State} one @param {State} other */
function difference(one, other) {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path));
}
