import { z } from 'zod';

/** What became of a statement, as the step import-statement says. */
export const takenStatement = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('imported'),
    isNew: z.boolean().describe('False where the same was imported before.'),
    transactions: z.number().int(),
    added: z.number().int().describe('Those that no statement had before.'),
  }),
  z.object({ outcome: z.literal('refused'), reason: z.string(), key: z.string().describe('Where the file is kept.') }),
]);
