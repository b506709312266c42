import { z } from 'zod';
import { customersPage, subscriptionsOf } from '../../shared/catalog.store.ts';
import { dateIn } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { isRunning, termsOn } from './terms-on.ts';

/** Customers that are looked at for one page; the sum goes on where it says so. */
const MOST_CUSTOMERS = 500;
const CUSTOMERS_AT_ONCE = 100;
/** Versions that are told apart, since the address of the next page has them. */
const MOST_VERSIONS = 100;

/** What was counted so far, and where it goes on: the address of the next page has it. */
const counting = z.object({
  place: shardPlace,
  customers: z.number().int().min(0),
  /** By plan and version, as `basic 2`. */
  running: z.record(z.string().max(100), z.number().int().min(0)),
  /** On versions that are not told apart. */
  others: z.number().int().min(0),
});

/** How many subscriptions run on each version of the plans, of the customers that were looked at. */
export interface Subscribers extends Omit<z.infer<typeof counting>, 'place'> {
  /** Where counting goes on; absent if all customers were looked at. */
  readonly next?: string;
}

/**
 * Counts the subscriptions that run, customer by customer: nothing else says who is subscribed, so it is asked for by
 * itself. One call looks at so many customers, and what it came to is carried on.
 *
 * @param at instant at which they run
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function countSubscribers(
  sellerId: string,
  plans: readonly PlanVersion[],
  at: string,
  after: string | undefined,
): Promise<Subscribers> {
  const before = cursorIn(counting, after);
  const sum = before ?? { customers: 0, running: {}, others: 0 };
  let place = before?.place ?? { shard: 0 };
  for (let customers = 0; customers < MOST_CUSTOMERS;) {
    const page = await customersPage(sellerId, place, CUSTOMERS_AT_ONCE);
    const each = page.customers.map(async ({ id, zone }) => {
      const day = dateIn(at, zone);
      return (await subscriptionsOf(sellerId, id)).filter((it) => isRunning(it, day)).map((it) => termsOn(it, plans, day));
    });
    for (const { plan, version } of (await Promise.all(each)).flat()) addTo(sum, `${plan} ${version}`);
    customers += page.customers.length;
    sum.customers += page.customers.length;
    if (!page.next) return { customers: sum.customers, running: sum.running, others: sum.others };
    place = page.next;
  }
  return { ...sum, next: cursorText({ ...sum, place }) };
}

function addTo(sum: Pick<z.infer<typeof counting>, 'running' | 'others'>, version: string): void {
  const known = sum.running[version];
  if (known === undefined && Object.keys(sum.running).length === MOST_VERSIONS) sum.others++;
  else sum.running[version] = (known ?? 0) + 1;
}
