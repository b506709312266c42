import { expect, it } from '@jest/globals';
import type { Invoice } from '../invoice.ts';
import { creditShares } from './credit-shares.ts';

const document = (number: string, payable: string, ...lines: readonly [month: number, net: string][]): Invoice =>
  ({
    number,
    currency: 'EUR',
    totals: { payable },
    lines: lines.map(([month, net]) => ({
      net,
      period: { start: `2026-${month}-01T00:00:00Z`, end: `2026-${month + 1}-01T00:00:00Z`, zone: 'UTC' },
      trace: { subscription: 'adler', plan: 'team', planVersion: 1, price: 'calls' },
    })),
  }) as unknown as Invoice;

const [JULY, AUGUST] = [document('RE-7', '50.00', [7, '42.02']), document('RE-8', '50.00', [8, '42.02'])];

// Net 10.00 and 20.00 with 19 % tax, 35.70 together: 11.90 and 23.80.
it('is for each invoice what its lines correct of it, with their part of the tax', () => {
  expect(creditShares(document('GK-1', '35.70', [7, '10.00'], [8, '20.00']), [JULY, AUGUST])).toEqual([
    { number: 'RE-7', amount: '11.90' },
    { number: 'RE-8', amount: '23.80' },
  ]);
});

// A third of 10.00 each would be 3.33: the shares come to it, to the cent.
it('comes to the credit note, to the cent', () => {
  const september = document('RE-9', '50.00', [9, '42.02']);
  const shares = creditShares(document('GK-1', '10.00', [7, '1.00'], [8, '1.00'], [9, '1.00']), [JULY, AUGUST, september]);
  expect(shares!.map(({ amount }) => amount).sort()).toEqual(['3.33', '3.33', '3.34']);
});

it.each([
  {
    why: 'a line is of none of them',
    lines: [
      [7, '10.00'],
      [6, '1.00'],
    ],
    invoices: [JULY, AUGUST],
  },
  {
    why: 'a line is of two of them',
    lines: [
      [7, '10.00'],
      [8, '1.00'],
    ],
    invoices: [JULY, AUGUST, document('RE-9', '1.00', [7, '1.00'])],
  },
  { why: 'one of them gets nothing', lines: [[7, '10.00']], invoices: [JULY, AUGUST] },
  {
    why: 'one of them would owe more',
    lines: [
      [7, '10.00'],
      [8, '-1.00'],
    ],
    invoices: [JULY, AUGUST],
  },
] as const)('is for a person to say where $why', ({ lines, invoices }) => {
  expect(
    creditShares(document('GK-1', '10.00', ...lines.map(([month, net]) => [month, net] as [number, string])), invoices),
  ).toBeUndefined();
});
