import { z } from 'zod';
import { decimal } from '../../shared/money.ts';
import { plainDate } from '../../shared/period.ts';
import type { ListedInvoice } from './listed-invoice.ts';
import { typedAmount } from './typed-amount.ts';

/** What an invoice may be looked for by, beside how it stands. */
export const INVOICE_STATES = {
  created: 'Being made',
  issued: 'Issued, not sent',
  open: 'Open',
  'partially-paid': 'Partially paid',
  overdue: 'Overdue',
  paid: 'Paid',
  overpaid: 'Overpaid',
  refunded: 'Refunded',
  uncollectible: 'Uncollectible',
  corrected: 'Corrected',
  credited: 'Credited in full',
  void: 'Void',
  'credit-note': 'Credit notes',
} as const;
export type InvoiceState = keyof typeof INVOICE_STATES;

/** What is looked for, as it was typed. */
export interface AskedInvoices {
  readonly search: string;
  /** What the text is meant as; told by itself if not given. */
  readonly as: 'number' | undefined;
  readonly state: InvoiceState | undefined;
  /** Days of issue, both included. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly amount: string;
}

/** Amounts, both included; open where one is missing. */
export interface AmountRange {
  readonly from?: string;
  readonly to?: string;
}

/** A query of the list, and what is wrong with its fields, by their names. */
export interface ParsedQuery {
  readonly asked: AskedInvoices;
  readonly amounts: AmountRange | undefined;
  readonly wrong: Readonly<Partial<Record<'state' | 'from' | 'until' | 'amount', string>>>;
  readonly after: string | undefined;
  /** Invoices of a page at most. */
  readonly limit?: number;
}

const none = (text: unknown): unknown => (text === '' ? undefined : text);
const fields = z.object({
  search: z.string().trim().max(100).default('').catch(''),
  as: z.literal('number').optional().catch(undefined),
  state: z.preprocess(none, z.string().optional()),
  from: z.preprocess(none, z.string().optional()),
  until: z.preprocess(none, z.string().optional()),
  amount: z.string().trim().max(60).default('').catch(''),
  after: z.preprocess(none, z.string().max(2_000).optional()),
});

/** The query in an address. What can't be read is said beside its field, and the rest of it stays. */
export function parseQuery(query: Readonly<Record<string, string>>): ParsedQuery {
  const { search, as, state, from, until, amount, after } = fields.parse(query);
  const wrong: { state?: string; from?: string; until?: string; amount?: string } = {};
  const isState = state === undefined || state in INVOICE_STATES;
  if (!isState) wrong.state = `There is no state "${state}".`;
  for (const [name, date] of Object.entries({ from, until }) as ['from' | 'until', string | undefined][])
    if (date !== undefined && !plainDate.safeParse(date).success) wrong[name] = `There is no day ${date}. Write one such as 2026-10-31.`;
  if (from !== undefined && until !== undefined && until < from) wrong.until ??= `The last day lies before the first one, ${from}.`;
  const amounts = amount === '' ? undefined : rangeIn(amount);
  if (amount !== '' && !amounts) wrong.amount = 'Write an amount such as 9,947.92, or two as 100 – 500.';
  return {
    asked: { search, as, state: isState ? (state as InvoiceState | undefined) : undefined, from, until, amount },
    amounts,
    wrong,
    after,
  };
}

/** Whether an invoice is one of those that are looked for, but for its number. */
export function isAskedFor(it: ListedInvoice, { asked, amounts }: Pick<ParsedQuery, 'asked' | 'amounts'>, name?: string): boolean {
  const { state, from, until } = asked;
  if (state !== undefined && !isIn(it, state)) return false;
  if ((from !== undefined && it.issueDate < from) || (until !== undefined && it.issueDate > until)) return false;
  if (amounts && !isWithin(it.amount?.payable, amounts)) return false;
  return name === undefined || plain(it.customer).includes(plain(name)) || it.customerId.includes(name.toLowerCase());
}

function isIn({ state, isCreditNote, isCorrected }: ListedInvoice, wanted: InvoiceState): boolean {
  if (wanted === 'credit-note') return isCreditNote;
  if (wanted === 'corrected') return isCorrected;
  return state === wanted;
}

function isWithin(payable: string | undefined, { from, to }: AmountRange): boolean {
  if (payable === undefined) return false;
  const amount = decimal(payable);
  return (from === undefined || amount.gte(decimal(from))) && (to === undefined || amount.lte(decimal(to)));
}

/** `9,947.92`, `100 – 500`, `from 100`, `up to 500`. */
function rangeIn(text: string): AmountRange | undefined {
  const [, from, to] = /^(?:from\s+)?([\d.,]+)?\s*(?:–|-|\.\.|up to|to)\s*([\d.,]+)?$/i.exec(text) ?? [];
  if (from !== undefined || to !== undefined) {
    const [least, most] = [from, to].map((it) => (it === undefined ? undefined : typedAmount(it)));
    if ((from !== undefined && least === undefined) || (to !== undefined && most === undefined)) return undefined;
    return { ...(least === undefined ? {} : { from: least }), ...(most === undefined ? {} : { to: most }) };
  }
  const [, open = text] = /^from\s+([\d.,]+)$/i.exec(text) ?? [];
  const amount = typedAmount(open);
  if (amount === undefined) return undefined;
  return open === text ? { from: amount, to: amount } : { from: amount };
}

/** Letters without accents and case. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
