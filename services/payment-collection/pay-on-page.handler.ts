import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { payingAgain } from '../../shared/payments/paying-again.store.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { beginPayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { instant } from '../../shared/period.ts';
import { amountsOf } from '../../shared/receivables/balance.ts';
import { requireInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import { defineStep } from '../../shared/step.ts';
import { collectOnce } from './collect-once.ts';
import { onPage } from './collected-by.ts';
import { providerOf } from './provider.client.ts';

const input = z.object({
  sellerId: id,
  number: z.string(),
  at: instant,
  /** The customer has paid on the page of the provider that moves no money. */
  hasTried: z.boolean().default(false),
});

/**
 * Begins the payment that a customer asks for on the page of its invoice, or goes on with the one that is begun: however often
 * and by whoever it is asked for at once, it is one, and no other attempt begins while it has not failed.
 *
 * @returns how it stands: `action-required` is to be paid on the page of the provider
 * @throws {DecisionRefusedError} if nothing is to be paid by card as it stands
 */
export const handler = defineStep(input, async ({ sellerId, number, at, hasTried }) => {
  const { invoice, entries } = await requireInvoiceLedger(sellerId, number);
  const { open } = amountsOf({ currency: invoice.currency, payable: invoice.totals.payable }, entries);
  const { byCard, payments, customer } = await payingAgain(invoice, open, at);
  if ((byCard !== 'begin' && byCard !== 'go-on') || !customer)
    throw new DecisionRefusedError(`Invoice ${number} can't be paid by card as it stands.`);
  const by = byCard === 'begin' ? onPage(customer) : payments.at(-1)!.by;
  const begun = await beginPayment(sellerId, { number, by, trigger: `page-${payments.length + 1}`, startedAt: at });
  if (!begun) return { state: 'paid' };
  const { payment } = begun;
  const answer = hasTried && isTrial(payment) ? { state: 'paid' as const } : await collectOnce(await providerOf(sellerId, payment), begun);
  const { outcome } = await tellOutcome(sellerId, payment.id, answer, { at });
  return { state: outcome?.state ?? 'unknown' };
});

function isTrial({ by, outcome }: Payment): boolean {
  return by.method === 'card' && by.provider === 'fake' && outcome?.state === 'action-required';
}
