import { z } from 'zod';
import type { Told } from '../../shared/payments/payment.ts';
import type { ToldOfRefund } from '../../shared/receivables/card-refund.store.ts';
import { amountFromStripe } from './stripe-amount.ts';
import { answerOf } from './stripe-answer.ts';
import { refundAnswer } from './stripe-refund.ts';

/** What is told in an event of Stripe's, as far as it matters here. */
export type StripeTold = { readonly event: string } & (ToldPayment | ToldOwnRefund | ToldRefund);

interface ToldPayment {
  /** The payment by its name in metadata, or what Stripe calls it. */
  readonly about: { readonly sellerId: string; readonly id: string } | { readonly reference: string };
  readonly told: Told;
}

/** One that was asked for here, by its name in metadata. */
interface ToldOwnRefund {
  readonly refund: { readonly sellerId: string; readonly id: string };
  readonly told: ToldOfRefund;
}

/** One that was made at Stripe itself, with what Stripe calls its payment. */
interface ToldRefund {
  readonly about: { readonly reference: string };
  readonly found: { readonly amount: string; readonly reference: string; readonly told: ToldOfRefund };
}

const failure = z.object({ code: z.string().optional(), decline_code: z.string().optional(), message: z.string().optional() });
const reference = z
  .string()
  .nullish()
  .transform((it) => it ?? undefined);
const metadata = z.record(z.string(), z.string()).nullish();
const intent = z.object({ id: z.string(), status: z.string(), last_payment_error: failure.nullish(), metadata });
const dispute = z.object({ id: z.string(), payment_intent: reference, reason: z.string() });
const refund = z.object({
  id: z.string(),
  status: z.string().nullish(),
  failure_reason: z.string().optional(),
  amount: z.int().min(1),
  currency: z.string(),
  payment_intent: reference,
  metadata,
});
const event = z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.unknown() }) });

/**
 * What an event tells of a payment or refund of ours; undefined where it is of something else, or none that matters.
 *
 * A cancelled PaymentIntent tells nothing: it is cancelled by us, where a page takes its place.
 *
 * @param body of a request whose signature was checked, as JSON
 * @see docs/sources.md#stripe
 */
export function toldBy(body: unknown): StripeTold | undefined {
  const { id, type, data } = event.parse(body);
  const told = READ[type]?.(data.object);
  return told && { event: id, ...told };
}

/** Stripe takes the money back as soon as the card's bank asks for it, and gives it again where the dispute is won. */
const READ: Readonly<Record<string, (object: unknown) => ToldPayment | ToldOwnRefund | ToldRefund | undefined>> = {
  'payment_intent.succeeded': ofIntent,
  'payment_intent.payment_failed': ofIntent,
  'payment_intent.processing': ofIntent,
  'charge.dispute.funds_withdrawn': (object) =>
    ofDispute(object, ({ id, reason }) => ({ state: 'returned', code: reason, message: 'The customer disputes the charge.', dispute: id })),
  'charge.dispute.funds_reinstated': (object) => ofDispute(object, ({ id }) => ({ state: 'dispute-won', dispute: id })),
  'refund.created': ofRefund,
  'refund.updated': ofRefund,
  'refund.failed': ofRefund,
};

function ofIntent(object: unknown): ToldPayment | undefined {
  const { metadata: named, ...of } = intent.parse(object);
  const { seller, payment } = named ?? {};
  if (seller === undefined || payment === undefined) return undefined;
  const told = answerOf(of as Parameters<typeof answerOf>[0]);
  // Whoever asked for it makes the page, and says where it is.
  if (told.state === 'action-required') return undefined;
  return { about: { sellerId: seller, id: payment }, told };
}

function ofDispute(object: unknown, tell: (of: z.infer<typeof dispute>) => Told): ToldPayment | undefined {
  const of = dispute.parse(object);
  return of.payment_intent === undefined ? undefined : { about: { reference: of.payment_intent }, told: tell(of) };
}

/** One at Stripe itself counts when it is there, and not while it is on its way. */
function ofRefund(object: unknown): ToldOwnRefund | ToldRefund | undefined {
  const { id: own, amount, currency, payment_intent: of, metadata: named, status = null, failure_reason: code } = refund.parse(object);
  const told = refundAnswer({ id: own, status, ...(code === undefined ? {} : { failure_reason: code }) });
  const { seller, refund: id } = named ?? {};
  if (seller !== undefined && id !== undefined) return { refund: { sellerId: seller, id }, told };
  if (of === undefined || told.state === 'pending') return undefined;
  return { about: { reference: of }, found: { amount: amountFromStripe(amount, currency), reference: own, told } };
}
