import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { draftFor } from '../../test/support/runs.ts';
import type { ChargePart, InvoiceLine } from '../invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum } from '../money.ts';
import { itemPrice } from './item-price.ts';

const [SAMPLE] = draftFor('adler').lines as [InvoiceLine];
const line = (quantity: string, net: string, parts: readonly ChargePart[], changes: Partial<InvoiceLine> = {}): InvoiceLine => ({
  ...SAMPLE,
  quantity,
  net,
  parts: [...parts],
  ...changes,
});
const plain = (quantity: string, unitPrice: string, amount: string): ChargePart => ({ quantity, unitPrice, flatFee: '0', amount });

describe('the price of a line', () => {
  it('is its unit price where that explains it', () => {
    expect(itemPrice(line('1204', '1.14', [plain('1204', '0.00095', '1.1438')]), 'EUR')).toMatchObject({
      quantity: '1204',
      price: '0.00095',
      baseQuantity: '1',
    });
  });

  it('is its amount for its quantity where there are tiers', () => {
    const tiers = [{ ...plain('100', '0.10', '12'), flatFee: '2', upTo: '100' }, { ...plain('150', '0.05', '7.5') }];
    expect(itemPrice(line('250', '19.50', tiers), 'EUR')).toEqual({
      quantity: '250',
      unitCode: 'C62',
      price: '19.50',
      baseQuantity: '250',
    });
  });

  it('is its amount before what is taken off and put on', () => {
    const given = {
      discounts: [{ kind: 'agreed' as const, description: 'A', amount: '5.00' }],
      charges: [{ description: 'B', amount: '1.00' }],
    };
    expect(itemPrice(line('250', '15.50', [plain('100', '0.10', '10'), plain('150', '0.06333', '9.4995')], given), 'EUR').price).toBe(
      '19.50',
    );
  });

  it('is the share that is billed of a fee', () => {
    const share = { ...plain('3', '49.00', '75.87096774193548387') };
    expect(itemPrice(line('3', '75.87', [share]), 'EUR')).toMatchObject({ quantity: '3', price: '75.87', baseQuantity: '3' });
  });

  it('is never below zero: the quantity is', () => {
    expect(itemPrice(line('1', '-312.89', [plain('1', '-312.89', '-312.89')]), 'EUR')).toMatchObject({ quantity: '-1', price: '312.89' });
    expect(itemPrice(line('-40', '-10.00', [plain('-40', '0.25', '-10')]), 'EUR')).toMatchObject({ quantity: '-40', price: '0.25' });
    expect(itemPrice(line('-40', '-12.00', [plain('-40', '0.25', '-10'), plain('0', '0', '-2')]), 'EUR')).toMatchObject({
      quantity: '-40',
      price: '12.00',
      baseQuantity: '40',
    });
  });

  it('is a lump sum where no quantity, or one of the other sign, explains the amount', () => {
    const lump = { unitCode: 'LS', baseQuantity: '1' };
    expect(itemPrice(line('0', '5.00', [{ ...plain('0', '0', '5'), flatFee: '5' }]), 'EUR')).toEqual({
      ...lump,
      quantity: '1',
      price: '5.00',
    });
    expect(itemPrice(line('3', '-5.00', [plain('3', '1', '3'), plain('0', '0', '-8')]), 'EUR')).toEqual({
      ...lump,
      quantity: '-1',
      price: '5.00',
    });
  });

  it('is in the unit the line is in, where that has a code', () => {
    const unitOf = (unit: string): string => itemPrice(line('1', '1.00', [plain('1', '1', '1')], { unit }), 'EUR').unitCode;
    expect(['h', 'Stunden', 'GB', 'Monat', 'kWh', 'Stück', 'Aufrufe'].map(unitOf)).toEqual([
      'HUR',
      'HUR',
      'E34',
      'MON',
      'KWH',
      'H87',
      'C62',
    ]);
    expect(itemPrice(line('1', '1.00', [plain('1', '1', '1')], { unit: 'h', unitCode: 'MIN' }), 'EUR').unitCode).toBe('MIN');
  });

  it('times the quantity is the line to the last digit, whatever the line is made of', () => {
    const figure = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 7 })).map(([value, digits]) => {
      return quantityText(decimal(String(value)).div(decimal(`1${'0'.repeat(digits)}`)));
    });
    const part = fc.record({ quantity: figure, unitPrice: figure, flatFee: fc.oneof(fc.constant('0'), figure) }).map((it): ChargePart => {
      return { ...it, amount: quantityText(decimal(it.quantity).times(decimal(it.unitPrice)).plus(decimal(it.flatFee))) };
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (parts, currency) => {
        const gross = roundToMinor(sum(parts.map(({ amount }) => decimal(amount))), currency);
        const quantity = quantityText(sum(parts.map((it) => decimal(it.quantity))));
        const price = itemPrice(line(quantity, amountText(gross, currency), parts), currency);
        const comes = decimal(price.quantity).times(decimal(price.price)).div(decimal(price.baseQuantity));
        expect(roundToMinor(comes, currency).eq(gross)).toBe(true);
        expect(price.price.startsWith('-') || price.baseQuantity.startsWith('-') || price.baseQuantity === '0').toBe(false);
      }),
    );
  });
});
