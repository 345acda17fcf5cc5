// Finds lines in the code of a copy or of a demo, and what a server has printed of an error and its place.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearest } from './contract.ts';
import { filesOf, textOf } from '../run/folders.ts';

/** A line of code. */
export interface Place {
  file: string;
  line: number;
  code: string;
}

export const nameOfPlace = ({ file, line }: Place) => `${file}, line ${line}`;

const linesOf = (folder: string, file: string) =>
  file && existsSync(join(folder, file)) ? textOf(join(folder, file)).split('\n') : [];

/** A line by its number. */
export function placeAt(folder: string, file: string, line: number): Place | undefined {
  const code = linesOf(folder, file)[line - 1]?.trim();
  return code ? { file, line, code } : undefined;
}

/** Every line that has this in it, in the files with such paths. */
export function linesWith(folder: string, wanted: string | RegExp, files: RegExp): Place[] {
  if (!existsSync(folder)) return []; // the address of a server
  return filesOf(folder)
    .filter((file) => files.test(file))
    .flatMap((file) => linesOf(folder, file).map((code, i) => ({ file, line: i + 1, code: code.trim() })))
    .filter(({ code }) => (typeof wanted === 'string' ? code.includes(wanted) : wanted.test(code)));
}

/** The line that is not JavaScript, in a file that differs from the demo's. A browser does not tell where it is. */
export function brokenLine(folder: string, demo: string, files: RegExp): Place | undefined {
  const changed = linesWith(folder, /./, files)
    .map(({ file }) => file)
    .filter((file) => linesOf(folder, file).join() !== linesOf(demo, file).join());
  for (const file of new Set(changed)) {
    const { stderr } = spawnSync(process.execPath, ['--check', join(folder, file)], { encoding: 'utf8' });
    const [, line] = /\.js:(\d+)\n/.exec(stderr) ?? [];
    if (line) return placeAt(folder, file, Number(line));
  }
  return undefined;
}

/** The first such line, for people who have lost it. */
export const find = (folder: string, wanted: string | RegExp, files = /\.ts$/): Place | undefined =>
  linesWith(folder, wanted, files)[0];

/** The line of a demo that a line of a copy is most like. */
export function counterpart(demo: string, { file, code }: Place): Place | undefined {
  const all = linesOf(demo, file).map((one, i) => ({ file, line: i + 1, code: one.trim() }));
  const wanted = nearest(code, new Set(all.map((one) => one.code).filter(Boolean)));
  return all.find((one) => one.code === wanted);
}

export interface ServerError {
  /** The message, and the place in words. */
  text: string;
  place: Place | undefined;
}

/** What a process has said of the error that ended it, or Express of one in a handler or a template. */
export function errorIn(output: string, folder: string): ServerError {
  const inside = `${folder.replaceAll('\\', '/')}/`;
  const plain = output
    .replaceAll(pathToFileURL(inside).href, inside)
    .replaceAll('file://', '')
    .replaceAll('\\', '/');
  const lines = plain.split('\n');
  const at = (message: string, file: string | undefined, line: string | undefined): ServerError => ({
    text: file ? `${message} (${file}, line ${line})` : message,
    place: file ? placeAt(folder, file, Number(line)) : undefined,
  });

  const syntax = lines.find((line) => line.includes(': ERROR: '))?.trim() ?? '';
  const [, path, row, wrong = ''] = /^(.*):(\d+):\d+: ERROR: (.*)$/.exec(syntax) ?? [];
  if (path) return at(wrong, path.replace(inside, ''), row);
  const [, inTemplate] = /\n\n([^\n]+)\n\s+at /.exec(plain) ?? [];
  const [, template, templateLine] = [...plain.matchAll(/([^\n"]+\.ejs):(\d+)/g)].at(-1) ?? [];
  if (template && inTemplate)
    return at(inTemplate, template.replace(/^.*?(?=\/)/, '').replace(inside, ''), templateLine);

  if (plain.trim() === '')
    return at('it ended without a word. Does server.ts end with start(server, …)?', undefined, '');
  const message = lines.find((line) => /^(\w*Error|Error \[\w+\]|\[?\w+Error\]?)\b.*: /.test(line));
  const frame = lines.find((line) => /^\s+at /.test(line) && line.includes(inside));
  const [, file, line] = /^(.*):(\d+):\d+\)?$/.exec((frame ?? '').split(inside).at(-1) ?? '') ?? [];
  return at((message ?? plain.trim().split('\n').at(-1) ?? '').replaceAll(inside, ''), file, line);
}
