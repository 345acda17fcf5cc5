// Places in words: "demo 4 (stage 3.2): An echo for a chat", and the address of their lesson.

/** @import { Lead, Progress } from '../events.ts' */

/** @param {Lead['step']} step */
export const nameOfStep = (step) => step.replace(/(\d)/, ' $1');

/** Stage 2 on the way to demo 4 is `3.2`, as in `npm run stage 3.2`. @param {Lead['step']} step @param {number} stage */
export const nameOfStage = (step, stage) => `${Number(/\d/.exec(step)?.[0] ?? 1) - 1}.${stage}`;

/** @param {Lead} lead */
export function placeOf({ step, stage, title }) {
  if (step === 'slides') return stage ? `slide ${stage}: ${title}` : 'the slides';
  return stage ? `${pointOf({ step, stage })}: ${title}` : title;
}

/** Where the lesson of a step is; undefined for the slides, which are on the projector. @param {Lead['step']} step */
export const lessonOf = (step) =>
  step === 'slides' ? undefined : `/lessons/${step.replace(/^(sidebar|encore)$/, 'demo-$1')}/README.md`;

/** Like "demo 4 (stage 3.2)". @param {Pick<Progress, 'step' | 'stage'>} progress */
export const pointOf = ({ step, stage }) =>
  nameOfStep(step) + (stage === undefined ? '' : ` (stage ${nameOfStage(step, stage)})`);
