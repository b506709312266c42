import { z } from 'zod';
import { bankMapping } from '../../shared/bank/csv-mapping.ts';
import { takeKeptStatement } from '../../shared/bank/statement-intake.store.ts';
import type { TakenStatement } from '../../shared/bank/statement-intake.store.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { providerOf } from './provider.client.ts';
import { closeSettledPages } from './settled-page.store.ts';

const input = z.object({
  sellerId: id,
  /** Where the file is kept among the working files; whoever calls has put it there. */
  key: z.string().regex(/\/statements\/[0-9a-f]{64}$/),
  name: z.string().min(1).max(255),
  mapping: bankMapping.optional(),
  by: person,
  at: instant,
});

/** Imports a statement of the bank for a person, as the command line does. A file that is refused is told with the reason. */
export const handler = defineStep(input, async ({ sellerId, key, ...given }): Promise<TakenStatement> => {
  const taken = await takeKeptStatement(sellerId, key, given);
  await closeSettledPages(sellerId, given.at, providerOf);
  return taken;
});
