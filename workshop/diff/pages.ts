// Writes pages into diffs/: the one that was asked for and those of all steps, so that the links between them work.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareFolders, ofLayer } from './compare.ts';
import { nameOf, root, textOf } from '../run/folders.ts';
import { type Link, pageOf } from './page.ts';
import { sentenceOf } from './reading.ts';

const diffs = join(root, 'diffs');

type Address = (before: string, after: string) => string;

/** From each demo to the next one. */
const steps = [1, 2, 3, 4, 5, 6]
  .map((number) => ({ before: join(root, `demo${number}`), after: join(root, `demo${number + 1}`) }))
  .filter(({ before, after }) => existsSync(before) && existsSync(after));

export const titleOf = (before: string, after: string): string =>
  `From ${nameOf(before)} to ${nameOf(after)}`;

/** Returns the path of the page that was asked for. */
export function writePages(before: string, after: string, layer?: string): string {
  mkdirSync(diffs, { recursive: true });
  for (const step of steps) writePage(step.before, step.after);
  return writePage(before, after, layer);
}

function writePage(before: string, after: string, layer?: string): string {
  const path = join(diffs, fileOf(before, after, layer));
  writeFileSync(path, htmlOf(before, after, { layer }));
  return path;
}

/** The page as a text. `address` says where those of other steps are, and `home` leads back. */
export function htmlOf(
  before: string,
  after: string,
  { layer, address = fileOf, home }: { layer?: string | undefined; address?: Address; home?: Link } = {},
): string {
  const all = compareFolders(before, after);
  const server = join(after, 'server.ts');
  return pageOf({
    title: `${titleOf(before, after)}${layer === undefined ? '' : `: ${layer}`}`,
    about: existsSync(server) ? sentenceOf('server.ts', textOf(server)) : '',
    ...all,
    changes: layer === undefined ? all.changes : ofLayer(all.changes, layer),
    ...neighbours(before, after, address),
    home,
  });
}

/** The steps before and after this one. Those of demo 4 and my/ lead to demo 4 and on to demo 5. */
function neighbours(before: string, after: string, address: Address): { previous?: Link; next?: Link } {
  const isDemo = (folder: string) => steps.some((step) => [step.before, step.after].includes(folder));
  const [first, last] = [isDemo(before) ? before : after, isDemo(after) ? after : before];
  const linkTo = (step: (typeof steps)[number] | undefined): Link | undefined =>
    step && { title: titleOf(step.before, step.after), href: address(step.before, step.after) };
  return {
    previous: linkTo(steps.find((step) => step.after === first)),
    next: linkTo(steps.find((step) => step.before === last)),
  };
}

const fileOf = (before: string, after: string, layer = ''): string => {
  const parts = [nameOf(before), nameOf(after), layer].filter((part) => part !== '');
  return `${parts.map((part) => part.replaceAll(/[^\w.-]+/g, '-')).join('-')}.html`;
};
