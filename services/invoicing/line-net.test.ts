import { describe, expect, it } from '@jest/globals';

import { documentTotals } from './totals.ts';
import { lineNet, netPrice, partAmount } from './line-net.ts';
import { draftFor } from '../../test/support/runs.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';

const [LINE] = draftFor('adler').lines as [InvoiceLine];

describe('the amount of a part', () => {
  it.each([
    { quantity: '40', unitPrice: '0.25', flatFee: '0', amount: '10' },
    { quantity: '3', unitPrice: '0.335', flatFee: '2', amount: '3.005' },
    { quantity: '90', unitPrice: '1585', baseQuantity: '365', flatFee: '0', amount: '390.821917808219178082' },
    { quantity: '500', unitPrice: '3', baseQuantity: '1000', flatFee: '0', amount: '1.5' },
  ])('is $quantity × $unitPrice ÷ $baseQuantity + $flatFee = $amount', ({ amount, ...part }) => {
    expect(partAmount(part)).toBe(amount);
  });
});

it('takes the discount off the gross price', () => {
  expect(netPrice('168.125', '10')).toBe('158.125');
});

describe('the net of a line', () => {
  const parts = [{ quantity: '3', unitPrice: '0.335', flatFee: '0', amount: '1.005' }];
  it('is its parts, rounded half away from zero, less what is taken off, with what is put on', () => {
    expect(lineNet({ parts }, 'EUR')).toBe('1.01');
    const discounts = [{ kind: 'agreed' as const, description: 'Contract', amount: '0.31' }];
    expect(lineNet({ parts, discounts, charges: [{ description: 'Fee', amount: '0.10' }] }, 'EUR')).toBe('0.80');
    expect(lineNet({ parts: [{ quantity: '-3', unitPrice: '0.335', flatFee: '0', amount: '-1.005' }] }, 'EUR')).toBe('-1.01');
  });
});

describe('totals of a document with several rates', () => {
  // 100 + 50 at 20 %, less 30; 40 at 10 %, with 2.50 more: 24.00 + 4.25. 162.50 + 28.25 = 190.75; 90.75 paid, 0.05 rounded.
  it('have a breakdown of each category and rate, with allowances and charges in it', () => {
    const line = (net: string, taxRate: string): InvoiceLine => ({ ...LINE, net, taxRate });
    const billed = {
      lines: [line('100.00', '20'), line('40.00', '10'), line('50.00', '20.00')],
      allowances: [{ description: 'Bonus', amount: '30.00', taxCategory: 'S' as const, taxRate: '20' }],
      charges: [{ description: 'Fee', amount: '2.50', taxCategory: 'S' as const, taxRate: '10' }],
      prepaid: '90.75',
      rounding: '0.05',
    };
    expect(documentTotals(billed, [], 'EUR')).toEqual({
      tax: [
        { category: 'S', rate: '20', basis: '120.00', tax: '24.00' },
        { category: 'S', rate: '10', basis: '42.50', tax: '4.25' },
      ],
      totals: {
        lineNet: '190.00',
        allowances: '30.00',
        charges: '2.50',
        net: '162.50',
        tax: '28.25',
        gross: '190.75',
        prepaid: '90.75',
        rounding: '0.05',
        payable: '100.05',
      },
    });
  });
});
