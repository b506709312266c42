/**
 * Invoices that others publish, from every invoices*.json of the folder that INVOICE_CASES names, or of ../shared/cases
 * beside the checkout. Lines, allowances and rates go in; lines, breakdown and totals must come out as published, and
 * again when they are read back from the electronic invoice.
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

import { ciiOf } from '../shared/en16931/cii.ts';
import { ublOf } from '../shared/en16931/ubl.ts';
import type { DraftContent } from '../shared/invoice.ts';
import { decimal, minorDigits, quantityText } from '../shared/money.ts';
import { checkInvariants } from '../services/invoicing/invariants.ts';
import { netPrice } from '../services/invoicing/line-net.ts';
import { schemaFaults } from './support/cii-schema.ts';
import { casesIn, suite } from './support/case-files.ts';
import { figuresOf, withFigureOff } from './support/figures.ts';
import { draftOfCase, invoiceCaseOf, invoiceOfCase, type GivenAllowance, type InvoiceCase } from './support/invoice-case.ts';
import { readInvoice } from './support/read-invoice.ts';

const folder = process.env['INVOICE_CASES'] ?? fileURLToPath(new URL('../../shared/cases', import.meta.url));

suite('published invoices', folder, casesIn(folder, 'invoices'), (found) => {
  const all = found.map(invoiceCaseOf);
  const cases = all.filter(({ consistent }) => consistent);
  for (const { source, flags } of all.filter(({ consistent }) => !consistent))
    it.skip(`${source} does not add up: ${flags.join(', ')}`, () => undefined);

  it.each(cases)('$source comes to the published lines, breakdown and totals', (published) => {
    const { lines, tax, totals } = draftOfCase(published);
    expect(lines.map(({ net }) => short(net))).toEqual(published.lines.map(({ expectedLineNet }) => expectedLineNet));
    expect(
      inOrder(tax.map(({ category, rate, basis, tax: amount }) => ({ category, rate, basis: short(basis), tax: short(amount) }))),
    ).toEqual(inOrder(published.vatBreakdown.map(({ category, rate, basis, tax: amount }) => ({ category, rate, basis, tax: amount }))));
    const { lineNet = totals.net, allowances = '0', charges = '0', net, gross, prepaid = '0', rounding = '0', payable } = totals;
    const ours = { lineNet, allowances, charges, taxExclusive: net, tax: totals.tax, taxInclusive: gross, prepaid, rounding, payable };
    expect(Object.fromEntries(Object.entries(ours).map(([field, amount]) => [field, short(amount)]))).toEqual(published.totals);
  });

  it.each(cases)('$source has net prices that are gross prices less discounts', ({ lines }) => {
    const discounted = lines.flatMap(({ grossPrice, ...line }) => (grossPrice === undefined ? [] : [{ ...line, grossPrice }]));
    expect(discounted.map(({ grossPrice, priceDiscount }) => netPrice(grossPrice, priceDiscount))).toEqual(
      discounted.map(({ price }) => price),
    );
  });

  it.each(cases)('$source is accepted before it gets a number, unless more is paid than it comes to', (published) => {
    const check = (): void => checkInvariants(draftOfCase(published), minorDigits(published.currency));
    if (isPaidBeyond(published)) expect(check).toThrow('totals.prepaid');
    else expect(check).not.toThrow();
  });

  it.each(cases.filter((published) => !isPaidBeyond(published)))('$source is refused with any figure off by a cent', (published) => {
    // At what rate tax was converted is not published.
    const { accountingTax, ...draft } = draftOfCase(published);
    const accepted = figuresOf(draft).filter(
      (path) =>
        !isOfNothing(draft, path) &&
        ['0.01', '-0.01'].some((cent) => {
          try {
            checkInvariants(withFigureOff(draft, path, cent), minorDigits(published.currency));
            return true;
          } catch {
            return false;
          }
        }),
    );
    expect(accepted).toEqual([]);
  });

  it.each(cases)('$source is read back from CII as published, and is valid by its schema', (published) => {
    const cii = ciiOf(invoiceOfCase(published));
    expect(sorted(readInvoice(cii))).toEqual(sorted(expectedOf(published)));
    expect(schemaFaults(cii)).toEqual([]);
  });

  it.each(cases)('$source is read back from UBL as published', (published) => {
    for (const profile of ['xrechnung', 'peppol'] as const)
      expect(sorted(readInvoice(ublOf(invoiceOfCase(published), profile)))).toEqual(sorted(expectedOf(published)));
  });
});

function short(amount: string): string {
  return quantityText(decimal(amount));
}

/** Whether a price is of no units, or a base of no amount: nothing tells then what it should be. */
function isOfNothing({ lines }: DraftContent, [list, index, , at, field = '']: readonly string[]): boolean {
  if (list !== 'lines' || !['unitPrice', 'baseQuantity'].includes(field)) return false;
  const part = lines[Number(index)]?.parts[Number(at)];
  const factors = field === 'unitPrice' ? [part?.quantity] : [part?.quantity, part?.unitPrice];
  return factors.some((factor = '0') => decimal(factor).isZero());
}

function isPaidBeyond({ totals: { prepaid, taxInclusive } }: InvoiceCase): boolean {
  if (prepaid === '0') return false;
  const [paid, gross] = [decimal(prepaid), decimal(taxInclusive)];
  return paid.isNegative() !== gross.isNegative() || paid.abs().gt(gross.abs());
}

/** What the electronic invoice must say; documents of kinds that we don't issue are invoices. */
function expectedOf({ type = '380', currency, taxCurrency, taxTotalInTaxCurrency, totals, ...it }: InvoiceCase): Record<string, unknown> {
  return {
    number: 'RE-2026-000001',
    issueDate: expect.stringMatching(/^2026-?11-?02$/),
    type: ['381', '384'].includes(type) ? type : '380',
    currency,
    taxCurrency,
    taxTotalInTaxCurrency,
    lines: it.lines.map(({ expectedLineNet, baseQuantity, vatRate, unit, allowancesCharges, grossPrice, priceDiscount, ...line }) => ({
      ...line,
      name: 'Messages',
      net: expectedLineNet,
      unit: unit ?? 'C62',
      ...(baseQuantity === '1' ? {} : { baseQuantity }),
      ...(grossPrice === undefined ? {} : { grossPrice, priceDiscount }),
      ...(line.vatCategory === 'O' ? {} : { vatRate }),
      allowancesCharges: allowancesCharges.map(written),
    })),
    documentAllowancesCharges: it.documentAllowancesCharges.map(({ vatRate, ...given }) => ({
      ...written(given),
      ...(given.vatCategory === 'O' ? {} : { vatRate }),
    })),
    vatBreakdown: it.vatBreakdown,
    totals: Object.fromEntries(
      Object.entries(totals).filter(([field, amount]) => amount !== '0' || !isLeftOut(field, it.documentAllowancesCharges)),
    ),
  };
}

function written({ charge, ...given }: GivenAllowance): Record<string, unknown> {
  return { ...given, charge: String(charge) };
}

/** Sums of nothing are not written. */
function isLeftOut(field: string, given: readonly GivenAllowance[]): boolean {
  if (field === 'allowances' || field === 'charges') return !given.some(({ charge }) => charge === (field === 'charges'));
  return field === 'prepaid' || field === 'rounding';
}

/** Breakdowns and allowances come in any order; lines in theirs. */
function sorted(invoice: Record<string, unknown>): unknown {
  const { lines, documentAllowancesCharges, vatBreakdown, ...rest } = invoice;
  return {
    ...rest,
    lines: (lines as Record<string, unknown>[]).map((line) => ({
      ...line,
      allowancesCharges: inOrder(line['allowancesCharges'] as unknown[]),
    })),
    documentAllowancesCharges: inOrder(documentAllowancesCharges as unknown[]),
    vatBreakdown: inOrder(vatBreakdown as unknown[]),
  };
}

function inOrder<Entry>(entries: readonly Entry[]): Entry[] {
  const key = (entry: Entry): string => JSON.stringify(Object.entries(entry as object).sort(([a], [b]) => (a < b ? -1 : 1)));
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
