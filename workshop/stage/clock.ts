// When each part of a day begins, and how long its typing takes.
import type { Clock, Part } from './plan.ts';
import { piecesOf, stepOf } from './stages.ts';
import { blocksIn, figuresOf } from './typed.ts';

/** Typed slowly, by somebody who talks meanwhile. */
export const CHARACTERS_A_MINUTE = 160;

interface Typed {
  lines: number;
  characters: number;
  /** Of the typing alone. */
  minutes: number;
}

/** A part with the time at which it begins, like `1:05`. */
export type TimedPart = Part & { at: string; figures?: Typed };

/** @param stages like `3.2` */
export function typedIn(stages: string[]): Typed {
  let [lines, characters] = [0, 0];
  for (const place of stages) {
    const [demo = 0, stage = 0] = place.split('.').map(Number);
    const figures = figuresOf(blocksIn(piecesOf(demo), stepOf(demo), stage, 'type'));
    lines += figures.lines;
    characters += figures.characters;
  }
  return { lines, characters, minutes: characters / CHARACTERS_A_MINUTE };
}

export function timed({ parts }: Clock): TimedPart[] {
  let minute = 0;
  return parts.map((part) => {
    const at = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
    minute += part.minutes;
    return { ...part, at, ...(part.typed && { figures: typedIn(part.typed) }) };
  });
}
