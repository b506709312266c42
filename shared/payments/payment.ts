import { z } from 'zod';
import { currencyCode, decimalText } from '../money.ts';
import { instant, plainDate } from '../period.ts';
import { amendment } from './mandate.ts';

/** A try to collect what is open of an invoice. It lies under its id with its entries: shared/receivables. */

/** What is collected by, as it was when the payment began. */
const collectedBy = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('direct-debit'),
    creditorId: z.string(),
    mandate: z.string(),
    signedOn: plainDate,
    scheme: z.enum(['core', 'b2b']),
    iban: z.string(),
    bic: z.string().optional(),
    accountHolder: z.string(),
    /** Day on which the customer was told that the account is debited. */
    dueOn: plainDate,
  }),
  z.object({
    method: z.literal('card'),
    provider: z.enum(['stripe', 'fake']),
    customer: z.string(),
    paymentMethod: z.string(),
    /** The customer pays it on a page of the provider, with any card; absent where the card is charged without them. */
    isOnPage: z.literal(true).optional(),
  }),
]);

/** What is known of the money. */
export const outcome = z.discriminatedUnion('state', [
  /** It is there. */
  z.object({ state: z.literal('paid') }),
  /** It is on its way; the bank or the provider tells. */
  z.object({ state: z.literal('pending') }),
  /** It will not come by this payment, with the provider's or the bank's code. */
  z.object({ state: z.literal('declined'), code: z.string(), message: z.string() }),
  /** The customer has to do something, on that page. */
  z.object({ state: z.literal('action-required'), url: z.string().optional() }),
  /** No answer came: it has to be looked up before anything is tried again. */
  z.object({ state: z.literal('unknown') }),
  /** It was there and went back. */
  z.object({
    state: z.literal('returned'),
    code: z.string(),
    message: z.string(),
    /** By which dispute, where a card's holder has it back: that one can be won. */
    dispute: z.string().optional(),
  }),
  /** Nothing was collected, since the invoice was settled before. */
  z.object({ state: z.literal('cancelled'), message: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

export const payment = z.object({
  schema: z.literal(1),
  /** Of invoice and attempt: RE-2026-000017-1. */
  id: z.string(),
  number: z.string(),
  /** 1 for the first; another one only where the one before has failed. */
  attempt: z.number().int().min(1),
  /** What asked for it: `settlement` once behind the invoice, and whoever retries by a name of its own. */
  trigger: z.string(),
  customerId: z.string(),
  /** What was open of the invoice when it began. */
  amount: decimalText,
  currency: currencyCode,
  by: collectedBy,
  startedAt: instant,
  /** Absent until it is known what became of it: then whoever began it may have died before or behind the provider. */
  outcome: outcome.optional(),
  /** What the provider calls it. */
  reference: z.string().optional(),
  /** Disputes that were won, as the provider calls them: what is told late of one of them counts no more. */
  wonDisputes: z.array(z.string()).optional(),
  /** Of a direct debit, the collection it was filed with, its day and its place in the sequence of the mandate. */
  filed: z
    .object({
      collection: z.string(),
      collectOn: plainDate,
      sequence: z.enum(['FRST', 'RCUR', 'OOFF', 'FNAL']),
      /** What of its mandate is another than at the debit before. */
      amendment: amendment.optional(),
    })
    .optional(),
});
export type Payment = z.infer<typeof payment>;

/** The id of a payment: the same invoice and attempt give the same, so that nothing is charged twice. */
export function paymentId(number: string, attempt: number): string {
  return `${number}-${attempt}`;
}

/** Whether a payment has failed, so that another attempt may follow. */
export function hasFailed({ outcome: it }: Pick<Payment, 'outcome'>): boolean {
  return it?.state === 'declined' || it?.state === 'returned' || it?.state === 'cancelled';
}

/**
 * Whether an outcome that is told of may follow the one that is known. Providers tell in any order and more than once: what
 * is older than money that came is passed over, and what came can only go back.
 */
function follows(known: Outcome | undefined, told: Outcome): boolean {
  switch (known?.state) {
    case 'returned':
      return false;
    case 'cancelled':
      // Paid on its page in the moment in which that was closed.
      return told.state === 'paid';
    case 'paid':
      return told.state === 'returned';
    case 'declined':
      // The customer may pay on the page of the provider after all; and what was tried before it is told late.
      return told.state === 'paid' || told.state === 'returned';
    case 'action-required':
      // A try on the page that was declined ends nothing: the page is there still.
      return told.state === 'paid' || told.state === 'returned' || told.state === 'cancelled';
    case 'pending':
      return told.state !== 'unknown' && told.state !== 'pending';
    default:
      return true;
  }
}

/** What is told of a payment, and what it is called by who tells. */
export type Told = (Outcome | DisputeWon) & { readonly reference?: string | undefined };

/** A dispute was decided for the seller: what had gone back by it is there again. */
interface DisputeWon {
  readonly state: 'dispute-won';
  readonly dispute: string;
}

/** A payment behind what is told of it; undefined where that changes nothing. */
export function afterTold(payment: Payment, { reference, ...told }: Told): Payment | undefined {
  const { outcome: known, wonDisputes = [] } = payment;
  if (told.state === 'dispute-won') {
    if (wonDisputes.includes(told.dispute)) return undefined;
    const isBack = known?.state === 'returned' && (known.dispute ?? told.dispute) === told.dispute;
    return { ...payment, wonDisputes: [...wonDisputes, told.dispute], ...(isBack ? { outcome: { state: 'paid' } } : {}) };
  }
  const isOver = told.state === 'returned' && told.dispute !== undefined && wonDisputes.includes(told.dispute);
  if (isOver || !follows(known, told)) return undefined;
  return { ...payment, outcome: told, ...(reference === undefined ? {} : { reference }) };
}
