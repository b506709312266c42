import type Stripe from 'stripe';
import type { Payment } from '../../shared/payments/payment.ts';
import type { Answer } from './payment-provider.ts';
import { answerToError } from './stripe-error.ts';

/** How Stripe calls pages that take one payment: payment links. */
const PAGE = 'plink_';

/** Whether what a payment is called by is a page, which nobody has paid yet. */
export function isPage(reference: string | undefined): reference is string {
  return reference?.startsWith(PAGE) ?? false;
}

/** What became of a payment on its page: paid there, or else as it stood. */
export async function pageAnswer(stripe: Stripe, page: string, { outcome }: Payment): Promise<Answer> {
  return (await paidOn(stripe, page)) ?? outcome ?? { state: 'unknown' };
}

/**
 * Closes a page: first its link, so that it is opened no more, then each session that somebody has opened. One that is being
 * paid can't be closed: what becomes of it is known later.
 *
 * @throws {TransientError} where Stripe wants it later
 * @see docs/sources.md#stripe
 */
export async function closePage(stripe: Stripe, { reference: page, number }: Payment): Promise<Answer> {
  if (!isPage(page)) return { state: 'unknown' };
  try {
    await stripe.paymentLinks.update(page, { active: false });
    for await (const session of stripe.checkout.sessions.list({ payment_link: page, status: 'open', limit: 100 }))
      await stripe.checkout.sessions.expire(session.id);
    return (await paidOn(stripe, page)) ?? { state: 'cancelled', message: `${number} was settled before it was paid on its page` };
  } catch (error) {
    answerToError(error);
    return { state: 'unknown' };
  }
}

/** What was paid on a page; a session that is complete and not paid is paid by what takes days. */
async function paidOn(stripe: Stripe, page: string): Promise<Answer | undefined> {
  const { data } = await stripe.checkout.sessions.list({ payment_link: page, status: 'complete', limit: 1 });
  const [session] = data;
  if (!session) return undefined;
  if (session.payment_status !== 'paid') return { state: 'pending' };
  const { payment_intent: intent } = session;
  return { state: 'paid', ...(typeof intent === 'string' ? { reference: intent } : {}) };
}
