import { decimal } from '../../shared/money.ts';
import { paymentsWithPage } from '../../shared/payments/payment-page.store.ts';
import { requirePayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { requireInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import { listedOf } from '../../shared/receivables/open-items.store.ts';
import { logTrouble } from '../../shared/step.ts';
import type { PaymentProvider } from './payment-provider.ts';

/**
 * Closes the pages of providers on which invoices could still be paid that are settled meanwhile. What was paid there before
 * it was closed is written down instead. Done again it finds nothing to do.
 *
 * What was decided or told holds, whether or not a provider can be asked: a page that can't be closed now is closed by the
 * next call.
 *
 * @param providerOf who collects a payment
 */
export async function closeSettledPages(
  sellerId: string,
  at: string,
  providerOf: (sellerId: string, payment: Payment) => Promise<PaymentProvider>,
): Promise<void> {
  for (const id of await paymentsWithPage(sellerId)) {
    const { payment } = await requirePayment(sellerId, id);
    if (decimal(listedOf(await requireInvoiceLedger(sellerId, payment.number)).open).gt(0)) continue;
    try {
      const provider = await providerOf(sellerId, payment);
      await tellOutcome(sellerId, id, await provider.close(payment), { at });
    } catch (error) {
      logTrouble({ sellerId, payment: id, error: (error as Error).name });
    }
  }
}
