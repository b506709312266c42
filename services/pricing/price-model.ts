import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { MeteredPrice } from '../../shared/price.ts';
import type { Cell, Measuring } from './measuring.ts';

/** What a price is applied to at once: what was measured in a period, or in a cell of it. */
export interface RatedUsage {
  /** Converted, rounded and without what is included. */
  readonly quantity: Decimal;
  /** What else the meter answered. */
  readonly cell: Pick<Cell, 'events' | 'values' | 'tally' | 'amount'>;
  /** Of a price on several meters, what each of them measured. */
  readonly peaks: ReadonlyMap<string, Decimal>;
}

/** A model: what prices of it ask of their meter beside its quantity, and what they come to. */
export interface PriceModel<Priced extends MeteredPrice> {
  readonly asks?: (price: Priced) => Omit<Measuring, 'meter' | 'window'>;
  /** One part for each step of the price, at least one where something is due; amounts are not rounded. */
  readonly parts: (price: Priced, usage: RatedUsage) => ChargePart[];
}

/** A step of a price: quantity × unit price + flat fee. */
export function chargePart(
  { quantity, unitPrice = '0', flatFee = '0' }: { quantity: Decimal; unitPrice?: string; flatFee?: string },
  labels: Partial<ChargePart> = {},
): ChargePart {
  return {
    ...labels,
    quantity: quantityText(quantity),
    unitPrice,
    flatFee,
    amount: quantityText(quantity.times(decimal(unitPrice)).plus(decimal(flatFee))),
  };
}
