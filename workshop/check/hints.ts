// The three hints for a check that does not hold. They follow its cause, and start over when that changes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Hint } from './behaviours/layers.ts';
import type { Cause, Compared } from './causes.ts';
import { type Place, find, linesWith, nameOfPlace } from './source.ts';
import { wrap } from './words.ts';
import { nameOf, root } from '../run/folders.ts';

/** Remembers which hint was given last. */
const file = join(root, 'my-saved', '.hint.json');

/** The line of code in this demo: of those that change, the latest that the demo has. */
export function codeIn({ line: [, code] }: Hint, demo: number): string {
  if (typeof code === 'string') return code;
  const first = Object.keys(code).map(Number);
  return code[Math.max(...first.filter((number) => number <= demo))] ?? '';
}

/** The question of a sentence is a general one. It would lead away from a cause that is known to the line. */
const questionOf = (cause: Cause | undefined, hint: Hint | undefined): string =>
  cause?.place || cause?.line ? '' : (hint?.ask ?? '');

/** The cause was shown: a first hint that would only repeat it counts as given. */
export function causeIsShown(asked: string, cause: Cause | undefined, hint: Hint | undefined): void {
  if (!cause || questionOf(cause, hint) || stageOf(asked) > 0) return;
  if (!cause.place || cause.says.includes(cause.place.file)) remember({ asked, stage: 1 });
}

/** The next hint of three. `asked` tells one question from others. */
export function nextHint(
  asked: string,
  cause: Cause | undefined,
  hint: Hint | undefined,
  compared: Compared,
): string {
  const stage = Math.min(stageOf(asked) + 1, 3);
  remember({ asked, stage });
  const { place } = cause ?? {};
  const more = 'Ask again for one that says more.';
  if (stage === 1)
    return [
      `Hint 1 of 3: ${place ? `the cause is probably in ${place.file}.` : ''}`.trim(),
      ...[cause?.says ?? '', questionOf(cause, hint)].filter(Boolean).map((text) => wrap(text)),
      more,
    ].join('\n');
  if (stage === 2)
    return [
      'Hint 2 of 3:',
      ...(place ? [wrap(`Look at ${nameOfPlace(place)}:`), `    ${place.code}`] : []),
      wrap(
        place && cause?.line
          ? 'Compare it with the demo: is each name there, and each bracket?'
          : (hint?.look ?? 'Read the error once more: it names the place.'),
      ),
      more,
    ].join('\n');
  return `Hint 3 of 3: ${lineHint(cause, hint, compared)}`;
}

/** The third hint: a line of the demo, or what to do when it is there already. */
function lineHint(cause: Cause | undefined, hint: Hint | undefined, { folder, demo }: Compared): string {
  const number = Number(basename(demo).slice(4));
  const ofSentence = hint && find(demo, codeIn(hint, number), exactly(hint.line[0]));
  const lines = [cause?.line, ofSentence].filter((line) => line !== undefined);
  const isThere = (line: Place) => linesWith(folder, line.code, exactly(line.file))[0];
  const missing = lines.find((line) => !isThere(line));
  if (missing) return `look at demo${number}/${missing.file}, for this line:\n  ${missing.code}`;
  const [first] = lines;
  const [own] = first ? linesWith(folder, first.code, exactly(first.file)) : [];
  const have = own && first ? `you have this line already (${nameOfPlace(own)}):\n  ${own.code}\n` : '';
  const why = cause ? `${wrap(cause.says, '')}\n` : '';
  return `${have}${why}What else is different: npm run diff ${nameOf(folder)} ${number}${first ? ` -- --file ${first.file.replace(/^.*\//, '').replace(/\.\w+$/, '')}` : ''}`;
}

const exactly = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.')}$`);

function stageOf(asked: string): number {
  try {
    const last = JSON.parse(readFileSync(file, 'utf8')) as { asked: string; stage: number };
    return last.asked === asked ? last.stage : 0;
  } catch {
    return 0;
  }
}

function remember(hint: { asked: string; stage: number }): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(hint));
  } catch {
    // Then the same hint comes the next time.
  }
}

/** All holds: the next question starts with the first hint. */
export function forgetHints(): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that cannot be written holds no hint either.
  }
}
