import { everyTransaction } from '../../shared/bank/bank.store.ts';
import type { PaymentDecision } from '../../shared/bank/payment-decision.ts';
import { decidePayment } from '../../shared/bank/payment-decision.store.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { shareTyped } from '../../shared/bank/wanted-share.ts';
import { now } from '../../shared/clock.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { getPayment } from '../../shared/payments/payment.store.ts';
import { transferPayee } from '../../shared/receivables/refund.ts';
import type { RefundOf } from '../../shared/receivables/refund.ts';
import type { Invoke } from '../runner/scope.ts';
import { CommandError, refused } from './errors.ts';
import { invokeStep } from './invoke-step.ts';

interface Person {
  readonly by: string;
  readonly reason: string;
}

/**
 * Carries out what a person decides on money.
 *
 * @throws {CommandError} if it can't be, with the reason
 */
export async function decide(sellerId: string, decision: PaymentDecision, { by, reason }: Person): Promise<Decided> {
  return refused(() => decidePayment(sellerId, decision, { at: now().toISOString(), by, reason }));
}

/**
 * Carries out what a person decides on money, with what a provider has to be asked for.
 *
 * @throws {CommandError} if it can't be, with the reason
 */
export async function decideInStep(invoke: Invoke, sellerId: string, decision: PaymentDecision, doing: Person): Promise<Decided> {
  const wanted = { sellerId, decision, ...doing, at: now().toISOString() };
  return refused(async () => (await invokeStep(invoke, 'payment-collection/decide-payment', wanted)) as Decided);
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
  sellerId: string,
  named: string,
  wanted: readonly string[],
  { isSettling = false, ...doing }: Person & { readonly isSettling?: boolean },
): Promise<Decided & { transaction: string }> {
  const transaction = await transactionNamed(sellerId, named);
  const shares = await refused(async () => wanted.map(shareTyped));
  return { transaction, ...(await decide(sellerId, { kind: 'match', transaction, shares, isSettling }, doing)) };
}

/** Takes back what a transaction counts for: for one invoice, or for all. Again it changes nothing. */
export async function unmatchTransaction(
  sellerId: string,
  named: string,
  number: string | undefined,
  doing: Person,
): Promise<Decided & { transaction: string }> {
  const transaction = await transactionNamed(sellerId, named);
  return { transaction, ...(await decide(sellerId, { kind: 'unmatch', transaction, ...(number === undefined ? {} : { number }) }, doing)) };
}

/** Says that a transaction is no payment of an invoice, so that nobody is asked about it again. */
export async function dismissTransaction(sellerId: string, named: string, doing: Person): Promise<{ isNew: boolean }> {
  const { isNew = false } = await decide(sellerId, { kind: 'dismiss', transaction: await transactionNamed(sellerId, named) }, doing);
  return { isNew };
}

/** Fewer digits of an id might be a slip. */
const LEAST_DIGITS = 6;

/** The transaction of an id, or of its beginning where no other begins so. */
export async function transactionNamed(sellerId: string, named: string): Promise<string> {
  await finishStatements(sellerId);
  const found: string[] = [];
  if (named.length >= LEAST_DIGITS) for await (const id of everyTransaction(sellerId)) if (id.startsWith(named)) found.push(id);
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
  sellerId: string,
  named: string,
  { iban, name }: { readonly iban?: string; readonly name?: string },
): Promise<PaymentDecision> {
  const said = iban === undefined ? undefined : transferPayee.safeParse({ by: 'transfer', name: name ?? iban, iban });
  if (said && !said.success) throw new CommandError(`${iban} is no valid IBAN.`);
  return { kind: 'refund', of: await originTyped(sellerId, named), ...(said ? { payee: said.data } : {}) };
}

/** What money goes back of: a document, a payment or a transaction of that name. @throws {CommandError} if there is none */
export async function originTyped(sellerId: string, named: string): Promise<RefundOf> {
  const document = await getFact(sellerId, named, 'content');
  if (document) return { kind: document.kind === 'credit-note' ? 'credit-note' : 'invoice', number: named };
  if (await getPayment(sellerId, named)) return { kind: 'payment', payment: named };
  return { kind: 'transaction', transaction: await transactionNamed(sellerId, named) };
}
