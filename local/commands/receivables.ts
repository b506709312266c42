import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { dateIn } from '../../shared/period.ts';
import { ageingOf } from '../../shared/receivables/ageing.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { openItems } from '../../shared/receivables/open-items.store.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import { alignedTable } from './report.ts';

/** What is open on a day of the seller's zone. */
export interface Receivables {
  readonly day: string;
  readonly items: readonly OpenItem[];
  readonly ageing: readonly Ageing[];
}

/** @param isOverdue only invoices that are overdue */
export async function receivables(sellerId: string, isOverdue: boolean): Promise<Receivables> {
  const at = now().toISOString();
  const day = dateIn(at, (await requireSeller(sellerId)).zone);
  await finishStatements(sellerId);
  await postIssued(sellerId, at);
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
