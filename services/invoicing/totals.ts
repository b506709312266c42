import type { ChargeLine, InvoiceLine, TaxSubtotal, Totals } from '../../shared/invoice.ts';
import { amountText, decimal, roundToMinor, sum, whole } from '../../shared/money.ts';
import type { TaxTreatment } from './tax.ts';

const HUNDRED = whole(100);

/** Lines with their tax, in the order of their treatments. */
export function taxedLines(lines: readonly ChargeLine[], treatments: readonly TaxTreatment[]): InvoiceLine[] {
  return lines.map((line, i) => ({ ...line, taxCategory: treatments[i]!.category, taxRate: treatments[i]!.rate }));
}

/**
 * VAT breakdown and totals of a document: lines are rounded before they come here, tax is computed once per category and
 * rate on their sum and rounded once. The breakdown is in the order in which lines first have a category and rate.
 *
 * @param treatments say why a category has no tax
 * @see docs/sources.md#rounding
 */
export function documentTotals(
  { lines }: { readonly lines: readonly InvoiceLine[] },
  treatments: readonly TaxTreatment[],
  currency: string,
): { tax: TaxSubtotal[]; totals: Totals } {
  const groups = Map.groupBy(lines, ({ taxCategory, taxRate }) => `${taxCategory} ${taxRate}`);
  const tax = [...groups.values()].map((alike): TaxSubtotal => {
    const { taxCategory: category, taxRate: rate } = alike[0]!;
    const basis = sum(alike.map(({ net }) => decimal(net)));
    const amount = roundToMinor(basis.times(decimal(rate)).div(HUNDRED), currency);
    const said = treatments.find((it) => it.category === category && it.rate === rate);
    return { ...said, category, rate, basis: amountText(basis, currency), tax: amountText(amount, currency) };
  });
  const net = sum(lines.map((line) => decimal(line.net)));
  const total = sum(tax.map((subtotal) => decimal(subtotal.tax)));
  const gross = amountText(net.plus(total), currency);
  return { tax, totals: { net: amountText(net, currency), tax: amountText(total, currency), gross, payable: gross } };
}
