import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { amountFigure } from '../../shared/figures.ts';
import { addDays, addMonths, dateIn } from '../../shared/period.ts';
import { ageingOn } from '../../shared/receivables/ageing.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import { dueSums } from '../../shared/receivables/open-item.store.ts';
import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import type { Cash } from '../../shared/reports/cash.ts';
import type { Deferred } from '../../shared/reports/deferred.ts';
import { cashReport, deferredReport, revenueReport } from '../../shared/reports/report.store.ts';
import type { Progress } from '../../shared/reports/report.store.ts';
import type { Revenue } from '../../shared/reports/revenue.ts';
import { alignedTable, countOf } from './report.ts';

/** Nobody waits for a page: all that is missing is read at once. */
const ALL = Infinity;

/** Sums of what is open by days overdue. */
export async function reportAgeing(sellerId: string): Promise<{ day: string; ageing: Ageing[] }> {
  const { zone, at } = await takenIn(sellerId);
  const day = dateIn(at, zone);
  return { day, ageing: ageingOn(await dueSums(sellerId), day) };
}

export async function reportCash(sellerId: string): Promise<{ day: string; cash: Cash[] }> {
  const { zone, at } = await takenIn(sellerId);
  return cashReport(sellerId, zone, at);
}

/** @param months first and last month of issue; the twelve up to this one if not given */
export async function reportRevenue(
  sellerId: string,
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
): Promise<{ revenue: Revenue[] } & Progress> {
  const last = until ?? (await todayOf(sellerId)).slice(0, 7);
  return revenueReport(sellerId, { from: from ?? addMonths(`${last}-01`, -11).slice(0, 7), until: last }, ALL);
}

/** @param on day at whose end it is deferred; the last one of the month before if not given */
export async function reportDeferred(sellerId: string, on?: string): Promise<{ day: string; deferred: Deferred[] } & Progress> {
  const day = on ?? addDays(`${(await todayOf(sellerId)).slice(0, 7)}-01`, -1);
  return { day, ...(await deferredReport(sellerId, day, ALL)) };
}

async function todayOf(sellerId: string): Promise<string> {
  return dateIn(now().toISOString(), (await requireSeller(sellerId)).zone);
}

/** What was issued and what the bank says has to count first. */
async function takenIn(sellerId: string): Promise<{ zone: string; at: string }> {
  const at = now().toISOString();
  const { zone } = await requireSeller(sellerId);
  await finishStatements(sellerId);
  await postIssued(sellerId, at);
  return { zone, at };
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
