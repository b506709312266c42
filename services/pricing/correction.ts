import type { Language } from '../../shared/catalog.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, sum } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { discountDifference } from './discounts.ts';
import { partsLess } from './parts.ts';

/** What a corrected line is called beside its price. */
const CORRECTION: Readonly<Record<Language, string>> = { de: 'Nachberechnung', en: 'correction' };

/**
 * The lines that bring what was billed of a period to what it is rated at now: one for each price whose quantity or
 * amount has changed, in the order of the plan. Billed in all, to the minor unit, is then what one bill would have
 * come to; a difference of amounts rounded one by one would not be.
 *
 * @param rated every line of the period as it is rated now, less its discounts, those of zero among them
 * @param billed lines that stand for good, corrections among them
 * @param sequence 1 for the first correction of the period
 */
export function correctionLines(
  rated: readonly ChargeLine[],
  billed: readonly ChargeLine[],
  { sequence, currency, language }: { sequence: number; currency: string; language: Language },
): ChargeLine[] {
  return rated.flatMap((line) => {
    const before = billed.filter((it) => it.trace.price === line.trace.price);
    const billedParts = before.flatMap(({ parts }) => parts);
    const billedNet = total(before.map(({ net }) => net));
    const quantity = decimal(line.quantity).minus(total(before.map((it) => it.quantity)));
    const ratedExact = total(line.parts.map(({ amount }) => amount));
    const net = decimal(line.net).minus(billedNet);
    const billedDiscounts = before.flatMap((it) => it.discounts ?? []);
    const discounts = discountDifference(line.discounts ?? [], billedDiscounts, currency);
    if (quantity.isZero() && net.isZero()) return [];

    const correction = {
      sequence,
      ratedExact: quantityText(ratedExact),
      billedExact: quantityText(total(billedParts.map(({ amount }) => amount))),
      billedNet: amountText(billedNet, currency),
      ...(billedDiscounts.length > 0 ? { billedDiscount: amountText(total(billedDiscounts.map(({ amount }) => amount)), currency) } : {}),
    };
    const { discounts: _, ...rated } = line;
    return [
      {
        ...rated,
        description: `${line.description}, ${CORRECTION[language]}`,
        quantity: quantityText(quantity),
        parts: partsLess(line.parts, billedParts),
        ...(discounts.length > 0 ? { discounts } : {}),
        net: amountText(net, currency),
        trace: { ...line.trace, correction },
      },
    ];
  });
}

function total(amounts: readonly string[]): Decimal {
  return sum(amounts.map(decimal));
}
