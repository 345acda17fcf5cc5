// Writes my/, and keeps what was in it in my-saved/.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesOf, my, nameOf, root } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';

export const saved = join(root, 'my-saved');
/** What is being saved has such a name until it is complete. What is left of an interrupted command is removed later. */
const unfinished = '.unfinished-';

/**
 * Makes my/ hold these files and no others, and returns the folder with what was in it. Interrupted at any moment, it has
 * lost nothing: what was in my/ is in my-saved/ before the first file changes. The folder itself stays, because Windows
 * does not rename one that is being watched.
 *
 * @param isOwn whether there may be something in my/ that is nowhere else
 */
export function replaceMy(files: Map<string, Buffer>, isOwn = true): string | undefined {
  makeSaved();
  const place = isOwn && existsSync(my) ? keep() : undefined;
  try {
    for (const path of existsSync(my) ? filesOf(my) : []) if (!files.has(path)) remove(path);
    for (const [path, content] of files) {
      const target = join(my, path);
      if (existsSync(target) && readFileSync(target).equals(content)) continue;
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  } catch (error) {
    const where = place ? ` What was in it is in ${nameOf(place)}/, complete.` : '';
    throw new Mistake(`my/ could not be written: ${reasonOf(error)}.${where} Fix that, then try again.`);
  }
  if (place) console.log(`What was in my/ is now in ${nameOf(place)}/, complete.`);
  return place;
}

/** The files of a demo, by their paths. */
export function readDemo(demo: string): Map<string, Buffer> {
  try {
    return new Map(filesOf(demo).map((path) => [path, readFileSync(join(demo, path))]));
  } catch (error) {
    throw new Mistake(`${nameOf(demo)} could not be copied, and my/ is as it was: ${reasonOf(error)}`);
  }
}

/** Copies my/ to a folder of its own in my-saved/, and returns that folder. Packages that npm can install again are left out. */
export function keep(): string {
  for (const name of readdirSync(saved).filter((one) => one.startsWith(unfinished))) {
    // A younger one may be that of another terminal.
    const age = Date.now() - (statSync(join(saved, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 60_000) rmSync(join(saved, name), { recursive: true, force: true });
  }
  const copy = mkdtempSync(join(saved, unfinished));
  try {
    cpSync(my, copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
    const time = now.slice(0, 19).replace('T', '_').replaceAll(':', '-');
    let place = join(saved, time);
    for (let n = 2; existsSync(place); n++) place = join(saved, `${time}_${n}`);
    renameSync(copy, place);
    return place;
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw new Mistake(`What is in my/ could not be saved, so nothing was changed: ${reasonOf(error)}`);
  }
}

export function makeSaved(): void {
  try {
    mkdirSync(saved, { recursive: true });
  } catch (error) {
    throw new Mistake(
      `The folder my-saved/, for what was in my/, could not be made. Is there a file with that name? ${reasonOf(error)}`,
    );
  }
}

/** Removes a file of my/, and the folders that are empty without it. */
function remove(path: string): void {
  rmSync(join(my, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(my, folder)).length > 0) return;
    rmdirSync(join(my, folder));
  }
}

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!/EACCES|EPERM|EROFS/.test(code)) return message;
  return `${message}. You may not write here. Copy the project to a folder of your own, such as one in your home folder, and run the command there`;
}
