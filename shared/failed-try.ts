import { z } from 'zod';
import { id } from './catalog.ts';
import { instant } from './period.ts';

/** States that work on one customer of a run and are in no history, since the children of a map have none that can be read. */
export const CUSTOMER_STATES = [
  'CalculatePrice',
  'DraftInvoice',
  'GeneratePreview',
  'GenerateInvoiceNumber',
  'CreateInvoice',
  'GeneratePdf',
  'FilePdf',
] as const;
export type CustomerState = (typeof CUSTOMER_STATES)[number];

/** Characters kept of what an error says. */
export const MOST_CAUSE = 500;

/** A try of such a state that failed, for people who look for what went wrong. It decides nothing. */
export const failedTry = z.object({
  schema: z.literal(1),
  state: z.enum(CUSTOMER_STATES),
  customerId: id,
  at: instant,
  error: z.string(),
  cause: z.string().max(MOST_CAUSE),
});
export type FailedTry = z.infer<typeof failedTry>;
