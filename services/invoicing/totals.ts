import type { ChargeLine, InvoiceLine, TaxSubtotal, Totals } from '../../shared/invoice.ts';
import { amountText, decimal, roundToMinor, sum, whole } from '../../shared/money.ts';
import type { TaxTreatment } from './tax.ts';

const HUNDRED = whole(100);

/** Lines with their tax; all lines of a document share one treatment. */
export function taxedLines(lines: readonly ChargeLine[], { category, rate }: TaxTreatment): InvoiceLine[] {
  return lines.map((line) => ({ ...line, taxCategory: category, taxRate: rate }));
}

/**
 * VAT breakdown and totals of a document: lines are rounded before they come here, tax is computed once per
 * category on the category's sum and rounded once.
 *
 * @see docs/sources.md#rounding
 */
export function documentTotals(
  lines: readonly InvoiceLine[],
  treatment: TaxTreatment,
  currency: string,
): { tax: TaxSubtotal[]; totals: Totals } {
  const basis = sum(lines.map((line) => decimal(line.net)));
  const tax = roundToMinor(basis.times(decimal(treatment.rate)).div(HUNDRED), currency);
  const gross = amountText(basis.plus(tax), currency);
  return {
    tax: [{ ...treatment, basis: amountText(basis, currency), tax: amountText(tax, currency) }],
    totals: { net: amountText(basis, currency), tax: amountText(tax, currency), gross, payable: gross },
  };
}
