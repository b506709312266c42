import { endedAttempts } from '../../shared/attempt.store.ts';
import { billedPlans } from '../../shared/billed-plan.store.ts';
import { closedRuns, requireSeal } from '../../shared/billing-run.store.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import type { BillingRun, SealedDraft } from '../../shared/billing-run.ts';
import { draftHeads, getDraft } from '../../shared/draft.store.ts';
import { hasInvoice } from '../../shared/invoice.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { lineSums } from '../../shared/line-sums.ts';
import { requireList } from '../../shared/list.store.ts';
import { monthBefore } from '../../shared/period.ts';
import type { Bill } from './comparison.ts';
import type { Past } from './review.ts';

const AT_ONCE = 20;

/**
 * What the runs before this one billed, as far as the review of this run is compared with it: the bills of last
 * month's closed runs, but only those of customers of this run, and none of customers whom an earlier run of the
 * same month has billed already. Reads the heads of last month's drafts, and of customers without a bill among
 * them whether they ever had an invoice.
 *
 * @param customers of this run
 * @param billed customers with a draft in this run
 */
export async function pastOf(run: BillingRun, customers: readonly string[], billed: readonly string[]): Promise<Past> {
  const { sellerId, month } = run;
  const compared = new Set(customers);
  for (const earlier of await closedRuns(sellerId, month)) {
    if (earlier.id !== run.id) for (const { customerId } of await issuedBy(earlier)) compared.delete(customerId);
  }
  const lastRuns = await closedRuns(sellerId, monthBefore(month));
  const all: Bill[] = [];
  for (const last of lastRuns) all.push(...(await billsOf(last)));
  const bills = all.filter(({ customerId }) => compared.has(customerId));

  const known = new Set(all.map(({ customerId }) => customerId));
  const unknown = billed.filter((customerId) => !known.has(customerId));
  const had = await inLanes(AT_ONCE, unknown, (customerId) => hasInvoice(sellerId, customerId));
  const versions = [...(await billedPlans(sellerId)), ...all.flatMap(({ plans }) => plans)];
  const isBilled = new Set(versions.map(({ plan, version }) => `${plan}|${version}`));
  return {
    lastMonth:
      lastRuns.length === 0
        ? null
        : {
            month: monthBefore(month),
            runs: lastRuns.map(({ id }) => id),
            customers: new Set(bills.map(({ customerId }) => customerId)).size,
          },
    bills,
    newCustomers: new Set(unknown.filter((_, i) => !had[i])),
    isBilled: (plan, version) => isBilled.has(`${plan}|${version}`),
  };
}

/** Drafts that a closed run made documents of; what became a VOID document counts as nothing billed. */
async function issuedBy({ sellerId, id: runId }: BillingRun): Promise<SealedDraft[]> {
  const { seal } = await requireSeal(sellerId, runId);
  const attempts = await endedAttempts(sellerId, runId);
  return (await requireList(sealedDraft, seal.list.key)).filter(({ customerId }) => !attempts.get(customerId)?.isVoid);
}

async function billsOf(run: BillingRun): Promise<Bill[]> {
  const { sellerId, id: runId } = run;
  const attempts = new Map((await issuedBy(run)).map(({ customerId, attempt }) => [customerId, attempt]));
  const bills: Bill[] = [];
  for await (const head of draftHeads(sellerId, runId)) {
    if (head.outcome === 'draft' && attempts.get(head.customerId) === head.attempt) bills.push(head);
  }
  // Heads of earlier versions say nothing of plans and meters; their drafts do, until they are erased.
  return inLanes(AT_ONCE, bills, async (bill) => {
    if (bill.plans.length > 0) return bill;
    const draft = await getDraft({ sellerId, runId, customerId: bill.customerId, attempt: bill.attempt });
    return draft ? { ...bill, ...lineSums(draft.lines, draft.currency) } : bill;
  });
}
