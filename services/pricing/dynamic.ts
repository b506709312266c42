import { decimal, quantityText } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';

/**
 * Each event says itself what it costs: the sum of their amounts, times a multiplier. The quantity is shown, and has
 * no price of its own.
 *
 * @see docs/sources.md#dynamic
 */
export const dynamic: PriceModel<PriceOf<'dynamic'>> = {
  asks: ({ amountProperty }) => ({ amountProperty }),
  parts: ({ multiplier }, { quantity, cell }) => [
    chargePart({ quantity, flatFee: quantityText(decimal(cell.amount ?? '0').times(decimal(multiplier))) }, { kind: 'event-amounts' }),
  ],
};
