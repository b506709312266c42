import { expect, it } from '@jest/globals';

import { decimal } from '../../shared/money.ts';
import { standardParts } from './standard.ts';

it.each([
  { why: 'nothing used', quantity: '0', unitPrice: '0.12', amount: '0' },
  { why: 'one unit', quantity: '1', unitPrice: '0.12', amount: '0.12' },
  { why: 'a fraction of one', quantity: '0.5', unitPrice: '0.12', amount: '0.06' },
  { why: 'a price far below a cent, not rounded', quantity: '3', unitPrice: '0.000095', amount: '0.000285' },
  { why: 'usage that was taken back', quantity: '-10', unitPrice: '0.12', amount: '-1.2' },
  { why: 'a price below 0', quantity: '10', unitPrice: '-0.12', amount: '-1.2' },
  {
    why: 'digits that a float would lose',
    quantity: '123456789012345678',
    unitPrice: '0.000000000000000001',
    amount: '0.123456789012345678',
  },
])('$why: $quantity at $unitPrice are $amount', ({ quantity, unitPrice, amount }) => {
  expect(standardParts(decimal(quantity), unitPrice)).toEqual([{ quantity, unitPrice, flatFee: '0', amount }]);
});
