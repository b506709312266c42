import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { defineStep } from '../../shared/step.ts';
import { decideDunning, wantedDecision } from './dunning-decision.store.ts';

const input = wantedDecision.extend({ sellerId: id, number: z.string() });

/** A person's decision on a dunning case, as whoever may call this step says it: the command line, the console, or IAM. */
export const handler = defineStep(input, ({ sellerId, number, ...wanted }) => decideDunning(sellerId, number, wanted));
