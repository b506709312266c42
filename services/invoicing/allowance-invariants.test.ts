import { describe, expect, it } from '@jest/globals';

import { figuresOf, refusal, withFigure, withFigureOff } from '../../test/support/figures.ts';
import { draftFor } from '../../test/support/runs.ts';
import type { DraftContent, InvoiceLine } from '../../shared/invoice.ts';

const [SAMPLE] = draftFor('adler').lines as [InvoiceLine];

/**
 * | line | | net |
 * |---|---|---|
 * | 90 × (1600 − 15) ÷ 365 | 390.821917808… → 390.82, − 10.82 + 5.00 | 385.00 |
 * | −4 × 2.50 | −10.00, − (−1.00) | −9.00 |
 *
 * Lines 376.00, − 16.00 + 4.00 = 364.00. 25 % of 376 − 16 is 90.00; of what is exempt nothing. 454.00 − 54.00 + 0.25 = 400.25.
 * At 11.5 kronor a euro the tax is 1035.00.
 */
const DRAFT: DraftContent = draftFor('adler', {
  lines: [
    {
      ...SAMPLE,
      quantity: '90',
      parts: [
        {
          quantity: '90',
          unitPrice: '1585',
          baseQuantity: '365',
          grossPrice: '1600',
          priceDiscount: '15',
          flatFee: '0',
          amount: '390.821917808219178082',
        },
      ],
      discounts: [{ kind: 'agreed', description: 'Contract', amount: '10.82' }],
      charges: [{ description: 'Small quantity', amount: '5.00' }],
      net: '385.00',
      taxRate: '25',
    },
    {
      ...SAMPLE,
      quantity: '-4',
      parts: [{ quantity: '-4', unitPrice: '2.50', flatFee: '0', amount: '-10' }],
      discounts: [{ kind: 'agreed', description: 'Contract', amount: '-1.00' }],
      net: '-9.00',
      taxRate: '25',
    },
  ],
  allowances: [{ description: 'Annual bonus', amount: '16.00', taxCategory: 'S', taxRate: '25' }],
  charges: [{ description: 'Fee of an authority', amount: '4.00', taxCategory: 'E', taxRate: '0' }],
  tax: [
    { category: 'S', rate: '25', basis: '360.00', tax: '90.00' },
    { category: 'E', rate: '0', basis: '4.00', tax: '0.00', reason: 'Exempt' },
  ],
  totals: {
    lineNet: '376.00',
    allowances: '16.00',
    charges: '4.00',
    net: '364.00',
    tax: '90.00',
    gross: '454.00',
    prepaid: '54.00',
    rounding: '0.25',
    payable: '400.25',
  },
  accountingTax: { currency: 'SEK', tax: '1035.00', rate: '11.5', source: 'European Central Bank, 30 October 2026' },
});

const changed = (path: string, figure: string): string => refusal(withFigure(DRAFT, path.split('.'), () => figure));

describe('a draft with allowances and charges of lines and document', () => {
  it('is accepted where it adds up', () => {
    expect(refusal(DRAFT)).toBe('');
  });

  it.each(figuresOf(DRAFT).map((path) => ({ path, name: path.join('.') })))('is refused with a cent more or less in $name', ({ path }) => {
    expect(refusal(withFigureOff(DRAFT, path, '0.01'))).toContain('InvariantError');
    expect(refusal(withFigureOff(DRAFT, path, '-0.01'))).toContain('InvariantError');
  });

  it.each([
    { path: 'lines.0.parts.0.unitPrice', figure: '1584', says: 'lines[0].parts[0].amount is 390.821917808219178082' },
    { path: 'lines.0.parts.0.grossPrice', figure: '1601', says: 'lines[0].parts[0].unitPrice is 1585 and must be 1586.' },
    { path: 'lines.0.parts.0.baseQuantity', figure: '0', says: 'lines[0].parts[0].baseQuantity is 0 and must be above 0.' },
    { path: 'lines.0.parts.0.amount', figure: '390.821917808219178084', says: 'must be 90 × 1585 ÷ 365 + 0' },
    { path: 'lines.0.charges.0.amount', figure: '5.001', says: 'lines[0].charges[0].amount is 5.001 and must be 5.00.' },
    { path: 'lines.0.charges.0.amount', figure: '6.00', says: 'lines[0].net is 385.00 and must be 386.00.' },
    { path: 'allowances.0.amount', figure: '16.004', says: 'allowances[0].amount is 16.004 and must be 16.00.' },
    { path: 'allowances.0.amount', figure: '17.00', says: 'tax[0].basis is 360.00 and must be 359.00.' },
    { path: 'charges.0.taxRate', figure: '25', says: 'tax[1].basis is 4.00 and must be 0.' },
    { path: 'totals.lineNet', figure: '364.00', says: 'totals.lineNet is 364.00 and must be 376.00.' },
    { path: 'totals.charges', figure: '5.00', says: 'totals.charges is 5.00 and must be 4.00.' },
    { path: 'totals.rounding', figure: '0.26', says: 'totals.payable is 400.25 and must be 400.26.' },
    { path: 'accountingTax.tax', figure: '1035.01', says: 'accountingTax.tax is 1035.01 and must be 1035.00.' },
  ])('says of $path $figure: $says', ({ path, figure, says }) => {
    expect(changed(path, figure)).toContain(says);
  });

  it('is refused where its sum of allowances is not said, or is of nothing', () => {
    const { allowances: _, ...totals } = DRAFT.totals;
    expect(refusal({ ...DRAFT, totals })).toContain('totals.allowances is 0 and must be 16.00.');
    const { allowances: none, ...without } = DRAFT;
    expect(refusal(without)).toContain('tax[0].basis');
  });

  it('is refused where a discount stands without the price before it', () => {
    const [line, other] = DRAFT.lines as [InvoiceLine, InvoiceLine];
    const parts = line.parts.map(({ grossPrice: _, ...part }) => part);
    expect(refusal({ ...DRAFT, lines: [{ ...line, parts }, other] })).toContain('lines[0].parts[0].grossPrice is not there');
  });

  it('is refused where more is prepaid than a negative document gives back', () => {
    const totals = { net: '-9.00', tax: '-2.25', gross: '-11.25', prepaid: '-11.26', payable: '0.01' };
    const { allowances, charges, accountingTax, ...rest } = DRAFT;
    const negative: DraftContent = {
      ...rest,
      lines: DRAFT.lines.slice(1),
      tax: [{ category: 'S', rate: '25', basis: '-9.00', tax: '-2.25' }],
      totals,
    };
    expect(refusal(negative)).toContain('totals.prepaid is -11.26 and must be below 0 and at least -11.25.');
    expect(refusal({ ...negative, totals: { ...totals, prepaid: '-11.25', payable: '0.00' } })).toBe('');
  });
});
