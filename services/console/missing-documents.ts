import { z } from 'zod';
import type { CustomerState } from '../../shared/failed-try.ts';
import type { Wait } from './run-state.ts';

/** The states of the invoice workflow, in its order. */
export const INVOICE_STATES = ['GenerateInvoiceNumber', 'CreateInvoice', 'GeneratePdf', 'FilePdf'] as const satisfies CustomerState[];

/** What the verification of a run found, as the run waits with it. */
const verification = z.object({
  documents: z.number(),
  problems: z.array(z.string()),
  problemCount: z.number(),
  missing: z.array(z.object({ number: z.string(), customerId: z.string() })).default([]),
});

/** What the verification found that a run waits for repair with, or undefined if it does not. */
export function foundOf(wait: Wait | undefined): z.infer<typeof verification> | undefined {
  return wait?.for === 'repair' ? verification.safeParse(wait.about).data : undefined;
}
