// Notices when a demo was edited by accident: it knows a hash of each file. After a change that is meant, run this file:
// `node workshop/run/originals.mjs` writes the hashes down again.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

const record = join(root, 'workshop', 'run', 'originals.json');

/**
 * The hash of each file of a demo, by its path in the project. Line ends don't count, and neither does what npm puts there.
 *
 * @param {string} name
 */
export function hashesOf(name) {
  const folder = join(root, name);
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const entry of files) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!entry.isFile() || /\/(\.|node_modules\/|package-lock\.json$)/.test(path)) continue;
    const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    hashes[path] = createHash('sha256').update(text).digest('hex').slice(0, 12);
  }
  return hashes;
}

/**
 * Says in a line when a demo is not as it came, and how to get it back.
 *
 * @param {string} folder of a demo; any other folder may be as it is
 */
export function noticeChanges(folder) {
  const name = basename(folder);
  if (relative(root, folder) !== name || !/^demo\d$/.test(name) || !existsSync(folder)) return;
  /** @type {Record<string, string>} */
  const known = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  const now = hashesOf(name);
  const own = Object.keys(known).filter((path) => path.startsWith(`${name}/`));
  const changed = [...new Set([...own, ...Object.keys(now)])].filter((path) => known[path] !== now[path]);
  if (own.length === 0 || changed.length === 0) return;
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
  const way = existsSync(join(root, '.git'))
    ? `git stash -- ${name} puts your changes away and brings the original back.`
    : `Download the project again, and copy ${name}/ from there.`;
  console.log(`${changed[0]}${more} changed: ${name}/ is not the original. Type in my/ instead. ${way}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const demos = readdirSync(root).filter((name) => /^demo\d$/.test(name));
  const all = Object.assign({}, ...demos.map(hashesOf));
  const sorted = Object.fromEntries(Object.keys(all).toSorted().map((path) => [path, all[path]])); // prettier-ignore
  writeFileSync(record, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
