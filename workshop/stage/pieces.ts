// Cuts the difference between two demos into the stages of a plan, and says which piece is in no stage or in two.
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { compareFolders } from '../diff/compare.ts';
import { root } from '../run/folders.ts';
import type { Quote, Step } from './plan.ts';

/** A line of a changed file, in both demos together. One with a + comes with its stage, one with a - goes with it. */
export interface Line {
  sign: ' ' | '+' | '-';
  text: string;
  /** 0 as long as it belongs to none. */
  stage: number;
  how: How;
  /** Until this stage, the line has another text. */
  forNow?: { as: string; until: number };
}
export type How = 'type' | 'paste' | 'copy';

/** The changed files by their paths, and a sentence for each mistake in the plan. */
export interface Pieces {
  files: Map<string, Line[]>;
  problems: string[];
}

/** What a stage takes: lines of a file, a file, or a folder. */
interface Claim {
  stage: number;
  how: How;
  path: string;
  quote?: Quote;
  isRemoved: boolean;
}

/** Cuts the step that begins with the demo of this number. */
export function cut(number: number, step: Step): Pieces {
  const { changes } = compareFolders(join(root, `demo${number}`), join(root, `demo${number + 1}`));
  const files = new Map(changes.map(({ path, before, after }) => [path, linesOf(before, after)]));
  const gone = new Set(changes.flatMap(({ kind, path }) => (kind === 'gone' ? path : [])));
  const problems: string[] = [];
  const nameOf = ({ stage, path, quote }: Claim) =>
    [`Stage ${number}.${stage}: ${path}`, ...[quote ?? []].flat().map((line) => `"${line}"`)].join(' ');

  /** The lines that a claim names, some of which another one may take. */
  const named = (claim: Claim): Line[] => {
    const { path, quote, isRemoved } = claim;
    if (!quote) {
      const own = [...files].filter(
        ([file]) => file === path || (path.endsWith('/') && file.startsWith(path)),
      );
      return own.flatMap(([file, lines]) => (gone.has(file) === isRemoved ? lines : []));
    }
    const lines = files.get(path) ?? [];
    const [first, last = first] = [quote].flat();
    const places = [...lines.keys()].filter((i) => isFree(lines[i]) && lines[i]!.text.trim() === first);
    const range = places.length === 1 ? rangeOf(lines, last!, places[0]!) : [];
    const why =
      places.length === 1
        ? 'the last line is not there'
        : `${places.length} changed lines are like this, and it must be one`;
    if (range.length === 0) problems.push(`${nameOf(claim)}: ${why}.`);
    return range;
  };
  const found = claimsOf(step).map((claim) => ({ claim, lines: named(claim) }));
  for (const { claim, lines } of found.toSorted((a, b) => rank(a.claim, a.lines) - rank(b.claim, b.lines))) {
    if (claim.quote && lines.length === 0) continue;
    const all = typeof claim.quote === 'string' ? around(files.get(claim.path) ?? [], lines[0]!) : lines;
    const free = all.filter(isFree);
    if (free.length === 0)
      problems.push(`${nameOf(claim)}: another stage has this already, or it isn't a change.`);
    for (const line of free) Object.assign(line, { stage: claim.stage, how: claim.how });
  }
  for (const [path, lines] of files) {
    const first = lines.find(isFree);
    if (first)
      problems.push(`Step ${number}: no stage has this change in ${path}: "${first.sign}${first.text}"`);
  }

  for (const [i, { forNow = [] }] of step.stages.entries()) {
    for (const { file, line, as, until } of forNow) {
      const [own, ...more] = (files.get(file) ?? []).filter(
        ({ sign, text }) => sign === '+' && text.trim() === line,
      );
      if (own?.stage === i + 1 && more.length === 0 && until > i + 1 && until <= step.stages.length)
        own.forNow = { as: own.text.replace(line, () => as), until };
      else
        problems.push(
          `Stage ${number}.${i + 1}: "${line}" in ${file} can't be different until stage ${until}.`,
        );
    }
  }
  return { files, problems };
}

/** What is named most precisely comes first: from one line to another, then around a line, then files, then folders. */
const rank = ({ quote, path }: Claim, lines: Line[]) =>
  Array.isArray(quote) ? lines.length : (quote ? 1e6 : 1e9) - path.length;

const isFree = (line: Line | undefined) => line !== undefined && line.sign !== ' ' && line.stage === 0;

function claimsOf({ stages }: Step): Claim[] {
  return stages.flatMap((one, i) => {
    const quoted = (how: 'type' | 'paste') =>
      Object.entries(one[how] ?? {}).flatMap(([path, quotes]) =>
        quotes.map((quote) => ({ stage: i + 1, how, path, quote, isRemoved: false })),
      );
    const whole = (paths: string[] = [], isRemoved: boolean) =>
      paths.map((path) => ({ stage: i + 1, how: 'copy' as const, path, isRemoved }));
    return [...quoted('type'), ...quoted('paste'), ...whole(one.copy, false), ...whole(one.remove, true)];
  });
}

/** From a line to the next one like `last` that is as far to the right, with the blank lines that follow. */
function rangeOf(lines: Line[], last: string, from: number): Line[] {
  const indent = /^\s*/.exec(lines[from]!.text)![0];
  let to = lines.findIndex(({ sign, text }, i) => i >= from && sign !== ' ' && text === indent + last);
  if (to === -1) return [];
  do to += 1;
  while (isFree(lines[to]) && lines[to]!.text === '');
  return lines.slice(from, to);
}

/** The changed lines around one, as far as no stage has them yet. */
function around(lines: Line[], line: Line): Line[] {
  let from = lines.indexOf(line);
  let to = from + 1;
  if (!isFree(line)) return [];
  while (isFree(lines[from - 1])) from -= 1;
  while (isFree(lines[to])) to += 1;
  return lines.slice(from, to);
}

/** The lines of both versions of a file. A line whose numbers or strings change is followed by its new form. */
function linesOf(before: string, after: string): Line[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: Number.MAX_SAFE_INTEGER });
  const all = hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('\\'));
  const result: string[] = [];
  let [gone, come]: [string[], string[]] = [[], []];
  for (const line of [...all, ' ']) {
    if (line.startsWith('-')) gone.push(line);
    else if (line.startsWith('+')) come.push(line);
    else {
      for (const old of gone) {
        const twin = come.findIndex((young) => isTwin(old.slice(1), young.slice(1)));
        result.push(...come.splice(0, Math.max(twin, 0)), old, ...come.splice(0, twin === -1 ? 0 : 1));
      }
      result.push(...come, line);
      [gone, come] = [[], []];
    }
  }
  return result
    .slice(0, -1)
    .map((line) => ({ sign: line[0] as Line['sign'], text: line.slice(1), stage: 0, how: 'copy' }));
}

function isTwin(old: string, young: string): boolean {
  return old !== young && shapeOf(old) === shapeOf(young);
}

const shapeOf = (line: string) => line.replaceAll(/\d+|'[^']*'/g, '');

/** A changed file as it is after a stage; undefined while it doesn't exist. */
export function textAt(path: string, lines: Line[], stage: number): string | undefined {
  const here = lines.filter(({ sign, stage: own }) => sign === ' ' || (sign === '+') === own <= stage);
  if (here.length === 0) return undefined;
  const text = here.map((line) => `${formAt(line, stage)}\n`).join('');
  // Where only a part of a piece is there yet, a blank line may be too much.
  return /\.[jt]s$/.test(path) ? text.replaceAll(/\n\n+(?=\n| *[})])/g, '\n') : text;
}

/** The text of a line after a stage. */
export const formAt = ({ text, forNow }: Line, stage: number): string =>
  forNow && stage < forNow.until ? forNow.as : text;
