import type { CustomerStep, DraftHead } from '../../shared/billing-run.ts';
import type { Customer, Seller } from '../../shared/catalog.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { owedLines, owedTotals } from '../../shared/credit-sign.ts';
import { RecordConflictError } from '../../shared/errors.ts';
import { customerParty, sellerParty } from '../../shared/invoice.ts';
import type { DraftContent, Invoice } from '../../shared/invoice.ts';
import { lineSums } from '../../shared/line-sums.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { dueDateOf } from '../../shared/payments/due-date.ts';
import { accountingTax } from './accounting-tax.ts';
import { chargePeriod } from './charge-period.ts';
import { shippingCharges } from './order-charges.ts';
import type { BesideLines } from './order-charges.ts';
import { paymentTerms } from './payment-terms.ts';
import { taxTreatments } from './tax.ts';
import { documentTotals, taxedLines } from './totals.ts';

/**
 * The draft of what a customer owes, with snapshots of both parties, or undefined if nothing is due: no line, or
 * only lines of zero. What discounts brought to zero is billed: the document says so. It may come to less than zero:
 * `turnedDraft` makes a credit note of that.
 *
 * @param beside of an order: where its goods go, by which their tax is told, and what sending costs
 * @throws {TaxUndeterminedError} if what tax applies can't be told
 */
export function draftOf(
  seller: Seller,
  customer: Customer,
  charges: Pick<Charges, 'currency' | 'lines' | 'usageAnnex'>,
  { deliverTo, shipping }: BesideLines = {},
): DraftContent | undefined {
  const { currency, lines } = charges;
  if (currency === undefined || lines.every(({ net, discounts }) => decimal(net).isZero() && discounts === undefined)) return undefined;

  const treatments = taxTreatments(seller, deliverTo ? { ...customer, address: deliverTo } : customer, lines);
  const taxed = taxedLines(lines, treatments);
  const charged = shipping === undefined ? {} : { charges: shippingCharges(shipping, taxed, currency, customer.language) };
  const { tax, totals } = documentTotals({ lines: taxed, ...charged }, treatments, currency);
  const period = chargePeriod(lines);
  const inOwnCurrency = accountingTax(seller, currency, totals.tax, period.last);
  return {
    schema: 1,
    kind: 'invoice',
    language: customer.language,
    currency,
    seller: sellerParty.parse(seller),
    customer: customerParty.parse(customer),
    ...(deliverTo ? { deliverTo } : {}),
    period,
    lines: taxed,
    ...charged,
    ...(charges.usageAnnex ? { usageAnnex: charges.usageAnnex } : {}),
    tax,
    totals,
    ...paymentTerms(seller, customer, currency),
    ...(inOwnCurrency ? { accountingTax: inOwnCurrency } : {}),
  };
}

/**
 * What a release binds to: parties, lines, amounts, tax and usage fingerprints. Neither run nor attempt, moments
 * or number are in a draft, so a dry run and the real run hash alike.
 */
export function draftHash(draft: DraftContent): string {
  return contentHash(draft);
}

/**
 * The draft at a glance, as the review sees it: what a credit note comes to is below zero there.
 *
 * @param series prefix of the number series its document is to have
 */
export function draftHead({ customerId, attempt }: CustomerStep, series: string, draft: DraftContent | undefined): DraftHead {
  if (!draft) return { schema: 1, customerId, attempt, outcome: 'nothing-due' };
  const [lines, totals] = [owedLines(draft), owedTotals(draft)];
  const discounts = lines.flatMap((line) => (line.discounts ?? []).map(({ amount }) => decimal(amount)));
  return {
    schema: 1,
    customerId,
    attempt,
    outcome: 'draft',
    hash: draftHash(draft),
    series,
    currency: draft.currency,
    net: totals.net,
    payable: totals.payable,
    ...(discounts.length > 0 ? { discount: amountText(sum(discounts), draft.currency) } : {}),
    ...(totals.prepaid === undefined ? {} : { prepaid: totals.prepaid }),
    ...lineSums(lines, draft.currency),
    hasNegativeLine: lines.some((line) => line.net.startsWith('-')),
  };
}

/**
 * The invoice a draft becomes with its number.
 *
 * @throws {RecordConflictError} if the draft is not the one that was sealed
 */
export function invoiceOf(draft: DraftContent, { hash, number, issueDate }: { hash: string; number: string; issueDate: string }): Invoice {
  if (draftHash(draft) !== hash)
    throw new RecordConflictError(`The draft of customer "${draft.customer.id}" for ${number} is not the one that was sealed.`);
  return { ...draft, number, issueDate, dueDate: dueDateOf(draft, issueDate) };
}
