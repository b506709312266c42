import { z } from 'zod';
import { language } from '../catalog.ts';
import { customerParty, sellerParty } from '../invoice.ts';
import { amountText, currencyCode, decimal, decimalText, ZERO } from '../money.ts';
import { plainDate } from '../period.ts';

/** What moves the account of a customer. */
export const MOVEMENTS = ['invoice', 'credit-note', 'charge', 'payment', 'returned', 'difference', 'uncollectible', 'refund'] as const;

/** A movement of a customer's account: above zero it raises what is owed. */
export const movement = z.object({
  date: plainDate,
  kind: z.enum(MOVEMENTS),
  /** The document it is of. */
  number: z.string(),
  amount: decimalText,
  /** It takes back an earlier one. */
  isReversal: z.literal(true).optional(),
});
export type Movement = z.infer<typeof movement>;

/** An account in one currency over some days. */
const account = z.object({
  currency: currencyCode,
  /** What was owed before the first day. */
  opening: decimalText,
  entries: z.array(movement.extend({ balance: decimalText })),
  /** What is owed after the last day. */
  closing: decimalText,
  /** Documents of which something is open now. */
  open: z.array(
    z.object({
      number: z.string(),
      issueDate: plainDate,
      dueDate: plainDate,
      payable: decimalText,
      open: decimalText,
      daysOverdue: z.number().int(),
    }),
  ),
});
export type Account = z.infer<typeof account>;

/** A customer's statement of account. */
export const statementOfAccount = z.object({
  seller: sellerParty,
  customer: customerParty,
  language,
  from: plainDate,
  to: plainDate,
  /** The day on which what is open was looked at. */
  day: plainDate,
  accounts: z.array(account),
});
export type StatementOfAccount = z.infer<typeof statementOfAccount>;

/**
 * An account over some days, both included: the balance before them, each movement with the balance behind it, and the one
 * after them. Movements of a day stand in the order of their kinds, documents before money.
 *
 * @param movements all there are of the currency, in any order
 */
export function accountOver(movements: readonly Movement[], currency: string, from: string, to: string): Omit<Account, 'open'> {
  const ordered = movements.toSorted(
    (a, b) => compare(a.date, b.date) || MOVEMENTS.indexOf(a.kind) - MOVEMENTS.indexOf(b.kind) || compare(a.number, b.number),
  );
  let balance = ZERO;
  let opening = amountText(ZERO, currency);
  const entries: Account['entries'] = [];
  for (const it of ordered.filter(({ date }) => date <= to)) {
    balance = balance.plus(decimal(it.amount));
    if (it.date < from) opening = amountText(balance, currency);
    else entries.push({ ...it, balance: amountText(balance, currency) });
  }
  return { currency, opening, entries, closing: amountText(balance, currency) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const CELL = /[",\n\r]/;

/** A statement as CSV: a line a movement, between the balances before and after. */
export function statementCsv({ from, to, accounts }: StatementOfAccount): string {
  const rows = [
    ['date', 'kind', 'document', 'reversal', 'amount', 'balance', 'currency'],
    ...accounts.flatMap(({ currency, opening, entries, closing }) => [
      [from, 'opening', '', '', '', opening, currency],
      ...entries.map((it) => [it.date, it.kind, it.number, it.isReversal ? 'yes' : '', it.amount, it.balance, currency]),
      [to, 'closing', '', '', '', closing, currency],
    ]),
  ];
  return rows.map((row) => `${row.map((cell) => (CELL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`).join('');
}
