import type { Customer } from '../../shared/catalog.ts';
import { PaymentDeclinedError } from '../../shared/errors.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { mandateFault } from '../../shared/payments/mandate.ts';
import type { Payment } from '../../shared/payments/payment.ts';

/** Whether the invoice says that it is collected; a transfer is the customer's to make. */
export function isCollected({ paymentMeans }: Invoice): boolean {
  return paymentMeans !== undefined && paymentMeans.by !== 'transfer';
}

/**
 * What an invoice is collected by: the means that it announces, as the customer has it now.
 *
 * @param mandateUsedOn day of the last debit under the mandate of the invoice, if there was one
 * @throws {PaymentDeclinedError} if the customer has it no more: nothing else was announced
 */
export function collectedBy({ paymentMeans, dueDate }: Invoice, { id, name, payment }: Customer, mandateUsedOn?: string): Payment['by'] {
  if (paymentMeans?.by === 'card') return byCardOf({ id, payment });
  if (paymentMeans?.by !== 'direct-debit' || payment?.method !== 'direct-debit' || payment.mandate.reference !== paymentMeans.mandate)
    throw new PaymentDeclinedError('no-mandate', `customer "${id}" has not the mandate any more that the invoice names`);
  const { mandate } = payment;
  const fault = mandateFault(mandate, mandateUsedOn, dueDate);
  if (fault) throw new PaymentDeclinedError(fault.code, fault.message);
  const { reference, signedOn, scheme, iban, bic, accountHolder = name } = mandate;
  return {
    method: 'direct-debit',
    creditorId: paymentMeans.creditorId,
    mandate: reference,
    signedOn,
    scheme,
    iban,
    ...(bic === undefined ? {} : { bic }),
    accountHolder,
    dueOn: dueDate,
  };
}

/**
 * What is collected on a page of the customer's provider, with whatever card they take there.
 *
 * @throws {PaymentDeclinedError} if the customer has no card any more
 */
export function onPage(customer: Pick<Customer, 'id' | 'payment'>): Payment['by'] {
  return { ...byCardOf(customer), isOnPage: true };
}

function byCardOf({ id, payment }: Pick<Customer, 'id' | 'payment'>): Extract<Payment['by'], { method: 'card' }> {
  if (payment?.method !== 'card') throw new PaymentDeclinedError('no-card', `customer "${id}" has no card any more`);
  const { provider, customer, paymentMethod } = payment;
  return { method: 'card', provider, customer, paymentMethod };
}
