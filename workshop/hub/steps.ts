// The steps of the workshop: what each adds and how long it takes, as the README, the lessons and the plan say it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run/folders.ts';
import { clocks } from '../stage/plan/clocks.ts';
import { steps as plan } from '../stage/plan/steps.ts';

export interface Step {
  /** Its folder: `demo4`. */
  name: string;
  /** 1 to 7; 0 for the sidebar and the encore, which nobody builds. */
  number: number;
  /** The two halves of its title: `Demo 4`, `broadcast`. */
  label: string;
  title: string;
  adds: string;
  /** In class, with the typing. For a step that isn't in the plan: as long as it takes to read. */
  minutes: number;
  exercises: number;
  /** The exercises that the check can judge, by name. */
  judged: string[];
  port: number;
}

/** A place to which `my/` can be put: `4` is demo 4, `3.2` is stage 2 on the way there. */
export interface Stop {
  id: string;
  title: string;
}

const READING = 150; // words a minute, in a foreign language
const overview = readFileSync(join(root, 'README.md'), 'utf8');

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

export const path: Step[] = ['1', '2', '3', '4', '5', '6', '7', '-encore', '-sidebar'].map((suffix) => {
  const name = `demo${suffix}`;
  const lesson = readFileSync(join(root, name, 'README.md'), 'utf8');
  const [, label = name, title = ''] = /^# (.*): (.*)/m.exec(lesson) ?? [];
  const row = overview.split('\n').find((line) => line.includes(`| [${name}/](${name}/)`)) ?? '';
  const [, , , adds = '', address = ''] = row.split('|').map((cell) => cell.trim());
  const parts = clocks[1]!.parts.filter(({ demo }) => demo === Number(suffix));
  const minutes = [...lesson.matchAll(/^### .*\((\d+) minutes\)/gm)].map(([, digits]) => Number(digits));
  return {
    name,
    number: Math.max(0, Number(suffix) || 0),
    label,
    title,
    adds,
    minutes: sum(parts.map((part) => part.minutes)) || Math.ceil(lesson.split(/\s+/).length / READING),
    exercises: sum(minutes),
    judged: [...lesson.matchAll(/`npm run check exercise ([a-z-]+) my`/g)].flatMap(([, one]) => one ?? []),
    port: Number(/:(\d+)/.exec(address)?.[1]),
  };
});

export const stepOf = (name: string): Step | undefined => path.find((step) => step.name === name);

/** Where `my/` can be on the way to a demo: at the one before, at each stage between the two, and at the demo itself. */
export function stopsOf(demo: number): Stop[] {
  const stages = plan[demo - 1]?.stages.slice(0, -1) ?? [];
  return [
    ...(demo > 1 ? [{ id: `${demo - 1}`, title: `Demo ${demo - 1}, to build demo ${demo} from` }] : []),
    ...stages.map(({ title }, i) => ({
      id: `${demo - 1}.${i + 1}`,
      title: `Stage ${demo - 1}.${i + 1}: ${title}`,
    })),
    { id: `${demo}`, title: `Demo ${demo}, to catch up, or for its exercises` },
  ];
}
