import { z } from 'zod';
import { openRun } from '../../shared/billing-run.store.ts';
import { finishImport } from '../../shared/catalog-import.store.ts';
import { customersUpTo, customerZones, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { customersAFunction, stageCustomersAtOnce } from '../../shared/config.ts';
import { requireNextMonth } from '../../shared/issuing-lock.store.ts';
import { runFolder } from '../../shared/list.store.ts';
import { instant, month } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { takeOverRun } from '../../shared/run-takeover.store.ts';
import { concurrencyFor, enoughCustomers, worthAtOnce } from './concurrency.ts';
import { requireMonthOver } from './month-over.ts';

const input = z.object({
  sellerId: id,
  month,
  execution: z.string().min(1),
  openedAt: instant,
  input: z.object({
    customersAtOnce: z.number().int().min(1).optional(),
    startedBy: person.default('schedule'),
    isDryRun: z.boolean().default(false),
    onlyCustomers: z.array(id).min(1).optional(),
    /** Execution whose run this one goes on with. */
    takesOver: z.string().min(1).optional(),
  }),
});

/** Opens the run of a seller and month, once the month is over for every customer. It begins on a whole catalog. */
export const handler = defineStep(input, async ({ input: settings, ...wanted }) => {
  await finishImport(wanted.sellerId);
  const seller = await requireSeller(wanted.sellerId);
  requireMonthOver(wanted.month, [seller.zone, ...(await customerZones(wanted.sellerId))], wanted.openedAt);
  const { startedBy, isDryRun, onlyCustomers, takesOver } = settings;
  if (!isDryRun) await requireNextMonth(wanted.sellerId, wanted.month);
  if (takesOver !== undefined) await takeOverRun(wanted.sellerId, wanted.month, takesOver, wanted.execution);
  const run = await openRun({ ...wanted, startedBy, isDryRun, onlyCustomers, ...(seller.usageAnnex ? { usageAnnex: true } : {}) });
  const wantedAtOnce = settings.customersAtOnce ?? (await atOnceFor(seller.id, seller.customersAtOnce, onlyCustomers));
  return {
    sellerId: run.sellerId,
    runId: run.id,
    month: run.month,
    isDryRun: run.isDryRun,
    folder: runFolder(run.sellerId, run.id),
    concurrency: concurrencyFor(wantedAtOnce, stageCustomersAtOnce()),
  };
});

async function atOnceFor(sellerId: string, most: number, onlyCustomers: readonly string[] | undefined): Promise<number> {
  const each = customersAFunction();
  const customers = onlyCustomers?.length ?? (await customersUpTo(sellerId, enoughCustomers(most, each)));
  return Math.min(most, worthAtOnce(customers, each));
}
