import { amountText, decimal, sum } from '../money.ts';
import type { BilledSum } from './billed-sum.ts';

/** What was billed of a plan and a meter in a month of issue, without VAT. */
export interface Revenue {
  readonly month: string;
  readonly currency: string;
  /** Absent of what is taken off, or put on, documents as a whole. */
  readonly plan?: string;
  /** Absent where nothing was measured, as of flat fees. */
  readonly meter?: string;
  readonly net: string;
  readonly lines: number;
}

/** Revenue by month of issue, currency, plan and meter, in that order; credit notes are below zero. */
export function revenueOf(sums: readonly BilledSum[]): Revenue[] {
  const groups = Map.groupBy(sums, (it) => [it.issueDate.slice(0, 7), it.currency, it.plan ?? '~', it.meter ?? ''].join('|'));
  return [...groups.keys()].sort().map((key) => {
    const own = groups.get(key)!;
    const { issueDate, currency, plan, meter } = own[0]!;
    return {
      month: issueDate.slice(0, 7),
      currency,
      ...(plan === undefined ? {} : { plan }),
      ...(meter === undefined ? {} : { meter }),
      net: netOf(own, currency),
      lines: own.reduce((total, { lines }) => total + lines, 0),
    };
  });
}

export function netOf(of: readonly { readonly net: string }[], currency: string): string {
  return amountText(sum(of.map(({ net }) => decimal(net))), currency);
}
