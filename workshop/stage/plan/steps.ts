// The steps from one demo to the next, by the number of the demo with which they begin.
import type { Step } from '../plan.ts';
import { step1 } from './step1.ts';
import { step2 } from './step2.ts';
import { step3 } from './step3.ts';
import { step4 } from './step4.ts';
import { step5 } from './step5.ts';
import { step6 } from './step6.ts';

export const steps: Record<number, Step> = { 1: step1, 2: step2, 3: step3, 4: step4, 5: step5, 6: step6 };
