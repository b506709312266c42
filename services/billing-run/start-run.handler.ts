import { z } from 'zod';
import { customerZones, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { requireNextMonth } from '../../shared/issuing-lock.store.ts';
import { instant, month } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { requireMonthOver } from './month-over.ts';
import { startRun } from './run-start.store.ts';

const input = z.object({
  sellerId: id,
  month,
  by: person,
  at: instant,
  isDryRun: z.boolean().default(false),
  onlyCustomers: z.array(id).min(1).max(1_000).optional(),
});

/** Starts the run of a month because a person wants it; they may not release it. Twice the same is one run. */
export const handler = defineStep(input, async ({ at, ...wanted }) => {
  const { sellerId, month: of, isDryRun } = wanted;
  requireMonthOver(of, [(await requireSeller(sellerId)).zone, ...(await customerZones(sellerId))], at);
  if (!isDryRun) await requireNextMonth(sellerId, of);
  return { execution: await startRun(wanted) };
});
