import { moneyFigure } from '../../shared/figures.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { decimal, sum } from '../../shared/money.ts';
import { dateIn, daysIn, monthIn } from '../../shared/period.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { CustomerView } from './customer.store.ts';
import { countOf } from './counts.ts';
import type { ListedInvoice } from './listed-invoice.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthAlone, shortDate } from './moments.ts';
import type { Told } from './next-draft.store.ts';
import { soFarText, type UsedSoFar } from './usage-so-far.ts';

interface Figures {
  readonly view: CustomerView;
  readonly month: string;
  /** Calendar day of the customer. */
  readonly today: string;
  /** Documents of which something is open. */
  readonly open: readonly OpenItem[];
  readonly next: Told<DraftContent | undefined>;
  /** What was used of this month so far, where that was measured. */
  readonly used: readonly UsedSoFar[];
}

/** Meters that the figure of this month names. */
const MOST_METERS = 2;

/** The first line of a customer's page: what the month came to so far, what is open and overdue, what credit is left. */
export function figuresCard({ view, month, today, open, next, used }: Figures): Markup {
  const [owed, over] = [open.filter(isOwed), open.filter((it) => !isOwed(it))];
  const overdue = owed.filter(({ daysOverdue }) => daysOverdue > 0);
  const [due] = owed
    .map(({ dueDate }) => dueDate)
    .filter((it) => it >= today)
    .sort();
  const openNote = [countOf(owed.length, 'invoice'), ...(due === undefined ? [] : [`next due ${shortDate(due)}`])].join(', ');
  const left = view.credits.balances.filter((it) => !decimal(it.left).isZero());
  return html`<dl class="card totals">
    ${soFarFigure({ view, month, today, next, used })} ${figure('Open', sumsOf(owed, view), owed.length === 0 ? 'nothing' : openNote)}
    ${figure('Overdue', sumsOf(overdue, view), overdue.length === 0 ? 'nothing' : `${countOf(overdue.length, 'invoice')}, since ${shortDate(firstDue(overdue))}`)}
    ${over.length === 0 ? NOTHING : figure('Overpaid', sumsOf(over, view), countOf(over.length, 'document'))}
    ${figure(
      'Credit',
      left.map((it) => moneyFigure(it.left, it.currency)),
      view.credits.credits.length === 0 ? 'none was given' : 'left of what was given',
    )}
  </dl>`;
}

function figure(name: string, amounts: readonly string[], ...notes: readonly string[]): Markup {
  return html`<div>
    <dt>${name}</dt>
    ${amounts.length === 0 ? html`<dd>–</dd>` : amounts.map((it) => html`<dd>${it}</dd>`)}
    ${notes.map((note) => html`<dd class="small">${note}</dd>`)}
  </div>`;
}

/** Beside the amount the usage it is of, held against the same days of the month before: what those came to is priced as a whole. */
function soFarFigure({ view, month, today, next, used }: Omit<Figures, 'open'>): Markup {
  const name = `${monthAlone(month)} so far, net`;
  const days = `${Number(today.slice(8))} of ${daysIn(monthIn(month, view.customer.zone))} days`;
  if ('trouble' in next) return figure(name, [], next.trouble);
  const draft = next.value;
  const notes = [draft ? days : `${days}, nothing is due yet`, ...used.slice(0, MOST_METERS).map(usedNote)];
  return figure(name, draft ? [moneyFigure(netOfMonth(draft, month), draft.currency)] : [], ...notes);
}

const usedNote = (used: UsedSoFar): string => `${used.meter.id}, ${soFarText(used)}`;

/** What the lines of a draft come to whose service period begins in a month, by the calendar of that period. */
export function netOfMonth({ lines }: DraftContent, month: string): string {
  const own = lines.filter(({ period }) => dateIn(period.start, period.zone).startsWith(month));
  return sum(own.map(({ net }) => decimal(net))).toFixed();
}

/** A sum per currency: amounts of two are never added up. Nothing at all is zero in the currency of the customer's plans. */
function sumsOf(open: readonly OpenItem[], { subscriptions }: CustomerView): string[] {
  const own = subscriptions[0]?.plan.currency;
  const currencies = [...new Set(open.map(({ currency }) => currency))].sort();
  if (currencies.length === 0) return own === undefined ? [] : [moneyFigure('0', own)];
  return currencies.map((currency) => {
    const all = open.filter((it) => it.currency === currency).map((it) => decimal(it.open));
    return moneyFigure(sum(all).toFixed(), currency);
  });
}

function firstDue(open: readonly OpenItem[]): string {
  return open.map(({ dueDate }) => dueDate).sort()[0] ?? '';
}

/** Whether a customer owes it, and not the seller. */
const isOwed = ({ open }: OpenItem): boolean => !open.startsWith('-');

/** Of an invoice that is open: when it is due, or that it was. */
export function dueNote({ open, amount, dueDate, isCreditNote, state }: ListedInvoice): Markup {
  if (open === undefined || !amount || isCreditNote) return NOTHING;
  return html`<span class="small"
    >${moneyFigure(open, amount.currency)} open, ${state === 'overdue' ? 'overdue since' : 'due'} ${shortDate(dueDate)}</span
  >`;
}
