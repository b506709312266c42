import { z } from 'zod';
import { invoiceStep } from '../../shared/billing-run.ts';
import { requireCustomer } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { pageToPay } from '../../shared/customer-link.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts, keepFact } from '../../shared/invoice.store.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { isOnPage } from '../../shared/payments/paying-again.ts';
import { beginPayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { formerUse, mandateUse } from '../../shared/payments/mandate-use.store.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { authenticationMail } from './authentication-mail.ts';
import { collectOnce, requireCollected } from './collect-once.ts';
import { collectedBy, isCollected } from './collected-by.ts';
import { providerOf } from './provider.client.ts';
import { receivableOf } from './receivable.ts';

const input = invoiceStep.extend({
  enteredAt: instant.optional(),
  /** Names what asks for it: each name gets one payment for good. */
  trigger: z.string().min(1).max(60).default('settlement'),
});

/**
 * Opens the receivable, and collects it where the invoice says so; by transfer there is nothing to fetch. Nothing is owed
 * under a void number, or for a credit note. However often it runs and wherever it dies, a debt is charged once.
 *
 * @throws {PaymentDeclinedError} if the bank or the provider says no
 * @throws {TransientError} while nobody knows what became of it
 */
export const handler = defineStep(input, async ({ sellerId, number, trigger, enteredAt = now().toISOString() }) => {
  const { content, issued, receivable } = await invoiceFacts(sellerId, number);
  if (issued?.isVoid || content?.kind === 'credit-note') return null;
  if (!content || !issued) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" is not issued.`);
  if (!receivable) await keepFact(sellerId, number, 'receivable', receivableOf(content));
  if (!isCollected(content)) return null;

  const means = content.paymentMeans;
  const customer = await requireCustomer(sellerId, content.customer.id);
  const used = means?.by === 'direct-debit' ? await mandateUse(sellerId, means.mandate) : undefined;
  const by = collectedBy(content, customer, used?.usedOn ?? (await formerUse(sellerId, customer))?.usedOn);
  const begun = await beginPayment(sellerId, { number, by, trigger, startedAt: enteredAt });
  if (!begun) return null;
  const answer = await collectOnce(await providerOf(sellerId, begun.payment), begun);
  const payment = await tellOutcome(sellerId, begun.payment.id, answer, { at: now().toISOString() });
  const page = requireCollected(payment);
  // A page that the customer asked for is where they are.
  if (page !== undefined && !isOnPage(payment)) {
    // Our own page leads there, and knows when there is nothing to pay any more.
    const url = (await pageToPay(content)) ?? page;
    await sendUnlessMarked(sellerId, authenticationMail(content, payment, url, enteredAt));
  }
  return null;
});
