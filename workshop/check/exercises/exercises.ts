// The exercises that `npm run check exercise` can judge, each by the name of its heading in the README of its demo.
import type { Judged } from '../behaviours/layers.ts';
import { remember, rollADie } from './demo3.ts';
import { howManyAreHere, takeItBack } from './demo4.ts';
import { annIsTyping, sinceWhen } from './demo5.ts';
import { meWaves, theLastMessage } from './demo6.ts';
import { aLayerOfYourOwn, aMarker } from './demo7.ts';

/** By their sentences, as for a layer; without hints, because the README has one. */
export type Sentences = Record<string, Judged>;

export interface Exercise {
  demo: number;
  minutes: number;
  /** The events that it adds, each with the fields that its payload must have. */
  fromBrowser?: Record<string, string[]>;
  fromServer?: Record<string, string[]>;
  server: Sentences;
  page: Sentences;
}

export const exercises = new Map<string, Exercise>([
  ['roll-a-die', rollADie],
  ['remember', remember],
  ['how-many-are-here', howManyAreHere],
  ['take-it-back', takeItBack],
  ['since-when', sinceWhen],
  ['ann-is-typing', annIsTyping],
  ['me-waves', meWaves],
  ['the-last-message-of-each-room', theLastMessage],
  ['a-marker', aMarker],
  ['a-layer-of-your-own', aLayerOfYourOwn],
]);
