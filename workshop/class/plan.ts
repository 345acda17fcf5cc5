// The plan, as the board shows it: the parts of the day, and the places where a class can be.
import { join } from 'node:path';
import { root, textOf } from '../run/folders.ts';
import { timed } from '../stage/clock.ts';
import { clocks } from '../stage/plan/clocks.ts';
import { steps } from '../stage/plan/steps.ts';
import { type Lead, type Plan, STEPS } from './events.ts';

export const folderOf = (step: string): string => step.replace(/^(sidebar|encore)$/, 'demo-$1');
const read = (path: string) => textOf(join(root, path));

/** Like "Demo 4: broadcast", the heading of its lesson. */
export const headingOf = (step: string): string =>
  /^# (.*)/m.exec(read(`${folderOf(step)}/README.md`))?.[1] ?? step;

export const plans: Plan['plans'] = clocks.map(({ title, parts }) => {
  let current = '';
  const untyped = parts.map(({ minutes, phase, what }) => ({ minutes, phase, what })); // what is typed doesn't matter here
  const all = timed({ title, parts: untyped }).map(({ at, minutes, phase = current, what }) => {
    current = phase;
    return { at, minutes, phase, what };
  });
  return { title, parts: all };
});

const demos = STEPS.map((step) => ({
  step,
  title: headingOf(step),
  // The stages of the step that leads to a demo: `npm run stage 3.2` is stage 2 on the way to demo 4.
  stages: steps[Number(step.replace('demo', '')) - 1]?.stages.map(({ title }) => title) ?? [],
}));

const slides = read('slides/slides.md')
  .split(/^---$/m)
  .slice(2)
  .map((slide) => /^# (.*)/m.exec(slide)?.[1]?.replaceAll('`', '') ?? '');

export const places: Plan['places'] = [...demos, { step: 'slides', title: 'Slides', stages: slides }];

/** The title of a stage or a slide, or of the whole step; undefined when there is no such stage. */
export function titleOf(step: Lead['step'], stage: number | undefined): string | undefined {
  const place = places.find((one) => one.step === step);
  return stage === undefined ? place?.title : place?.stages[stage - 1];
}
