import { describe, expect, it } from '@jest/globals';

import { turnedLine } from '../../shared/credit-sign.ts';
import type { DraftContent, InvoiceLine } from '../../shared/invoice.ts';
import { figuresOf, refusal, withFigure, withFigureOff } from '../../test/support/figures.ts';
import { draftFor } from '../../test/support/runs.ts';
import { cashRounded } from './cash-rounding.ts';
import { draftHead } from './draft.ts';
import { isBelowZero, turnedDraft } from './turned-draft.ts';

const [SAMPLE] = draftFor('adler').lines;
const trace = (price: string): InvoiceLine['trace'] => ({ subscription: 's', plan: 'p', planVersion: 1, price });
const INVOICE = { number: 'RE-2026-000001', issueDate: '2026-11-02' };

/**
 * 200 × 0.25 less a tenth were billed, 45.00, and nothing is due. Beside it 3 packages at 4.00 less a tenth, 10.80, and 8.00
 * that are missing to 20.00. −26.20, and 20 % of it −5.24.
 */
const BELOW: DraftContent = draftFor('adler', {
  lines: [
    {
      ...SAMPLE!,
      quantity: '-200',
      parts: [{ quantity: '-200', unitPrice: '0.25', flatFee: '0', amount: '-50' }],
      discounts: [{ kind: 'coupon', coupon: 'ten', description: 'Ten', percent: '10', amount: '-5.00' }],
      net: '-45.00',
      trace: {
        ...trace('calls'),
        meter: 'calls',
        correction: { sequence: 1, ratedExact: '0', billedExact: '50', billedNet: '45.00', billedDiscount: '5.00' },
      },
    },
    {
      ...SAMPLE!,
      quantity: '250',
      parts: [{ quantity: '3', unitPrice: '4', packageSize: '100', units: '250', flatFee: '0', amount: '12' }],
      discounts: [{ kind: 'coupon', coupon: 'ten', description: 'Ten', percent: '10', amount: '1.20' }],
      net: '10.80',
      trace: trace('packs'),
    },
    {
      ...SAMPLE!,
      quantity: '1',
      parts: [{ quantity: '1', unitPrice: '8', flatFee: '0', amount: '8' }],
      net: '8.00',
      trace: { ...trace('minimum'), spend: { due: '20', spent: '12' } },
    },
  ],
  tax: [{ category: 'S', rate: '20', basis: '-26.20', tax: '-5.24' }],
  totals: { net: '-26.20', tax: '-5.24', gross: '-31.44', payable: '-31.44' },
  accountingTax: { currency: 'CHF', tax: '-5.24', rate: '1', date: '2026-10-30', source: 'ECB' },
});
const NOTE = turnedDraft(BELOW, [INVOICE]);

describe('a draft below zero', () => {
  it('becomes a credit note of amounts above zero, at the prices there are', () => {
    expect(isBelowZero(BELOW)).toBe(true);
    expect(NOTE).toMatchObject({
      kind: 'credit-note',
      precedingInvoices: [INVOICE],
      reason: 'The periods named here were calculated again; more was billed so far than is due.',
      lines: [
        { quantity: '200', parts: [{ quantity: '200', unitPrice: '0.25', flatFee: '0', amount: '50' }], discounts: [{ amount: '5.00' }], net: '45.00' }, // prettier-ignore
        { quantity: '-250', parts: [{ quantity: '-3', unitPrice: '4', packageSize: '100', units: '-250', amount: '-12' }], discounts: [{ amount: '-1.20' }], net: '-10.80' }, // prettier-ignore
        { quantity: '-1', net: '-8.00', trace: { spend: { due: '20', spent: '12' } } },
      ],
      tax: [{ basis: '26.20', tax: '5.24' }],
      totals: { net: '26.20', tax: '5.24', gross: '31.44', payable: '31.44' },
      accountingTax: { tax: '5.24' },
    });
    expect(NOTE.lines.map(turnedLine)).toEqual(BELOW.lines);
  });

  it('counts below zero at a glance, with its discounts, plans and meters', () => {
    const step = { sellerId: 'kranich', runId: 'r', customerId: 'adler', attempt: 1 };
    expect(draftHead(step, 'GK', NOTE)).toMatchObject({
      series: 'GK',
      net: '-26.20',
      payable: '-31.44',
      discount: '-3.80',
      plans: [{ plan: 'p', net: '-26.20' }],
      meters: [{ meter: 'calls', quantity: '-200', net: '-45.00' }],
      hasNegativeLine: true,
    });
  });

  it('that corrects no invoice is none: NegativeDraftError', () => {
    expect(() => turnedDraft(BELOW, [])).toThrow(expect.objectContaining({ name: 'NegativeDraftError' }));
    expect(() => turnedDraft(BELOW, [])).toThrow('The draft comes to -31.44 EUR and corrects no invoice');
  });

  it('is not rounded to coins', () => {
    expect(cashRounded(NOTE, { rounding: { EUR: '0.05' } })).toBe(NOTE);
  });
});

describe('the figures of such a credit note', () => {
  it('are accepted where they add up', () => {
    expect(refusal(NOTE)).toBe('');
  });

  it.each(figuresOf(NOTE).map((path) => ({ path, name: path.join('.') })))('are refused with a cent more or less in $name', ({ path }) => {
    expect(refusal(withFigureOff(NOTE, path, '0.01'))).toContain('InvariantError');
    expect(refusal(withFigureOff(NOTE, path, '-0.01'))).toContain('InvariantError');
  });

  it.each([
    {
      why: 'packages that do not hold their units',
      path: ['lines', '1', 'parts', '0', 'packageSize'],
      to: '80',
      says: 'enough packages of 80',
    },
    { why: 'a discount of the sign of an invoice', path: ['lines', '1', 'discounts', '0', 'amount'], to: '1.20', says: 'below 0' },
    { why: 'more than what was missing', path: ['lines', '2', 'trace', 'spend', 'due'], to: '19', says: 'trace.spend' },
  ])('are refused with $why', ({ path, to, says }) => {
    expect(refusal(withFigure(NOTE, path, () => to))).toContain(says);
  });

  it('are refused where the sign was not turned', () => {
    expect(refusal({ ...BELOW, kind: 'credit-note' })).toContain('InvariantError');
    const [, , last] = BELOW.lines;
    const above = { ...BELOW, lines: [last!], tax: [{ category: 'S', rate: '20', basis: '8.00', tax: '1.60' } as const] };
    const turned = turnedDraft({ ...above, totals: { net: '8.00', tax: '1.60', gross: '9.60', payable: '9.60' } }, [INVOICE]);
    const { accountingTax: _, ...credited } = turned;
    expect(refusal(credited)).toBe('InvariantError: totals.gross is -9.60 and must be above 0, on a credit note.');
  });
});
