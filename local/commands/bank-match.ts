import type { PaymentDecision } from '../../shared/bank/payment-decision.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import { shareTyped } from '../../shared/bank/wanted-share.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { transferPayee } from '../../shared/receivables/refund.ts';
import type { RefundOf } from '../../shared/receivables/refund.ts';
import { CommandError, refused } from './errors.ts';
import type { Payments } from './payments.ts';

/** Has money count as a person says, and why. */
interface Matching {
  readonly reason: string;
  /** Whether what is missing then, or too much, is written off. */
  readonly isSettling?: boolean;
}

/**
 * Has a transaction count for invoices as a person says. The same again changes nothing.
 *
 * @param named its id, or the beginning of that
 * @param wanted numbers, each alone for what is open of it and left of the transaction, or with an amount:
 *   RE-2026-000017=50.00, and RE-2026-000017=100.00:92.10 for 100.00 of the invoice's currency by 92.10 of what came
 * @throws {CommandError} if it can't be, with the reason
 */
export async function matchTransaction(
  payments: Payments,
  named: string,
  wanted: readonly string[],
  { reason, isSettling = false }: Matching,
): Promise<Decided & { transaction: string }> {
  const transaction = await transactionNamed(payments, named);
  const shares = await refused(async () => wanted.map(shareTyped));
  return { transaction, ...(await payments.decide({ kind: 'match', transaction, shares, isSettling }, reason)) };
}

/** Takes back what a transaction counts for: for one invoice, or for all. Again it changes nothing. */
export async function unmatchTransaction(
  payments: Payments,
  named: string,
  number: string | undefined,
  reason: string,
): Promise<Decided & { transaction: string }> {
  const transaction = await transactionNamed(payments, named);
  const decided = await payments.decide({ kind: 'unmatch', transaction, ...(number === undefined ? {} : { number }) }, reason);
  return { transaction, ...decided };
}

/** Says that a transaction is no payment of an invoice, so that nobody is asked about it again. */
export async function dismissTransaction(payments: Payments, named: string, reason: string): Promise<{ isNew: boolean }> {
  const { isNew = false } = await payments.decide({ kind: 'dismiss', transaction: await transactionNamed(payments, named) }, reason);
  return { isNew };
}

/** Fewer digits of an id might be a slip. */
const LEAST_DIGITS = 6;

/** The transaction of an id, or of its beginning where no other begins so. */
async function transactionNamed(payments: Payments, named: string): Promise<string> {
  const found = named.length >= LEAST_DIGITS ? await payments.transactionsBeginning(named) : [];
  const [only, ...others] = found;
  if (only === undefined)
    throw new CommandError(`There is no transaction ${named}; \`bank list\` has all, and ${LEAST_DIGITS} digits are enough.`);
  if (others.length > 0) throw new CommandError(`${found.length} transactions begin with ${named}: say more of it.`);
  return only;
}

/** A line an entry. */
export function decidedLines({ entries }: Decided): string[] {
  if (entries.length === 0) return ['It is so already; nothing was changed.'];
  return entries.map(({ number, amount, currency, source, reverses }) => {
    const what = WORDS[source.kind];
    return `${number}: ${what} of ${moneyFigure(amount, currency)}${reverses === undefined ? '' : ', taken back'}.`;
  });
}

const WORDS = {
  bank: 'payment',
  payment: 'collected payment',
  dunning: 'dunning charge',
  'write-off': 'difference',
  'credit-note': 'credit',
  uncollectible: 'uncollectible amount',
  refund: 'refund',
} as const;

/** RE-2026-000017=50.00, of a credit note. @throws {CommandError} if an amount is missing */
export function creditSharesTyped(wanted: readonly string[]): { number: string; amount: string }[] {
  return wanted.map((text) => {
    const { number, amount } = shareTyped(text);
    if (amount === undefined) throw new CommandError(`${text}: say how much of the credit note is for it, such as ${number}=50.00.`);
    return { number, amount };
  });
}

/** What is to be paid back, of a document, a payment or a transaction, and to whom. @throws {CommandError} if there is none of that name */
export async function refundTyped(
  payments: Payments,
  named: string,
  { iban, name }: { readonly iban?: string; readonly name?: string },
): Promise<PaymentDecision> {
  const said = iban === undefined ? undefined : transferPayee.safeParse({ by: 'transfer', name: name ?? iban, iban });
  if (said && !said.success) throw new CommandError(`${iban} is no valid IBAN.`);
  return { kind: 'refund', of: await originNamed(payments, named), ...(said ? { payee: said.data } : {}) };
}

/** What money goes back of: a document, a payment or a transaction of that name. @throws {CommandError} if there is none */
export async function originNamed(payments: Payments, named: string): Promise<RefundOf> {
  const kind = await payments.documentKind(named);
  if (kind) return { kind: kind === 'credit-note' ? kind : 'invoice', number: named };
  if (await payments.isCollected(named)) return { kind: 'payment', payment: named };
  return { kind: 'transaction', transaction: await transactionNamed(payments, named) };
}
