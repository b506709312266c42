import { z } from 'zod';
import { metersOf, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { beginClosing, confirmErasure, getErasure, reopenUsage } from '../../shared/erasure.store.ts';
import { keptMonths } from '../../shared/erasure.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { addDays, addMonths, instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { erasableOf } from './erasable-usage.ts';
import type { Erasable } from './erasable-usage.ts';
import { openInQuarantine, ordersStanding, standingPeriods } from './erasable-usage.store.ts';
import { lookAtUsage } from './usage-snapshot.store.ts';
import type { DuePeriod } from './usage-snapshot.ts';

const input = z.object({
  sellerId: id,
  customerId: id,
  at: instant,
  /** Who decides it and how much it comes to; without it nothing is changed. */
  decided: z.object({ by: person, counts: z.record(z.string(), z.number().int()) }).optional(),
});

/**
 * Says how far the usage of a customer may be erased, and decides it. Usage of that time is refused first and held against
 * its bills again then, so that nothing comes between looking and closing; only what stands as it was billed is closed.
 */
export const handler = defineStep(input, async ({ sellerId, customerId, at, decided }) => {
  const found = await erasable(sellerId, customerId, at);
  if (!decided) return found;
  await beginClosing(sellerId, customerId, found.scope.closedBefore);
  const again = await erasable(sellerId, customerId, at);
  if (again.scope.closedBefore !== found.scope.closedBefore) {
    await reopenUsage(sellerId, customerId);
    throw new DecisionRefusedError('Usage came in while it was looked at. Nothing was erased; look again.');
  }
  await confirmErasure(sellerId, customerId, again.scope, { ...decided, at });
  return again;
});

async function erasable(sellerId: string, customerId: string, at: string): Promise<Erasable> {
  const months = keptMonths(await requireSeller(sellerId));
  const erasure = await getErasure(sellerId, customerId);
  const today = at.slice(0, 10);
  const oldest = addDays(addMonths(today, -months.usage), -1);
  const meters = await metersOf(sellerId);
  const step = { sellerId, customerId, runId: 'erase', attempt: 1 };
  const isPending = async (due: DuePeriod): Promise<boolean> => (await lookAtUsage(step, [due], meters)).periods.length > 0;
  const standing = await standingPeriods(sellerId, customerId, { at, months: months.usage, erasure, isPending });
  const about = {
    ...standing,
    orders: await ordersStanding(sellerId, customerId),
    erasure,
    today,
    oldest,
    contactsMonths: months.contacts,
  };
  const closing = erasableOf(about, 0);
  return erasableOf(about, await openInQuarantine(sellerId, customerId, closing.scope.closedBefore));
}
