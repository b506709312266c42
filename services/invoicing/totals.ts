import type { ChargeLine, DraftContent, InvoiceLine, TaxSubtotal, Totals } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum, whole } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { TaxTreatment } from './tax.ts';

const HUNDRED = whole(100);

/** Lines with their tax, in the order of their treatments. */
export function taxedLines(lines: readonly ChargeLine[], treatments: readonly TaxTreatment[]): InvoiceLine[] {
  return lines.map((line, i) => ({ ...line, taxCategory: treatments[i]!.category, taxRate: treatments[i]!.rate }));
}

/** What the totals of a document are made of. */
export interface Billed extends Pick<DraftContent, 'lines' | 'allowances' | 'charges'> {
  readonly prepaid?: string;
  readonly rounding?: string;
}

/**
 * VAT breakdown and totals of a document. Lines, allowances and charges are rounded before they come here; tax is
 * computed once per category and rate on the sum of what has them, and rounded once. What is prepaid and the rounding
 * change what is payable, and nothing else.
 *
 * @param treatments say why a category has no tax; a category and rate without one has none to say
 * @see docs/sources.md#en-16931-arithmetic
 */
export function documentTotals(
  { lines, allowances, charges, prepaid, rounding }: Billed,
  treatments: readonly TaxTreatment[],
  currency: string,
): { tax: TaxSubtotal[]; totals: Totals } {
  const text = (amount: Decimal): string => amountText(amount, currency);
  const tax = taxBases({ lines, allowances, charges }).map(({ category, rate, basis }): TaxSubtotal => {
    const amount = roundToMinor(basis.times(decimal(rate)).div(HUNDRED), currency);
    const said = treatments.find((it) => it.category === category && decimal(it.rate).eq(decimal(rate)));
    return { ...said, category, rate, basis: text(basis), tax: text(amount) };
  });

  const lineNet = sum(lines.map((line) => decimal(line.net)));
  const taken = sum((allowances ?? []).map(({ amount }) => decimal(amount)));
  const put = sum((charges ?? []).map(({ amount }) => decimal(amount)));
  const net = lineNet.minus(taken).plus(put);
  const taxTotal = sum(tax.map((subtotal) => decimal(subtotal.tax)));
  const gross = net.plus(taxTotal);
  return {
    tax,
    totals: {
      ...(allowances || charges ? { lineNet: text(lineNet) } : {}),
      ...(allowances ? { allowances: text(taken) } : {}),
      ...(charges ? { charges: text(put) } : {}),
      net: text(net),
      tax: text(taxTotal),
      gross: text(gross),
      ...(prepaid === undefined ? {} : { prepaid: text(decimal(prepaid)) }),
      ...(rounding === undefined ? {} : { rounding: text(decimal(rounding)) }),
      payable: text(gross.minus(decimal(prepaid ?? '0')).plus(decimal(rounding ?? '0'))),
    },
  };
}

/** What is taxed at each category and rate, in the order they come up. */
function taxBases({ lines, allowances = [], charges = [] }: Pick<Billed, 'lines' | 'allowances' | 'charges'>) {
  const bases = new Map<string, Pick<TaxSubtotal, 'category' | 'rate'> & { basis: Decimal }>();
  const taxed = [
    ...lines.map((line) => ({ ...line, amount: decimal(line.net) })),
    ...allowances.map((it) => ({ ...it, amount: decimal(it.amount).neg() })),
    ...charges.map((it) => ({ ...it, amount: decimal(it.amount) })),
  ];
  for (const { taxCategory: category, taxRate: rate, amount } of taxed) {
    const key = `${category} ${quantityText(decimal(rate))}`;
    const known = bases.get(key);
    bases.set(key, { category, rate: known?.rate ?? rate, basis: known ? known.basis.plus(amount) : amount });
  }
  return [...bases.values()];
}
