import type { ChargePart, InvoiceLine } from '../invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum, ZERO } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { ItemPrice } from './electronic-invoice.ts';
import { LUMP_SUM, unitCodeOf } from './unit-codes.ts';

/**
 * The price of a line, such that quantity × price ÷ base quantity, rounded to the minor unit, is exactly what the line
 * comes to before its allowances and charges:
 *
 * - where one price and no fee explains it, that price;
 * - else its amount as the price of its quantity: tiers, windows, minima, shares of a period;
 * - and where the quantity is 0 or of the other sign, its amount as a lump sum.
 *
 * A price is never below zero: what is given back has a quantity below zero.
 *
 * @see docs/sources.md#en-16931-price
 */
export function itemPrice(line: InvoiceLine, currency: string): ItemPrice {
  const gross = grossOf(line);
  const unitCode = line.unitCode ?? unitCodeOf(line.unit);
  const part = plainPart(line);
  if (part) {
    const quantity = decimal(part.quantity);
    const price = decimal(part.unitPrice);
    const base = decimal(part.baseQuantity ?? '1');
    if (roundToMinor(quantity.times(price).div(base), currency).eq(gross)) return plainPrice(part, quantity, price, unitCode);
  }
  const quantity = decimal(line.quantity);
  const amount = amountText(gross.abs(), currency);
  if (quantity.isZero() || quantity.isNegative() !== gross.isNegative())
    return { quantity: gross.isNegative() ? '-1' : '1', unitCode: LUMP_SUM, price: amount, baseQuantity: '1' };
  return { quantity: quantityText(quantity), unitCode, price: amount, baseQuantity: quantityText(quantity.abs()) };
}

/** What a line comes to before its allowances and charges. */
function grossOf({ net, discounts = [], charges = [] }: InvoiceLine): Decimal {
  const of = (list: readonly { amount: string }[]): Decimal => sum(list.map(({ amount }) => decimal(amount)));
  return decimal(net).plus(of(discounts)).minus(of(charges));
}

/** The only step of a line, where it is a quantity at a price. */
function plainPart({ parts }: InvoiceLine): ChargePart | undefined {
  const [part, ...others] = parts;
  return part && others.length === 0 && part.packageSize === undefined && decimal(part.flatFee).isZero() ? part : undefined;
}

function plainPrice(part: ChargePart, quantity: Decimal, price: Decimal, unitCode: string): ItemPrice {
  const baseQuantity = part.baseQuantity ?? '1';
  if (price.isNegative()) return { quantity: quantityText(ZERO.minus(quantity)), unitCode, price: quantityText(price.neg()), baseQuantity };
  const gross = part.grossPrice === undefined ? undefined : { price: part.grossPrice, discount: part.priceDiscount };
  return { quantity: part.quantity, unitCode, price: part.unitPrice, baseQuantity, gross };
}
