import { z } from 'zod';
import { openRun } from '../../shared/billing-run.store.ts';
import { customerZones, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { stageCustomersAtOnce } from '../../shared/config.ts';
import { runFolder } from '../../shared/list.store.ts';
import { instant, month } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { concurrencyFor } from './concurrency.ts';
import { requireMonthOver } from './month-over.ts';

const input = z.object({
  sellerId: id,
  month,
  execution: z.string().min(1),
  openedAt: instant,
  input: z.object({ customersAtOnce: z.number().int().min(1).optional() }),
});

/** Opens the run of a seller and month, once the month is over for every customer. */
export const handler = defineStep(input, async ({ input: settings, ...wanted }) => {
  const seller = await requireSeller(wanted.sellerId);
  requireMonthOver(wanted.month, [seller.zone, ...(await customerZones(wanted.sellerId))], wanted.openedAt);
  const run = await openRun(wanted);
  return {
    sellerId: run.sellerId,
    runId: run.id,
    month: run.month,
    folder: runFolder(run.sellerId, run.id),
    concurrency: concurrencyFor(settings.customersAtOnce ?? seller.customersAtOnce, stageCustomersAtOnce()),
  };
});
