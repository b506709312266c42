import { amountText, decimal, sum } from '../money.ts';
import { daysBetween } from '../period.ts';
import type { OpenItem } from './open-item.ts';
import type { DueSum } from './open-item.store.ts';

/** What is open in a currency, by how long it is overdue. */
export interface Ageing {
  readonly currency: string;
  readonly notDue: string;
  readonly days1To30: string;
  readonly days31To60: string;
  readonly days61To90: string;
  readonly over90: string;
  /** What was paid or credited too much, below zero. */
  readonly overpaid: string;
  /** All of it together. */
  readonly total: string;
}

type Aged = Pick<OpenItem, 'currency' | 'open' | 'daysOverdue'>;

/** The same of what is open by the day it is due. */
export function ageingOn(sums: readonly DueSum[], day: string): Ageing[] {
  return ageingOf(
    sums.flatMap(({ currency, dueDate, owed, overpaid, count, overpaidCount }): Aged[] => [
      ...(count > 0 ? [{ currency, open: owed, daysOverdue: Math.max(0, daysBetween(dueDate, day)) }] : []),
      ...(overpaidCount > 0 ? [{ currency, open: overpaid, daysOverdue: 0 }] : []),
    ]),
  );
}

/** Open items by currency and days overdue; each is in one sum, and all of them in `total`. */
export function ageingOf(items: readonly Aged[]): Ageing[] {
  const currencies = [...new Set(items.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const theirs = items.filter((it) => it.currency === currency);
    const of = (is: (item: Aged) => boolean): string => amountText(sum(theirs.filter(is).map(({ open }) => decimal(open))), currency);
    const overdue = (from: number, to: number) => (it: Aged) => isOwed(it) && it.daysOverdue >= from && it.daysOverdue <= to;
    return {
      currency,
      notDue: of(overdue(0, 0)),
      days1To30: of(overdue(1, 30)),
      days31To60: of(overdue(31, 60)),
      days61To90: of(overdue(61, 90)),
      over90: of(overdue(91, Infinity)),
      overpaid: of((it) => !isOwed(it)),
      total: of(() => true),
    };
  });
}

const isOwed = ({ open }: Aged): boolean => !open.startsWith('-');
