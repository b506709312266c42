import { auditChanges } from '../audit.store.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from '../errors.ts';
import { dateIn } from '../period.ts';
import { table } from '../ports.ts';
import { requireSeller } from '../catalog.store.ts';
import { allocateTransaction, reverseTransaction } from '../receivables/allocate.store.ts';
import type { Allocation } from '../receivables/allocation.ts';
import { standing } from '../receivables/balance.ts';
import { decideCreditNote, reverseCreditNote } from '../receivables/credit-allocation.store.ts';
import { allocateRefund } from '../receivables/found-refund.store.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import { getOpenItem } from '../receivables/open-items.store.ts';
import { postIssued } from '../receivables/posted.store.ts';
import type { Doing } from '../receivables/posting.store.ts';
import { REFUND_PREFIX } from '../receivables/refund.ts';
import type { Refund } from '../receivables/refund.ts';
import { requireRefund } from '../receivables/refund.store.ts';
import { cancelRefund, makeRefund, settleRefund, unsettleRefund } from '../receivables/refunding.store.ts';
import { undoWriteOff, writeOff } from '../receivables/write-off.store.ts';
import { dismissalChanges, requireBankLedger } from './bank.store.ts';
import type { BankLedger } from './bank.store.ts';
import type { PaymentDecision, WantedShare } from './payment-decision.ts';
import { finishStatements } from './statement-import.store.ts';
import { isThere, sharesOf } from './wanted-share.ts';

/** What came of a decision: the entries that were written, none where all was so already. A refund to a card is still to be sent. */
export interface Decided {
  readonly entries: readonly Allocation[];
  readonly refund?: Refund;
  /** Of a dismissal, whether it was none before. */
  readonly isNew?: boolean;
}

/**
 * Carries out what a person decides on money that came or went, and on what is owed. The same again changes nothing, or is
 * refused where nothing is left to be decided.
 *
 * @throws {DecisionRefusedError} if it can't be, with the reason
 * @throws {NotFoundError} if there is no such transaction or document
 * @throws {TransientError} if others kept writing to the same
 */
export async function decidePayment(sellerId: string, decision: PaymentDecision, doing: Doing): Promise<Decided> {
  await finishStatements(sellerId);
  await postIssued(sellerId, doing.at);
  switch (decision.kind) {
    case 'match':
      return { entries: await match(sellerId, decision, doing) };
    case 'unmatch':
      return { entries: await unmatch(sellerId, decision, doing) };
    case 'dismiss':
      return { entries: [], ...(await dismiss(sellerId, decision.transaction, doing)) };
    case 'use-credit-note':
      return { entries: await decideCreditNote(sellerId, decision.number, decision.shares, doing) };
    case 'free-credit-note':
      return { entries: await reverseCreditNote(sellerId, decision.number, decision.of, doing) };
    case 'write-off':
      return { entries: await writeOff(sellerId, decision.number, doing) };
    case 'undo-write-off':
      return { entries: await undoWriteOff(sellerId, decision.number, doing) };
    case 'refund':
      return { entries: [], refund: await makeRefund(sellerId, decision.of, decision.payee, doing) };
    case 'send-refund':
      return { entries: [], refund: (await requireRefund(sellerId, decision.refund)).refund };
    case 'allocate-refund':
      return { entries: [], refund: await allocateRefund(sellerId, decision.refund, decision.of, doing) };
    case 'cancel-refund':
      return { entries: await cancelRefund(sellerId, decision.refund, doing) };
  }
}

type Of<Kind extends PaymentDecision['kind']> = Extract<PaymentDecision, { kind: Kind }>;

async function match(sellerId: string, { transaction, shares: wanted, isSettling }: Of<'match'>, doing: Doing): Promise<Allocation[]> {
  const [only, ...others] = wanted;
  if (only?.number.startsWith(REFUND_PREFIX) && others.length === 0) return settleRefund(sellerId, only.number, transaction, doing);
  const ledger = await requireBankLedger(sellerId, transaction);
  const missing = notThere(wanted, ledger);
  const day = dateIn(doing.at, (await requireSeller(sellerId)).zone);
  const items: OpenItem[] = [];
  for (const { number } of missing) {
    const item = await getOpenItem(sellerId, number, day);
    if (!item) throw new DecisionRefusedError(`There is no issued invoice ${number}.`);
    items.push(item);
  }
  const shares = sharesOf(missing, items, ledger, isSettling);
  return shares.length === 0 ? [] : allocateTransaction(sellerId, transaction, shares, doing);
}

/** Shares that a transaction does not count for as they are wanted. */
function notThere(wanted: readonly WantedShare[], { transaction, entries }: BankLedger): WantedShare[] {
  const before = standing(entries).filter(({ source }) => source.kind === 'bank');
  const missing = wanted.filter((it) => !isThere(it, before));
  const again = missing.find(({ number }) => before.some((it) => it.number === number));
  if (!again) return missing;
  throw new DecisionRefusedError(
    `It counts for ${again.number} already, with another amount: unmatch transaction ${transaction.id} and ${again.number} first.`,
  );
}

async function unmatch(sellerId: string, { transaction, number }: Of<'unmatch'>, doing: Doing): Promise<Allocation[]> {
  const { entries } = await requireBankLedger(sellerId, transaction);
  const refunds = standing(entries).filter((it) => it.number.startsWith(REFUND_PREFIX) && (number === undefined || it.number === number));
  const left = refunds.find(({ amount }) => amount.startsWith('-'));
  if (left) return unsettleRefund(sellerId, left.number, doing);
  if (refunds[0]) throw new DecisionRefusedError(`It is paid back by ${refunds[0].number}: cancel that refund first.`);
  return reverseTransaction(sellerId, transaction, number, doing);
}

/**
 * Says that a transaction is no payment of an invoice, so that nobody is asked about it again. The same again changes
 * nothing; matching it after all takes it back.
 *
 * @throws {DecisionRefusedError} if it counts for an invoice
 * @throws {TransientError} if others kept writing to the audit log
 */
async function dismiss(sellerId: string, id: string, { at, by, reason }: Doing): Promise<{ isNew: boolean }> {
  const ledger = await requireBankLedger(sellerId, id);
  if (ledger.dismissed) return { isNew: false };
  const counting = standing(ledger.entries).map(({ number }) => number);
  if (counting.length > 0) throw new DecisionRefusedError(`It counts for ${counting.join(', ')}: bank unmatch ${id} first.`);
  const act = { at, by, action: 'payment-dismissed' as const, reason, transaction: id };
  try {
    await table().write([...dismissalChanges(sellerId, ledger, { at, by, reason }), ...(await auditChanges(sellerId, 'seller', act))]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The transaction or the audit log moved in between. Try again.');
  }
  return { isNew: true };
}
