// The picture of `npm run torture 7 -- --html`: one file that needs nothing else, also without a connection.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import { root } from '../run/root.mjs';
import { diagramOf } from './draw.ts';
import { figuresOf, seconds } from './report.ts';
import type { Result } from './findings.ts';

const template = join(import.meta.dirname, 'picture.ejs');
const ours = (name: string) => readFileSync(join(import.meta.dirname, 'public', name), 'utf8');

/** Returns the path of the page. */
export function writePicture(name: string, result: Result): string {
  const folder = join(root, 'torture');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${titleOf(name, result).replaceAll(/[^\w.]+/g, '-')}.html`);
  writeFileSync(path, pageOf(name, result));
  return path;
}

export function pageOf(name: string, result: Result): string {
  const values = {
    title: titleOf(name, result),
    // Inside a <script>, a text must not end it.
    diagram: JSON.stringify(diagramOf(result)).replaceAll('<', String.raw`\u003c`),
    seconds,
    figures: figuresOf(result.outcome),
    findings: result.findings,
    events: result.outcome.trace.events,
    style: ours('picture.css'),
    script: ours('picture.js'),
  };
  return ejs.render(readFileSync(template, 'utf8'), values, { filename: template });
}

const titleOf = (name: string, { outcome }: Result) => `${name}, seed ${outcome.schedule.seed}`;
