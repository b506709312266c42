import { z } from 'zod';
import { id, language } from './catalog.ts';
import { sellerParty } from './invoice.ts';
import { instant, plainDate } from './period.ts';
import { person } from './person.ts';

/**
 * What stands under a number whose invoice can't be issued: a record of ours that the number was given out, that
 * no invoice came of it, why, and who approved that. It names the customer by id alone, since name or address may
 * be what could not be printed.
 */
export const voidDocument = z.object({
  schema: z.literal(1),
  kind: z.literal('void'),
  number: z.string().min(1).max(64),
  /** Day the number was given out; the series rises by it. */
  issueDate: plainDate,
  language,
  seller: sellerParty,
  customerId: id,
  reason: z.string().trim().min(1).max(500),
  approvedBy: person,
  decidedAt: instant,
});
export type VoidDocument = z.infer<typeof voidDocument>;
