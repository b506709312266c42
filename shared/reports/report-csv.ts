import { csvText } from '../accounting/csv-rows.ts';
import type { Ageing } from '../receivables/ageing.ts';
import type { Cash } from './cash.ts';
import type { Deferred } from './deferred.ts';
import type { Revenue } from './revenue.ts';

/** Reports as CSV files: a row a figure, dates by ISO 8601, decimals with a point. */

const table = (head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string =>
  csvText([head, ...rows], { isFirst: true });

export function ageingCsv(day: string, ageing: readonly Ageing[]): string {
  const head = ['day', 'currency', 'not_due', 'days_1_to_30', 'days_31_to_60', 'days_61_to_90', 'over_90', 'overpaid', 'total'];
  return table(
    head,
    ageing.map((it) => [day, it.currency, it.notDue, it.days1To30, it.days31To60, it.days61To90, it.over90, it.overpaid, it.total]),
  );
}

export function cashCsv(cash: readonly Cash[]): string {
  return table(
    ['week', 'currency', 'received', 'expected', 'refunded'],
    cash.flatMap(({ currency, weeks, overdue, later }) => [
      ['overdue', currency, undefined, overdue],
      ...weeks.map(({ week, received, expected, refunded }) => [week, currency, received, expected, refunded]),
      ['later', currency, undefined, later],
    ]),
  );
}

export function revenueCsv(revenue: readonly Revenue[]): string {
  return table(
    ['month', 'currency', 'plan', 'meter', 'lines', 'net_amount'],
    revenue.map(({ month, currency, plan, meter, lines, net }) => [month, currency, plan, meter, lines, net]),
  );
}

/** @param day at whose end it is deferred */
export function deferredCsv(day: string, deferred: readonly Deferred[]): string {
  return table(
    ['deferred_on', 'currency', 'plan', 'month', 'amount'],
    deferred.flatMap(({ currency, amount, plans, months }) => [
      ...months.map((it) => [day, currency, undefined, it.month, it.amount]),
      ...plans.map((it) => [day, currency, it.plan, undefined, it.amount]),
      [day, currency, undefined, undefined, amount],
    ]),
  );
}
