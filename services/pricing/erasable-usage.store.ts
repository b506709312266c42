import { auditEntries } from '../../shared/audit.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { plansFor, requireCustomer, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { chainKey, claimChains, claimJudge, isStanding } from '../../shared/claim.store.ts';
import type { ClaimChain } from '../../shared/claim.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import type { Erasure } from '../../shared/erasure.ts';
import { NotFoundError, NotPriceableError } from '../../shared/errors.ts';
import { addDays, addMonths, compareInstants } from '../../shared/period.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import { isAbout } from '../../shared/quarantine.ts';
import { readOnce } from '../../shared/read-once.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { ordersOf } from '../../shared/orders/order.store.ts';
import { overOn } from '../../shared/orders/order.ts';
import type { OrdersStanding, StandingPeriod } from './erasable-usage.ts';
import { scheduledClaims } from './scheduled-claims.ts';
import { spanOf } from './scheduled-parts.ts';
import type { ScheduledClaim } from './scheduled-parts.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/** Every service period of a customer up to the ones that run, and when the last of them was billed. */
export interface Standing {
  readonly periods: readonly StandingPeriod[];
  /** UTC day on which the latest run that billed one was closed. */
  readonly lastBilledOn: string | undefined;
}

/** Every day there is: what is compared is compared with all of its days. */
const ALL_DAYS = '0000-01-01';

interface Asked {
  readonly sellerId: string;
  readonly customer: Customer;
  readonly erasure: Erasure | undefined;
  readonly months: number;
  readonly at: string;
  /** Whether a run would correct a period that is billed, held against all of its days. */
  readonly isPending: (due: DuePeriod) => Promise<boolean>;
  /** UTC day on which a run was closed; undefined while it is not. */
  readonly closedOn: (runId: string) => Promise<string | undefined>;
}

/**
 * Looks at every period: whether it is billed by closed runs alone, and, once it is old enough, whether its usage is still
 * what was billed.
 *
 * @param months that usage is kept after it was billed
 * @param at moment of looking
 */
export async function standingPeriods(
  sellerId: string,
  customerId: string,
  { erasure, months, at, isPending }: Pick<Asked, 'erasure' | 'months' | 'at' | 'isPending'>,
): Promise<Standing> {
  const customer = await requireCustomer(sellerId, customerId);
  const closedOn = readOnce(async (runId) => {
    const { state, openedAt } = await requireRun(sellerId, runId);
    if (state !== 'closed') return undefined;
    const closed = (await auditEntries(sellerId, { runId })).find(({ action }) => action === 'closed');
    return (closed?.at ?? openedAt).slice(0, 10);
  });
  const asked: Asked = { sellerId, customer, isPending, erasure, months, at, closedOn };
  const judge = claimJudge({ sellerId, customerId, runId: 'erase', attempt: 1, isDryRun: false });
  const periods: StandingPeriod[] = [];
  const billedOn: string[] = [];
  for (const subscription of await subscriptionsOf(sellerId, customerId)) {
    const chains = await claimChains(judge, sellerId, subscription.id);
    const begun = `${addDays([at.slice(0, 10), subscription.start].sort().at(-1)!, 1)}T00:00:00Z`;
    const scheduled = { zone: customer.zone, until: begun, claimed: [...chains.values()].filter(isStanding) };
    const claims = scheduledClaims(subscription, await plansFor(sellerId, subscription), scheduled);
    const usage = claims.filter(({ timing, parts }) => timing === 'arrears' && parts.length > 0);
    for (const claim of usage.filter(({ dueAt }) => compareInstants(dueAt, at) <= 0)) {
      const { billed, ...period } = await standingOf(
        asked,
        subscription,
        claim,
        chains.get(chainKey(claim)) ?? { settled: [], isHeld: false },
      );
      periods.push(period);
      if (billed !== undefined) billedOn.push(billed);
    }
    const running = usage.find(({ dueAt }) => compareInstants(dueAt, at) > 0);
    if (running) periods.push({ subscriptionId: subscription.id, part: spanOf(running.parts) });
  }
  return { periods, lastBilledOn: billedOn.sort().at(-1) };
}

async function standingOf(
  asked: Asked,
  subscription: Subscription,
  claim: ScheduledClaim,
  { settled, isHeld }: Pick<ClaimChain, 'settled' | 'isHeld'>,
): Promise<StandingPeriod & { billed?: string }> {
  const part = spanOf(claim.parts);
  const period = { subscriptionId: subscription.id, part };
  if (settled.length === 0) return { ...period, obstacle: 'is not billed: run its month, or end the run that is open.' };
  if (isHeld) return { ...period, obstacle: 'is being corrected by a run that is open: end it first.' };
  const closed = await Promise.all(settled.map(async ({ claim: { runId } }) => ({ runId, on: await asked.closedOn(runId) })));
  const open = closed.find(({ on }) => on === undefined);
  if (open) return { ...period, obstacle: `is billed by "${open.runId}", which is not closed: end it first.` };

  const billed = closed
    .flatMap(({ on }) => on ?? [])
    .sort()
    .at(-1)!;
  const erased = erasedOn(asked.erasure, part);
  if (erased !== undefined) return { ...period, freeOn: erased, billed };
  const freeOn = addMonths(billed, asked.months);
  const pending = freeOn <= asked.at.slice(0, 10) ? await correctionPending(asked, { ...claim, subscription, settled }) : undefined;
  return pending === undefined ? { ...period, freeOn, billed } : { ...period, billed, obstacle: pending };
}

/** Why a period that was billed has to be corrected first, if it has. */
async function correctionPending({ isPending }: Asked, period: Omit<DuePeriod, 'since' | 'compared'>): Promise<string | undefined> {
  try {
    const isChanged = await isPending({ ...period, since: ALL_DAYS, compared: 0 });
    return isChanged ? 'has other usage than was billed: the next run corrects it.' : undefined;
  } catch (error) {
    if (error instanceof NotPriceableError || error instanceof NotFoundError) return `can't be held against its bill: ${error.message}`;
    throw error;
  }
}

/** Whether an order of a customer goes on, and when the last one came to its end. */
export async function ordersStanding(sellerId: string, customerId: string): Promise<OrdersStanding> {
  const orders = (await ordersOf(sellerId, customerId)).map(({ order }) => order);
  const over = orders.flatMap((order) => overOn(order) ?? []);
  return { open: orders.find((order) => overOn(order) === undefined)?.id, overOn: over.sort().at(-1) };
}

/** Entries of the quarantine that may become usage of a customer before an instant, or whose time can't be read. */
export async function openInQuarantine(sellerId: string, customerId: string, before: string): Promise<number> {
  let open = 0;
  for await (const { text, dismissed } of quarantinedEvents(sellerId)) {
    if (dismissed || !isAbout(text, customerId)) continue;
    const time = timeOf(text);
    if (time === undefined || compareInstants(time, before) < 0) open++;
  }
  return open;
}

function timeOf(text: string): string | undefined {
  try {
    return usageEvent.shape.time.safeParse((JSON.parse(text) as { time?: unknown } | null)?.time).data;
  } catch {
    return undefined;
  }
}
