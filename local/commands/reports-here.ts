import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { addDays, addMonths, dateIn } from '../../shared/period.ts';
import { ageingOn } from '../../shared/receivables/ageing.ts';
import { dueSums } from '../../shared/receivables/open-item.store.ts';
import { cashReport, deferredReport, revenueReport } from '../../shared/reports/report.store.ts';
import type { Invoke } from '../runner/scope.ts';
import type { Reports } from './reports.ts';
import { takeIn } from './take-in.ts';

/** Nobody waits for a page: all that is missing is read at once. */
const ALL = Infinity;

/** Reports of a data folder or a stage. */
export function reportsHere({ invoke }: { readonly invoke: Invoke }, sellerId: string): Reports {
  const zone = async (): Promise<string> => (await requireSeller(sellerId)).zone;
  const today = async (): Promise<string> => dateIn(now().toISOString(), await zone());
  return {
    async ageing() {
      await takeIn(invoke, sellerId);
      const day = await today();
      return { day, ageing: ageingOn(await dueSums(sellerId), day) };
    },
    async cash() {
      await takeIn(invoke, sellerId);
      return cashReport(sellerId, await zone(), now().toISOString());
    },
    async revenue({ from, until }) {
      const last = until ?? (await today()).slice(0, 7);
      return revenueReport(sellerId, { from: from ?? addMonths(`${last}-01`, -11).slice(0, 7), until: last }, ALL);
    },
    async deferred(on) {
      const day = on ?? addDays(`${(await today()).slice(0, 7)}-01`, -1);
      return { day, ...(await deferredReport(sellerId, day, ALL)) };
    },
  };
}
