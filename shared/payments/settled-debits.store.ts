import { dismissalChanges } from '../bank/bank.store.ts';
import type { BankLedger } from '../bank/bank.store.ts';
import { ConditionFailedError } from '../errors.ts';
import { decimal } from '../money.ts';
import { STEPBILL } from '../person.ts';
import { table } from '../ports.ts';
import { balanceOf } from '../receivables/balance.ts';
import { requireInvoiceLedger } from '../receivables/ledger.store.ts';
import { debitsIn, getCollection } from './collection.store.ts';
import { getPayment, requirePayment, tellOutcome } from './payment.store.ts';
import type { Payment } from './payment.ts';
import { returnReason } from './return-reason.ts';

/**
 * Has a transaction of the bank tell of direct debits: it names one, or the order of several and comes to their sum, or it is
 * one that went back. The entries are those of the payments, so the transaction counts for no invoice itself.
 *
 * Cut off in between and done again it comes to the same.
 *
 * @returns whether it was about debits, so that nobody has to look for what it pays
 */
export async function settleDebits(sellerId: string, ledger: BankLedger, at: string): Promise<boolean> {
  const { endToEndId, returned, amount, order } = ledger.transaction;
  const named = endToEndId === undefined ? undefined : (await getPayment(sellerId, endToEndId))?.payment;
  if (named?.by.method === 'direct-debit' && named.filed) {
    if (returned !== undefined && amount.startsWith('-')) return wentBack(sellerId, ledger, named, { code: returned, at });
    if (decimal(amount).eq(decimal(named.amount))) return came(sellerId, ledger, [named.id], `It is the direct debit ${named.id}.`, at);
  }
  const collected = order === undefined || returned !== undefined ? undefined : await orderedDebits(sellerId, order, amount);
  return collected ? came(sellerId, ledger, collected, `It is the order ${order} of direct debits.`, at) : false;
}

/** The debits of an order, if they come to an amount. */
async function orderedDebits(sellerId: string, order: string, amount: string): Promise<string[] | undefined> {
  const found = await getCollection(sellerId, order.replace(/-\d+$/, ''));
  const group = found?.groups.find(({ id }) => id === order);
  if (!found || !group || !decimal(group.sum).eq(decimal(amount))) return undefined;
  const ids: string[] = [];
  for (const id of await debitsIn(sellerId, found.id)) {
    const { filed, by } = (await requirePayment(sellerId, id)).payment;
    const isBy = group.creditorId === undefined || (by.method === 'direct-debit' && by.creditorId === group.creditorId);
    if (isBy && filed?.collectOn === group.collectOn && filed.sequence === group.sequence) ids.push(id);
  }
  return ids;
}

async function came(sellerId: string, ledger: BankLedger, ids: readonly string[], reason: string, at: string): Promise<boolean> {
  for (const id of ids) await tellOutcome(sellerId, id, { state: 'paid' }, { at });
  return countedElsewhere(sellerId, ledger, reason, at);
}

/** A debit that went back: what came by it counts no more. Where its money was matched with the invoice by itself, so is this. */
async function wentBack(
  sellerId: string,
  ledger: BankLedger,
  { id, number, outcome }: Payment,
  { code, at }: { code: string; at: string },
): Promise<boolean> {
  const message = returnReason(code);
  await tellOutcome(sellerId, id, { state: 'returned', code, message }, { at });
  if (outcome?.state === 'pending' && (await hasReceived(sellerId, number))) return false;
  return countedElsewhere(sellerId, ledger, `The direct debit ${id} went back, ${code}: ${message}.`, at);
}

async function hasReceived(sellerId: string, number: string): Promise<boolean> {
  const { invoice, entries } = await requireInvoiceLedger(sellerId, number);
  const { currency, totals, dueDate } = invoice;
  return decimal(balanceOf({ currency, payable: totals.payable, dueDate }, entries, dueDate).received).gt(0);
}

/** The transaction pays no invoice by itself. Where somebody has matched it in between, that stays. */
async function countedElsewhere(sellerId: string, ledger: BankLedger, reason: string, at: string): Promise<boolean> {
  try {
    await table().write(dismissalChanges(sellerId, ledger, { at, by: STEPBILL, reason }));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
  }
  return true;
}
