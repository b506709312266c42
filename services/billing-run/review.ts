import type { CustomerInRun, DraftHead, Review, SealedDraft } from '../../shared/billing-run.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { amountText, decimal, ZERO } from '../../shared/money.ts';

/**
 * Holds the list of customers against what became of them.
 *
 * @param listed customers of the run
 * @param heads drafts of all attempts; only the attempt that counts is looked at
 * @param ended customers of whom an attempt has ended
 */
export function reviewOf(
  run: { sellerId: string; month: string },
  listed: readonly string[],
  heads: readonly DraftHead[],
  ended: ReadonlyMap<string, CustomerInRun>,
): { review: Omit<Review, 'round' | 'releaseReasons'>; list: SealedDraft[] } {
  const current = new Map(
    heads.filter((head) => head.attempt === (ended.get(head.customerId)?.attempt ?? 1)).map((head) => [head.customerId, head]),
  );
  const customers = [...listed].sort();
  const list: SealedDraft[] = [];
  const indexes = new Map<string, number>();
  for (const customerId of customers) {
    const head = current.get(customerId);
    if (head?.outcome !== 'draft') continue;
    const index = indexes.get(head.series) ?? 0;
    indexes.set(head.series, index + 1);
    const { attempt, hash, series, currency, net, payable } = head;
    list.push({ customerId, attempt, hash, series, index, currency, net, payable });
  }
  const review = {
    customers: customers.length,
    drafts: list.length,
    nothingDue: customers.filter((customerId) => current.get(customerId)?.outcome === 'nothing-due').length,
    setAside: customers.flatMap((customerId) => {
      const reason = current.has(customerId) ? undefined : ended.get(customerId)?.setAside;
      return reason ? [{ customerId, ...reason }] : [];
    }),
    totals: totalsOf(list),
    anomalies: [],
    contentHash: contentHash([run.sellerId, run.month, list.map(({ customerId, hash }) => [customerId, hash])]),
  };
  return { review, list };
}

/** Customers of the list that have neither draft nor reason: their batch ended before its time. */
export function withoutResult(
  listed: readonly { customerId: string; attempt: number }[],
  heads: readonly DraftHead[],
  ended: ReadonlyMap<string, CustomerInRun>,
): { customerId: string; attempt: number }[] {
  const drafted = new Set(heads.map(({ customerId, attempt }) => `${customerId}|${attempt}`));
  return listed.filter(({ customerId, attempt }) => {
    const counts = (ended.get(customerId)?.attempt ?? 1) === attempt;
    return counts && !drafted.has(`${customerId}|${attempt}`);
  });
}

/** Sums by currency, in the order of the codes; never across currencies. */
export function totalsOf(drafts: readonly { currency: string; net: string; payable: string }[]): Review['totals'] {
  const sums = new Map<string, { net: ReturnType<typeof decimal>; payable: ReturnType<typeof decimal> }>();
  for (const { currency, net, payable } of drafts) {
    const before = sums.get(currency) ?? { net: ZERO, payable: ZERO };
    sums.set(currency, { net: before.net.plus(decimal(net)), payable: before.payable.plus(decimal(payable)) });
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { net, payable }]) => ({ currency, net: amountText(net, currency), payable: amountText(payable, currency) }));
}
