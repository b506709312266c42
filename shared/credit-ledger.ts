import type { CreditGrant } from './catalog.ts';
import { amountText, decimal, smaller, sum } from './money.ts';
import type { Decimal } from './money.ts';
import type { ReservedPart, Reservation } from './reservation.store.ts';

/**
 * The ledger of a customer's credits. It is a function of what was given and of what drafts take, so its balance is the sum
 * of its entries whatever becomes of a run: what an ended attempt, a rejected run or a VOID document took is no entry.
 */

/** A line of the ledger: above zero what was given, below zero what was used, taken back, or left when it expired. */
export interface CreditEntry {
  readonly credit: string;
  readonly kind: 'granted' | 'used' | 'voided' | 'expired';
  readonly currency: string;
  readonly amount: string;
  /** The run that used it. */
  readonly runId?: string;
}

/**
 * @param standing what drafts take of the credits
 * @param day local date of the seller or customer on which the ledger is looked at: a credit is gone from `expires` on
 * @returns entries in the order in which the credits are used
 */
export function creditLedger(credits: readonly CreditGrant[], standing: readonly Reservation[], day: string): CreditEntry[] {
  return [...credits].sort(byUse).flatMap(({ id, amount, currency, expires, voided }): CreditEntry[] => {
    const used = standing.flatMap(({ runId, parts }) => parts.filter((it) => it.id === id).map((it) => ({ runId, amount: it.amount })));
    const left = decimal(amount).minus(sum(used.map((it) => decimal(it.amount))));
    const end = voided !== undefined ? 'voided' : expires !== undefined && expires <= day ? 'expired' : undefined;
    const entry = { credit: id, currency };
    return [
      { ...entry, kind: 'granted', amount: amountText(decimal(amount), currency) },
      ...used.map((it) => ({ ...entry, kind: 'used' as const, runId: it.runId, amount: amountText(decimal(it.amount).neg(), currency) })),
      ...(end === undefined || left.isZero() ? [] : [{ ...entry, kind: end, amount: amountText(left.neg(), currency) } as const]),
    ];
  });
}

/** What is left, of one credit or of all in a currency: the sum of the entries. */
export function creditBalance(entries: readonly CreditEntry[], of: { readonly credit: string } | { readonly currency: string }): Decimal {
  const isOf = (it: CreditEntry): boolean => ('credit' in of ? it.credit === of.credit : it.currency === of.currency);
  return sum(entries.filter(isOf).map(({ amount }) => decimal(amount)));
}

/**
 * What credits pay of an amount: by priority, of the same one those that expire first, then the oldest.
 *
 * @param amount gross of the document; nothing is paid of zero or less
 * @param ledger on the last day that credits of the bill must be valid on
 * @returns what each pays, together no more than the amount
 */
export function paidFrom(ledger: readonly CreditEntry[], amount: string, currency: string): ReservedPart[] {
  let rest = decimal(amount);
  const parts: ReservedPart[] = [];
  for (const credit of new Set(ledger.filter((it) => it.currency === currency).map((it) => it.credit))) {
    const paid = smaller(rest, creditBalance(ledger, { credit }));
    if (paid.lte(0)) continue;
    parts.push({ id: credit, amount: amountText(paid, currency) });
    rest = rest.minus(paid);
  }
  return parts;
}

function byUse(a: CreditGrant, b: CreditGrant): number {
  return a.priority - b.priority || inOrder(a.expires ?? NEVER, b.expires ?? NEVER) || inOrder(a.granted ?? '', b.granted ?? '');
}

/** Behind every date. */
const NEVER = '~';

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
