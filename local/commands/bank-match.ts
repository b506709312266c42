import { auditChanges } from '../../shared/audit.store.ts';
import { dismissalChanges, everyTransaction, requireBankLedger } from '../../shared/bank/bank.store.ts';
import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { now } from '../../shared/clock.ts';
import { ConditionFailedError, DecisionRefusedError, NotFoundError, TransientError } from '../../shared/errors.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { table } from '../../shared/ports.ts';
import { allocateTransaction, reverseTransaction } from '../../shared/receivables/allocate.store.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { standing } from '../../shared/receivables/balance.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import { isThere, sharesOf, wantedShare } from './bank-shares.ts';
import { CommandError } from './errors.ts';

/** What came of a decision: the entries that were written, none where all was so already. */
export interface Decided {
  readonly transaction: string;
  readonly entries: readonly Allocation[];
}

interface Person {
  readonly by: string;
  readonly reason: string;
  /** What is still missing of an invoice, or was too much, is written off. */
  readonly isSettling?: boolean | undefined;
}

/**
 * Has a transaction count for invoices as a person says. The same again changes nothing.
 *
 * @param wanted numbers, each alone for what is open of it and left of the transaction, or with an amount:
 *   RE-2026-000017=50.00, and RE-2026-000017=100.00:92.10 for 100.00 of the invoice's currency by 92.10 of what came
 * @throws {CommandError} if it can't be, with the reason
 */
export async function matchTransaction(sellerId: string, named: string, wanted: readonly string[], doing: Person): Promise<Decided> {
  const { by, reason, isSettling = false } = doing;
  const at = now().toISOString();
  const transaction = await transactionNamed(sellerId, named);
  await postIssued(sellerId, at);
  const ledger = await requireBankLedger(sellerId, transaction);
  const before = standing(ledger.entries).filter(({ source }) => source.kind === 'bank');
  const missing = wanted.map(wantedShare).filter((it) => !isThere(it, before));
  const again = missing.find(({ number }) => before.some((it) => it.number === number));
  if (again)
    throw new CommandError(
      `It counts for ${again.number} already, with another amount: bank unmatch ${transaction} ${again.number} first.`,
    );
  const items: OpenItem[] = [];
  for (const { number } of missing) {
    const item = await getOpenItem(sellerId, number, at.slice(0, 10));
    if (!item) throw new CommandError(`There is no issued invoice ${number}.`);
    items.push(item);
  }
  const shares = sharesOf(missing, items, ledger, isSettling);
  if (shares.length === 0) return { transaction, entries: [] };
  return { transaction, entries: await refused(() => allocateTransaction(sellerId, transaction, shares, { at, by, reason })) };
}

/** Takes back what a transaction counts for: for one invoice, or for all. Again it changes nothing. */
export async function unmatchTransaction(
  sellerId: string,
  named: string,
  number: string | undefined,
  { by, reason }: Person,
): Promise<Decided> {
  const at = now().toISOString();
  const transaction = await transactionNamed(sellerId, named);
  return { transaction, entries: await refused(() => reverseTransaction(sellerId, transaction, number, { at, by, reason })) };
}

/**
 * Says that a transaction is no payment of an invoice, so that nobody is asked about it again. The same again changes
 * nothing; matching it after all takes it back.
 *
 * @throws {CommandError} if it counts for an invoice
 * @throws {TransientError} if others kept writing to the audit log
 */
export async function dismissTransaction(sellerId: string, named: string, { by, reason }: Person): Promise<{ isNew: boolean }> {
  const id = await transactionNamed(sellerId, named);
  const ledger = await requireBankLedger(sellerId, id);
  if (ledger.dismissed) return { isNew: false };
  const counting = standing(ledger.entries).map(({ number }) => number);
  if (counting.length > 0) throw new CommandError(`It counts for ${counting.join(', ')}: bank unmatch ${id} first.`);
  const at = now().toISOString();
  const act = { at, by, action: 'payment-dismissed' as const, reason, transaction: id };
  try {
    await table().write([...dismissalChanges(sellerId, ledger, { at, by, reason }), ...(await auditChanges(sellerId, 'seller', act))]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The transaction or the audit log moved in between. Try again.');
  }
  return { isNew: true };
}

/** Fewer digits of an id might be a slip. */
const LEAST_DIGITS = 6;

/** The transaction of an id, or of its beginning where no other begins so. */
async function transactionNamed(sellerId: string, named: string): Promise<string> {
  await finishStatements(sellerId);
  const found: string[] = [];
  if (named.length >= LEAST_DIGITS) for await (const id of everyTransaction(sellerId)) if (id.startsWith(named)) found.push(id);
  const [only, ...others] = found;
  if (only === undefined)
    throw new CommandError(`There is no transaction ${named}; \`bank list\` has all, and ${LEAST_DIGITS} digits are enough.`);
  if (others.length > 0) throw new CommandError(`${found.length} transactions begin with ${named}: say more of it.`);
  return only;
}

async function refused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DecisionRefusedError || error instanceof NotFoundError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** A line an entry. */
export function decidedLines({ entries }: Decided): string[] {
  if (entries.length === 0) return ['It is so already; nothing was changed.'];
  return entries.map(({ number, amount, currency, source, reverses }) => {
    const what = source.kind === 'write-off' ? 'difference' : 'payment';
    return `${number}: ${what} of ${moneyFigure(amount, currency)}${reverses === undefined ? '' : ', taken back'}.`;
  });
}
