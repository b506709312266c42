import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';

/** Input of the steps of a dunning case. */
export const caseStep = z.object({ sellerId: id, number: z.string(), case: z.int().min(1), enteredAt: instant });

/** Input of a step that the plan has: its place in it, from 1. */
export const planStep = caseStep.extend({ step: z.int().min(1) });
