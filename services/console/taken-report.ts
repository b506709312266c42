import { z } from 'zod';

/** What the step says of a report of the bank. */
export const takenReport = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('taken'),
    rejected: z.array(z.object({ id: z.string(), code: z.string() })).describe('Debits that the bank rejects, with its code.'),
  }),
  z.object({ outcome: z.literal('refused'), reason: z.string().describe('Why nothing of it is written down.') }),
]);
export type TakenReport = z.infer<typeof takenReport>;
