import { getCustomer } from '../catalog.store.ts';
import { ConditionFailedError, TransientError } from '../errors.ts';
import { amountText, decimal, smaller } from '../money.ts';
import { table } from '../ports.ts';
import { balanceOf } from '../receivables/balance.ts';
import { requireInvoiceLedger } from '../receivables/ledger.store.ts';
import type { Change, Key } from '../table.ts';
import type { CollectionHead } from './collection.ts';
import { dueChange } from './due-debit.store.ts';
import { amendmentOf, mandateFault, sequenceOf } from './mandate.ts';
import { formerUse, mandateUse, mandateUsed } from './mandate-use.store.ts';
import type { Outcome, Payment } from './payment.ts';
import { paymentChange, requirePayment, tellOutcome } from './payment.store.ts';
import { targetDayFrom } from './target-days.ts';

/** What a debit takes into a collection: its own day and place in the sequence of its mandate, or why it can't be. */
type Judged = { readonly debit: Payment; readonly collectOn: string } | { readonly aside: Outcome };

/**
 * Has a debit that is due be part of a collection; or ends it with the reason, where the invoice was paid meanwhile or the
 * mandate can't be used any more. Done again it finds nothing to do.
 *
 * @param isOpen check that the collection still gathers
 * @throws {TransientError} if the collection was closed in between, or others kept writing to the same
 */
export async function gatherDebit(
  sellerId: string,
  id: string,
  head: CollectionHead,
  { member, isOpen }: { readonly member: Key; readonly isOpen: Change },
): Promise<void> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const { payment, version } = await requirePayment(sellerId, id);
    if (payment.by.method !== 'direct-debit' || payment.filed || payment.outcome?.state !== 'pending') return;
    const judged = await judge(sellerId, payment, head);
    if ('aside' in judged) return void (await tellOutcome(sellerId, id, judged.aside, { at: head.at }));
    const { mandate, dueOn, iban, creditorId } = payment.by;
    try {
      await table().write([
        isOpen,
        paymentChange(sellerId, judged.debit, version),
        { put: { ...member, body: { schema: 1 } } },
        dueChange(sellerId, id, dueOn, false),
        mandateUsed(sellerId, mandate, { usedOn: judged.collectOn, iban, creditorId }),
      ]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError(`Others kept writing to payment ${id}, or have closed the collection ${head.id}. Try again.`);
}

/** Why a debit would be set aside today, or what it would be filed as. */
export async function judge(
  sellerId: string,
  payment: Payment,
  { id, firstDay }: Pick<CollectionHead, 'id' | 'firstDay'>,
): Promise<Judged> {
  if (payment.by.method !== 'direct-debit') throw new TypeError(`${payment.id} is no direct debit.`);
  const { by } = payment;
  const collectOn = targetDayFrom(by.dueOn > firstDay ? by.dueOn : firstDay);
  const { invoice, entries } = await requireInvoiceLedger(sellerId, payment.number);
  const { open } = balanceOf({ currency: invoice.currency, payable: invoice.totals.payable, dueDate: invoice.dueDate }, entries, by.dueOn);
  if (!decimal(open).gt(0)) return { aside: { state: 'cancelled', message: `${payment.number} was settled before it was debited` } };
  const customer = await getCustomer(sellerId, payment.customerId);
  const mandate = customer?.payment?.method === 'direct-debit' ? customer.payment.mandate : undefined;
  if (mandate?.reference !== by.mandate)
    return {
      aside: { state: 'declined', code: 'no-mandate', message: `customer "${payment.customerId}" has not mandate ${by.mandate} any more` },
    };
  const own = await mandateUse(sellerId, by.mandate);
  const former = own ? undefined : await formerUse(sellerId, customer!);
  const usedOn = (own ?? former)?.usedOn;
  const fault = mandateFault(mandate, usedOn, collectOn);
  if (fault) return { aside: { state: 'declined', ...fault } };
  const amount = amountText(smaller(decimal(open), decimal(payment.amount)), payment.currency);
  const amendment = amendmentOf(mandate, by, own, former);
  const filed = { collection: id, collectOn, sequence: sequenceOf(mandate, usedOn, amendment), ...(amendment ? { amendment } : {}) };
  return { debit: { ...payment, amount, filed }, collectOn };
}

const MOST_TRIES = 10;
