import { amountFigure } from '../../shared/figures.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import type { Cash } from '../../shared/reports/cash.ts';
import type { Deferred } from '../../shared/reports/deferred.ts';
import type { Progress } from '../../shared/reports/report.store.ts';
import type { Revenue } from '../../shared/reports/revenue.ts';
import { alignedTable, countOf } from './report.ts';

/** What the months of a seller come to, in a data folder, on a stage, or behind an address. */
export interface Reports {
  /** Sums of what is open by days overdue. */
  ageing(): Promise<{ day: string; ageing: readonly Ageing[] }>;
  cash(): Promise<{ day: string; cash: readonly Cash[] }>;
  /** @param months first and last month of issue; the twelve up to this one if not given */
  revenue(months: { readonly from?: string | undefined; readonly until?: string | undefined }): Promise<{ revenue: Revenue[] } & Progress>;
  /** @param on day at whose end it is deferred; the last one of the month before if not given */
  deferred(on: string | undefined): Promise<{ day: string; deferred: Deferred[] } & Progress>;
}

export function ageingLines({ day, ageing }: { day: string; ageing: readonly Ageing[] }): string[] {
  if (ageing.length === 0) return [`Nothing is open on ${day}.`];
  const rows = ageing.map(({ currency, ...amounts }) => [currency, ...Object.values(amounts).map((it) => amountFigure(it, currency))]);
  return [
    `Open on ${day}, by days overdue:`,
    ...alignedTable(['', 'not due', '1–30', '31–60', '61–90', 'over 90', 'overpaid', 'total'], rows),
  ];
}

export function cashLines({ day, cash }: { day: string; cash: readonly Cash[] }): string[] {
  if (cash.length === 0) return [`Nothing came, and nothing is open on ${day}.`];
  return cash.flatMap(({ currency, weeks, overdue, later }, i) => [
    ...(i === 0 ? [] : ['']),
    ...alignedTable(
      ['Week from', `Received, ${currency}`, 'Paid back', 'Expected'],
      [
        ['overdue', '', '', amountFigure(overdue, currency)],
        ...weeks.map((it) => [it.week, ...[it.received, it.refunded, it.expected].map((amount) => amountFigure(amount, currency))]),
        ['later', '', '', amountFigure(later, currency)],
      ],
    ),
  ]);
}

export function revenueLines({ revenue, leftOut }: { revenue: readonly Revenue[] } & Progress): string[] {
  if (revenue.length === 0) return ['Nothing was issued in these months.'];
  const rows = revenue.map(({ month, currency, plan = '(whole documents)', meter = '', lines, net }) => [
    ...[month, plan, meter, String(lines), `${amountFigure(net, currency)} ${currency}`],
  ]);
  return [...alignedTable(['Month', 'Plan', 'Meter', 'Lines', 'Net'], rows, 3), ...leftOutLines(leftOut)];
}

export function deferredLines({ day, deferred, leftOut }: { day: string; deferred: readonly Deferred[] } & Progress): string[] {
  if (deferred.length === 0) return [`Nothing is deferred at the end of ${day}.`, ...leftOutLines(leftOut)];
  return [
    ...deferred.flatMap(({ currency, amount, months, plans }) => [
      `${amountFigure(amount, currency)} ${currency} are deferred at the end of ${day}:`,
      ...alignedTable(['Earned in', currency], [...months.map((it) => [it.month, amountFigure(it.amount, currency)])]),
      ...alignedTable(['Plan', currency], [...plans.map((it) => [it.plan ?? '(whole documents)', amountFigure(it.amount, currency)])]),
    ]),
    ...leftOutLines(leftOut),
  ];
}

function leftOutLines(leftOut: number): string[] {
  return leftOut === 0 ? [] : [`${countOf(leftOut, 'number has', 'numbers have')} no document yet: run the month again.`];
}
