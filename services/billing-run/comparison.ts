import type { DraftHead } from '../../shared/billing-run.ts';
import { amountText, decimal, quantityText, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { MOST_DIFFERENCES } from '../../shared/review.ts';
import type { NetFigures, Outcome, Review } from '../../shared/review.ts';
import { beside } from './beside.ts';

/** What a customer is billed: a draft of this run, or one that a run of last month sealed. */
export type Bill = Extract<DraftHead, { outcome: 'draft' }>;

/** Whether a bill is a credit note. */
export function isCredited({ payable }: Pick<Bill, 'payable'>): boolean {
  return decimal(payable).lt(ZERO);
}

/** Sums by currency, in the order of the codes; never across currencies. */
export function totalsBeside(bills: readonly Summed[], before: readonly Summed[]): Review['totals'] {
  const entries = (all: readonly Summed[]) =>
    all.map(({ customerId, currency, net, payable, discount = '0', prepaid = '0' }) => ({
      heading: { currency },
      customerId,
      amounts: { net, payable, discount, prepaid, credited: isCredited({ payable }) ? decimal(payable).neg().toFixed() : '0' },
    }));
  const write = (sum: Decimal, _: string, { currency }: { currency: string }): string => amountText(sum, currency);
  const rows = beside(['net', 'payable', 'discount', 'prepaid', 'credited'], entries(bills), entries(before), write);
  return rows.map(({ heading, sums, before: last, difference }) => {
    const shown = (amounts: Sums): Sums => withoutUnused(amounts, [sums, ...(last ? [last.sums] : [])]);
    return { ...heading, ...shown(sums), before: last && shown(last.sums), difference: difference && shown(difference) };
  });
}
type Summed = Pick<Bill, 'customerId' | 'currency' | 'net' | 'payable' | 'discount' | 'prepaid'>;
type Sums = Pick<Bill, 'net' | 'payable' | 'discount' | 'prepaid'> & { readonly credited?: string | undefined };

/** Discounts, credits and what is credited are named where there are any in one of the months. */
function withoutUnused({ net, payable, ...rest }: Sums, months: readonly Sums[]): Sums {
  const used = (['discount', 'prepaid', 'credited'] as const).filter((name) => months.some((sums) => !decimal(sums[name] ?? '0').isZero()));
  return { net, payable, ...Object.fromEntries(used.map((name) => [name, rest[name]])) };
}

/** Net by plan, version and currency, and how many customers it is billed to. */
export function plansBeside(bills: readonly Bill[], before: readonly Bill[]): Review['plans'] {
  const entries = (all: readonly Bill[]) =>
    all.flatMap(({ customerId, currency, plans }) =>
      plans.map(({ plan, version, net }) => ({ heading: { plan, version, currency }, customerId, amounts: { net } })),
    );
  const rows = beside(['net'], entries(bills), entries(before), (sum, _, { currency }) => amountText(sum, currency));
  return rows.map(({ heading, customers, sums, before: last, difference }) => ({
    ...heading,
    customers,
    ...sums,
    before: last && { customers: last.customers, ...last.sums },
    difference: difference && difference.net,
  }));
}

/** Quantity and net by meter and currency. */
export function metersBeside(bills: readonly Bill[], before: readonly Bill[]): Review['meters'] {
  const entries = (all: readonly Bill[]) =>
    all.flatMap(({ customerId, currency, meters }) =>
      meters.map(({ meter, quantity, net }) => ({ heading: { meter, currency }, customerId, amounts: { quantity, net } })),
    );
  const rows = beside(['quantity', 'net'], entries(bills), entries(before), (sum, name, { currency }) =>
    name === 'net' ? amountText(sum, currency) : quantityText(sum),
  );
  return rows.map(({ heading, sums, before: last, difference }) => ({ ...heading, ...sums, before: last && last.sums, difference }));
}

/** A customer's net in a currency beside last month's. */
export interface CustomerFigures extends NetFigures {
  readonly customerId: string;
}

/** What each customer is billed in each currency, beside last month, in the order of customers and currencies. */
export function customersBeside(bills: readonly Summed[], before: readonly Summed[]): CustomerFigures[] {
  const entries = (all: readonly Summed[]) =>
    all.map(({ customerId, currency, net }) => ({ heading: { customerId, currency }, customerId, amounts: { net } }));
  const rows = beside(['net'], entries(bills), entries(before), (sum, _, { currency }) => amountText(sum, currency));
  return rows.map(({ heading, sums, before: last, difference }) => ({
    ...heading,
    ...sums,
    before: last && last.sums.net,
    difference: difference && difference.net,
  }));
}

/**
 * The customers whose bill differs most from last month's, of each currency the largest first. One that was not
 * billed last month differs by all of its bill.
 */
export function largestDifferences(figures: readonly CustomerFigures[], outcomeOf: (customerId: string) => Outcome): Review['differences'] {
  const left = new Map<string, number>();
  return [...figures]
    .filter((it) => !decimal(changeOf(it)).isZero())
    .sort((a, b) =>
      a.currency === b.currency
        ? decimal(changeOf(b))
            .abs()
            .cmp(decimal(changeOf(a)).abs())
        : a.currency < b.currency
          ? -1
          : 1,
    )
    .filter(({ currency }) => {
      const still = left.get(currency) ?? MOST_DIFFERENCES;
      left.set(currency, still - 1);
      return still > 0;
    })
    .map((it) => ({ ...it, outcome: outcomeOf(it.customerId) }));
}

function changeOf({ net, difference }: NetFigures): string {
  return difference ?? net;
}
