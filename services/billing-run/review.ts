import type { CustomerInRun, DraftHead, SealedDraft } from '../../shared/billing-run.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { MOST_NAMED } from '../../shared/review.ts';
import type { Outcome, Review } from '../../shared/review.ts';
import { adviceFor } from './advice.ts';
import { anomaliesOf, countedAnomalies } from './anomalies.ts';
import { customersBeside, isCredited, largestDifferences, metersBeside, plansBeside, totalsBeside } from './comparison.ts';
import type { Bill } from './comparison.ts';

/** Why a customer has no draft whose batch ended before its time. */
export const NO_RESULT = {
  error: 'NoResultError',
  cause: 'The batch of this customer ended before its time.',
  step: 'PrepareDrafts',
  advice: adviceFor('NoResultError'),
};

/** What became of the customers of a run, each in exactly one place, in customer order. */
export interface Outcomes {
  readonly customers: number;
  readonly bills: readonly Bill[];
  readonly nothingDue: readonly string[];
  readonly setAside: Review['setAside'];
  /** Neither draft nor reason: the batch ended before its time. */
  readonly noResult: readonly string[];
}

/** What the runs before this one billed. */
export interface Past {
  /** Absent if no run of last month is closed. */
  readonly lastMonth: Review['lastMonth'];
  /** Last month's bills of this run's customers. */
  readonly bills: readonly Bill[];
  /** Customers who never had an invoice. */
  readonly newCustomers: ReadonlySet<string>;
  /** Whether any closed run billed a plan version. */
  readonly isBilled: (plan: string, version: number) => boolean;
}

/**
 * Holds the list of customers against what became of them.
 *
 * @param listed customers of the run
 * @param heads drafts of all attempts; only the attempt that counts is looked at
 * @param ended customers of whom an attempt has ended
 */
export function outcomesOf(listed: readonly string[], heads: readonly DraftHead[], ended: ReadonlyMap<string, CustomerInRun>): Outcomes {
  const current = new Map(
    heads.filter((head) => head.attempt === (ended.get(head.customerId)?.attempt ?? 1)).map((head) => [head.customerId, head]),
  );
  const customers = [...listed].sort();
  const bills: Bill[] = [];
  const [nothingDue, noResult, setAside]: [string[], string[], Review['setAside']] = [[], [], []];
  for (const customerId of customers) {
    const head = current.get(customerId);
    const reason = ended.get(customerId)?.setAside;
    if (head?.outcome === 'draft') bills.push(head);
    else if (head) nothingDue.push(customerId);
    else if (reason && reason.error !== NO_RESULT.error) setAside.push({ customerId, ...reason });
    else noResult.push(customerId);
  }
  return { customers: customers.length, bills, nothingDue, setAside, noResult };
}

/** The drafts as they are sealed: in customer order, counted within their series. */
export function draftList(bills: readonly Bill[]): SealedDraft[] {
  const indexes = new Map<string, number>();
  return bills.map(({ customerId, attempt, hash, series, currency, net, payable }) => {
    const index = indexes.get(series) ?? 0;
    indexes.set(series, index + 1);
    return { customerId, attempt, hash, series, index, currency, net, payable };
  });
}

/** The whole review, naming everything: `boundedReview` is what is kept. */
export function reviewOf(run: { sellerId: string; month: string }, became: Outcomes, past: Past): Omit<Review, 'round' | 'releaseReasons'> {
  const { customers, bills, nothingDue, setAside, noResult } = became;
  const creditNotes = bills.filter(isCredited).length;
  const figures = customersBeside(bills, past.bills);
  const plans = plansBeside(bills, past.bills);
  const anomalies = anomaliesOf({ ...became, ...past, before: past.bills, bills, plans, figures });
  return {
    schema: 1,
    customers,
    drafts: bills.length,
    ...(creditNotes > 0 ? { creditNotes } : {}),
    nothingDue: nothingDue.length,
    lastMonth: past.lastMonth,
    totals: totalsBeside(bills, past.bills),
    plans,
    meters: metersBeside(bills, past.bills),
    anomalies,
    anomalyCounts: countedAnomalies(anomalies).anomalyCounts,
    differences: past.lastMonth ? largestDifferences(figures, outcomeIn(became)) : [],
    setAside: [...setAside],
    noResult: [...noResult],
    unnamed: { setAside: 0, noResult: 0 },
    contentHash: contentHash([run.sellerId, run.month, bills.map(({ customerId, hash }) => [customerId, hash])]),
  };
}

/** The review with its lists cut to what a person reads and one file holds, and the counts of the rest. */
export function boundedReview(whole: Review): Review {
  const { anomalies, setAside, noResult } = whole;
  return {
    ...whole,
    ...countedAnomalies(anomalies),
    setAside: setAside.slice(0, MOST_NAMED),
    noResult: noResult.slice(0, MOST_NAMED),
    unnamed: { setAside: Math.max(0, setAside.length - MOST_NAMED), noResult: Math.max(0, noResult.length - MOST_NAMED) },
  };
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
export function totalsOf(
  drafts: readonly { customerId?: string; currency: string; net: string; payable: string }[],
): { currency: string; net: string; payable: string }[] {
  const named = drafts.map((draft) => ({ customerId: '', ...draft }));
  return totalsBeside(named, []).map(({ currency, net, payable }) => ({ currency, net, payable }));
}

function outcomeIn({ bills, nothingDue, setAside }: Outcomes): (customerId: string) => Outcome {
  const outcomes = new Map<string, Outcome>([
    ...bills.map(({ customerId }) => [customerId, 'draft'] as const),
    ...nothingDue.map((customerId) => [customerId, 'nothing-due'] as const),
    ...setAside.map(({ customerId }) => [customerId, 'set-aside'] as const),
  ]);
  return (customerId) => outcomes.get(customerId) ?? 'no-result';
}
