import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { dateIn } from '../../shared/period.ts';
import { ageingOf } from '../../shared/receivables/ageing.ts';
import { openItems } from '../../shared/receivables/open-items.store.ts';
import type { Receivables } from './payments.ts';
import { alignedTable } from './report.ts';

/** @param isOverdue only invoices that are overdue */
export async function receivables(sellerId: string, isOverdue: boolean): Promise<Receivables> {
  const day = dateIn(now().toISOString(), (await requireSeller(sellerId)).zone);
  const all = await openItems(sellerId, day);
  const items = isOverdue ? all.filter(({ daysOverdue }) => daysOverdue > 0) : all;
  return { day, items, ageing: ageingOf(items) };
}

export function receivablesLines({ day, items, ageing }: Receivables): string[] {
  if (items.length === 0) return [`Nothing is open on ${day}.`];
  const rows = items.map(({ number, dueDate, daysOverdue, customer, payable, open, currency, state }) => [
    number,
    dueDate,
    daysOverdue === 0 ? '' : String(daysOverdue),
    customer,
    amountFigure(payable, currency),
    moneyFigure(open, currency),
    state,
  ]);
  const sums = ageing.map((it) => {
    const { currency, ...amounts } = it;
    return [currency, ...Object.values(amounts).map((amount) => amountFigure(amount, currency))];
  });
  return [
    ...alignedTable(['Number', 'Due', 'Days over', 'Customer', 'Payable', 'Open', 'State'], rows, 5),
    '',
    `Open on ${day}, by days overdue:`,
    ...alignedTable(['', 'not due', '1–30', '31–60', '61–90', 'over 90', 'overpaid', 'total'], sums),
  ];
}
