import type { Customer, Seller } from '../../shared/catalog.ts';
import type { DraftContent } from '../../shared/invoice.ts';

/**
 * What a draft says of how it is paid, where that is not by transfer. A direct debit leaves so many days between the invoice,
 * which announces it, and the debit. In other currencies than the euro, and under a mandate that was revoked, nothing is
 * debited.
 *
 * @see docs/sources.md#sepa-direct-debit
 */
export function paymentTerms(
  seller: Seller,
  { payment }: Customer,
  currency: string,
): Pick<DraftContent, 'paymentTermDays' | 'paymentMeans'> {
  const { paymentTermDays, payments: { directDebit } = {} } = seller;
  if (payment?.method === 'card') return { paymentTermDays, paymentMeans: { by: 'card', lastDigits: payment.lastDigits } };
  if (payment?.method !== 'direct-debit' || !directDebit || currency !== 'EUR' || payment.mandate.revokedOn !== undefined)
    return { paymentTermDays };
  const { reference: mandate, iban } = payment.mandate;
  return {
    paymentTermDays: Math.max(paymentTermDays, directDebit.noticeDays),
    paymentMeans: { by: 'direct-debit', mandate, creditorId: directDebit.creditorId, iban },
  };
}
