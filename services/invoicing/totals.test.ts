import { describe, expect, it } from '@jest/globals';

import { draftFor } from '../../test/support/runs.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';
import { documentTotals, taxedLines } from './totals.ts';

const [LINE] = draftFor('adler').lines;

function linesOf(...nets: readonly string[]): InvoiceLine[] {
  if (!LINE) throw new Error('The sample draft has no line.');
  return nets.map((net) => ({ ...LINE, net }));
}
const taxedAt = (rate: string, ...nets: readonly string[]): InvoiceLine[] => linesOf(...nets).map((line) => ({ ...line, taxRate: rate }));
const standard = (rate: string) => ({ category: 'S', rate }) as const;

describe('totals', () => {
  it.each([
    // 55.832: tax on the sum is 55.83; on each line it would come to 13.67 + 13.67 + 11.50 + 17.00 = 55.84.
    { nets: ['68.33', '68.33', '57.50', '85.00'], rate: '20', currency: 'EUR', net: '279.16', tax: '55.83', gross: '334.99' },
    { nets: ['0.01', '0.01', '0.01'], rate: '20', currency: 'EUR', net: '0.03', tax: '0.01', gross: '0.04' },
    // 0.125 × 20 % is below the document's digits: 0.10 at 25 % is 0.025, half away from zero 0.03.
    { nets: ['0.10'], rate: '25', currency: 'EUR', net: '0.10', tax: '0.03', gross: '0.13' },
    { nets: ['-0.10'], rate: '25', currency: 'EUR', net: '-0.10', tax: '-0.03', gross: '-0.13' },
    { nets: ['999'], rate: '10.5', currency: 'JPY', net: '999', tax: '105', gross: '1104' },
    { nets: ['1.005'], rate: '5', currency: 'KWD', net: '1.005', tax: '0.050', gross: '1.055' },
    { nets: ['10.00', '-10.00'], rate: '20', currency: 'EUR', net: '0.00', tax: '0.00', gross: '0.00' },
    { nets: ['9.99'], rate: '21', currency: 'EUR', net: '9.99', tax: '2.10', gross: '12.09' },
  ])('of $nets $currency at $rate % are $net + $tax = $gross', ({ nets, rate, currency, net, tax, gross }) => {
    expect(documentTotals({ lines: taxedAt(rate, ...nets) }, [standard(rate)], currency)).toEqual({
      tax: [{ category: 'S', rate, basis: net, tax }],
      totals: { net, tax, gross, payable: gross },
    });
  });

  it('carry the reason why there is no tax', () => {
    const [line] = taxedAt('0', '10.00');
    if (!line) throw new Error('There is a line.');
    const treatment = { category: 'AE', rate: '0', reason: 'Reverse charge', reasonCode: 'VATEX-EU-AE' } as const;
    const { tax } = documentTotals({ lines: [{ ...line, taxCategory: 'AE' }] }, [treatment], 'EUR');
    expect(tax).toEqual([{ category: 'AE', rate: '0', reason: 'Reverse charge', reasonCode: 'VATEX-EU-AE', basis: '10.00', tax: '0.00' }]);
  });
});

it('are by category and rate, each rounded once, in the order of the lines', () => {
  // 10.01 + 0.04 at 19 %: 1.9095 is 1.91; 5.00 at 7 %: 0.35.
  const [one, two, three] = linesOf('10.01', '5.00', '0.04');
  const lines = taxedLines([one!, two!, three!], [standard('19'), standard('7'), standard('19')]);
  expect(documentTotals({ lines }, [], 'EUR')).toEqual({
    tax: [
      { category: 'S', rate: '19', basis: '10.05', tax: '1.91' },
      { category: 'S', rate: '7', basis: '5.00', tax: '0.35' },
    ],
    totals: { net: '15.05', tax: '2.26', gross: '17.31', payable: '17.31' },
  });
});

it('gives every line its category and rate, and no more', () => {
  const treatments = [{ category: 'AE', rate: '0', reason: 'Reverse charge' } as const, standard('20')];
  const [one, two] = linesOf('1.00', '2.00');
  expect(taxedLines([one!, two!], treatments)).toEqual([
    { ...one, taxCategory: 'AE', taxRate: '0' },
    { ...two, taxCategory: 'S', taxRate: '20' },
  ]);
});
