import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import { reportDebits } from '../../shared/payments/reported-debits.store.ts';
import type { RejectedDebit } from '../../shared/payments/reported-debits.store.ts';
import { statusReport } from '../../shared/payments/status-report.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({
  sellerId: id,
  /** Where the file is kept among the working files; whoever calls has put it there. */
  key: z.string().regex(/\/direct-debits\/reports\/[0-9a-f]{64}$/),
  by: person,
  at: instant,
});

/** What became of a report. */
type TakenReport =
  { readonly outcome: 'taken'; readonly rejected: RejectedDebit[] } | { readonly outcome: 'refused'; readonly reason: string };

/** Takes what the bank says of a file of direct debits, for a person. A file that is refused is told with the reason. */
export const handler = defineStep(input, async ({ sellerId, key, ...taking }): Promise<TakenReport> => {
  const bytes = await files().get(key);
  if (!bytes) throw new NotFoundError(`There is no file ${key}.`);
  try {
    return { outcome: 'taken', rejected: await reportDebits(sellerId, bytes, statusReport(bytes), taking) };
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof NotFoundError)) throw error;
    return { outcome: 'refused', reason: error instanceof InvalidInputError ? `It ${error.message}` : error.message };
  }
});
