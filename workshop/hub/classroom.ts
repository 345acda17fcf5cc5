// The class: the hub joins the instructor's, tells it how far you are, and keeps what the instructor says.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ClassState, Progress } from './events.ts';
import { getProgress, onChange } from './progress.ts';
import { STEPS, type Lead, type Progress as Report } from '../class/events.ts';
import { type ClassMember, joinClass } from '../class/member.ts';
import { placeOf } from '../class/public/places.js';
import { root } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';

const nothing: ClassState = {
  connection: 'none',
  reason: '',
  address: '',
  alias: '',
  isHandRaised: false,
  lead: null,
  question: null,
  answer: null,
  message: '',
};
export const classroom: ClassState = { ...nothing };
/** Who wants to know of changes; set by the handler. */
export const tell = { class: () => {} };

// So that a hub that was started again is the same student. It is gone when you leave.
const file = join(root, 'my-saved', '.class.json');
const schema = z.object({ address: z.string(), alias: z.string(), session: z.string() });

// What comes from the class may be anything: it is another computer.
const leadSchema = z.object({
  step: z.enum([...STEPS, 'slides']),
  stage: z.number().int().optional(),
  title: z.string().max(500),
});
const questionSchema = z.object({ id: z.string(), text: z.string(), options: z.array(z.string()).max(8) });
const messageSchema = z.object({ text: z.string() });

let member: ClassMember | undefined;
let stopReporting = () => {};

function change(part: Partial<ClassState>): void {
  Object.assign(classroom, part);
  tell.class();
}

/** Joins a class, and stays in it until `leave`, whatever happens to the connection. */
export function enter(address: string, alias: string, session?: string): void {
  if (member) throw new Mistake('You are in a class already. Leave it first.');
  change({ ...nothing, address, alias });
  const joined = joinClass({
    address,
    alias,
    ...(session && { session }),
    onState: (state) => {
      change(state);
      if (state.connection === 'ended') forget();
    },
    onLead: (told) => {
      const { data: lead } = leadSchema.safeParse(told);
      change({ lead: lead ? { says: `We are at ${placeOf(lead)}.`, href: hrefOf(lead) } : null });
    },
    onQuestion: (asked) => {
      const question = questionSchema.safeParse(asked).data ?? null;
      // After a break of the connection, the same one comes again.
      change({ question, answer: question?.id === classroom.question?.id ? classroom.answer : null });
    },
    onMessage: (posted) => change({ message: messageSchema.safeParse(posted).data?.text ?? '' }),
  });
  member = joined;
  const report = (progress: Progress) => void joined.report(reportOf(progress));
  stopReporting = onChange(report);
  report(getProgress());
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ address, alias, session: joined.session }));
  } catch (error) {
    console.error(`Your class could not be written down: ${(error as Error).message}`);
  }
}

function forget(): void {
  stopReporting();
  member = undefined;
  change({ lead: null, question: null, message: '', isHandRaised: false });
  rmSync(file, { force: true });
}

/** Goes back into the class in which you were when the hub was stopped. */
export function comeBack(): void {
  try {
    const { address, alias, session } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    enter(address, alias, session);
  } catch {
    // You were in none.
  }
}

function membership(): ClassMember {
  if (member) return member;
  throw new Mistake('You are in no class.');
}

export const leave = (): Promise<void> => membership().leave();

/** "I'm stuck", with the first sentence that fails. */
export function raiseHand(isUp: boolean) {
  const { failing } = reportOf(getProgress());
  return isUp ? membership().raiseHand(failing) : membership().lowerHand();
}

export async function answerQuestion(option: number) {
  const answered = await membership().answer(option);
  if (answered.ok) change({ answer: option });
  return answered;
}

/** How far you are, as the class wants to know it: what you build, and not what you start from. */
function reportOf({ step, stop, checks }: Progress): Report {
  const number = Number(/\d$/.exec(step)?.[0] ?? 0);
  const [before, stage] = (stop ?? '').split('.').map(Number);
  const { held = 0, of = 0, failing = '' } = checks[number] ?? {};
  return {
    step: STEPS.find((one) => step === one || step === `demo-${one}`) ?? 'demo1',
    ...(stage && before === number - 1 && { stage }),
    held,
    of,
    ...(failing && { failing }),
  };
}

/** Where that is in the hub. Stage 2 on the way to demo 4 is the stop `3.2`. */
function hrefOf({ step, stage }: Lead): string {
  if (step === 'slides') return '/slides';
  const stop = stage ? `?stop=${Number(step.slice(4)) - 1}.${stage}` : '';
  return `/step/${step.replace(/^(sidebar|encore)$/, 'demo-$1')}${stop}`;
}
