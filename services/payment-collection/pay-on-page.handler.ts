import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
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
 * and by whoever it is asked for at once, it is one, and no other attempt begins while it has not failed. Where nothing is to be
 * paid by card as it stands, nothing is done: the page tells how it stands.
 */
export const handler = defineStep(input, async ({ sellerId, number, at, hasTried }) => {
  const { invoice, entries } = await requireInvoiceLedger(sellerId, number);
  const { open } = amountsOf({ currency: invoice.currency, payable: invoice.totals.payable }, entries);
  const { byCard, payments, customer } = await payingAgain(invoice, open, at);
  if ((byCard !== 'begin' && byCard !== 'go-on') || !customer) return null;
  const by = byCard === 'begin' ? onPage(customer) : payments.at(-1)!.by;
  const begun = await beginPayment(sellerId, { number, by, trigger: `page-${payments.length + 1}`, startedAt: at });
  if (!begun) return null;
  const { payment } = begun;
  const answer = hasTried && isTrial(payment) ? { state: 'paid' as const } : await collectOnce(await providerOf(sellerId, payment), begun);
  await tellOutcome(sellerId, payment.id, answer, { at });
  return null;
});

function isTrial({ by, outcome }: Payment): boolean {
  return by.method === 'card' && by.provider === 'fake' && outcome?.state === 'action-required';
}
