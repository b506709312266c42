import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { metersOf, requireCustomer } from '../../shared/catalog.store.ts';
import { midnight, plainDate } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { usageOfDay } from '../../shared/usage.store.ts';
import { usageOf } from './asked-usage.ts';
import { endingAt } from './events-looked-at.ts';

/** Events that are read for one answer: a page waits for it, and 25 seconds are the most it waits. */
const MOST_EVENTS = 200_000;

const input = z.object({
  sellerId: id,
  customerId: id,
  /** First day, and the first that is not measured any more; in the customer's zone. */
  from: plainDate,
  until: plainDate,
});

/**
 * What every meter measured of a customer in each of some days, as a bill of exactly these days would have it. Keeps
 * nothing. Where more events lie on the days than are read for one answer, it has no meters and is not whole.
 */
export const handler = defineStep(input, async ({ sellerId, customerId, from, until }) => {
  const { zone } = await requireCustomer(sellerId, customerId);
  const looking = endingAt(MOST_EVENTS, (day) => usageOfDay(sellerId, customerId, day));
  const period = { start: midnight(from, zone), end: midnight(until, zone), zone };
  const meters = await usageOf(await metersOf(sellerId), looking.day, period, true);
  return looking.isWhole() ? { isWhole: true, meters } : { isWhole: false, meters: [] };
});
