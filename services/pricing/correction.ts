import type { Language } from '../../shared/catalog.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, sum } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { discountDifference } from './discounts.ts';
import { partsLess } from './parts.ts';
import { billedTerms } from './billed-terms.ts';

/**
 * The lines that bring what was billed of a claim to what it is rated at now: those of terms that don't hold any more
 * are taken back, then one for each line whose quantity or amount has changed, in the order of the plan. Billed in all,
 * to the minor unit, is then what one bill would have come to; a difference of amounts rounded one by one would not be.
 *
 * Lines are the same if price, plan version and service period are, and the share of the period that is billed.
 *
 * @param rated every line of the claim as it is rated now, less its discounts, those of zero among them
 * @param billed lines that stand for good, corrections among them
 * @param sequence 1 for the first correction of the period
 */
export function correctionLines(
  rated: readonly ChargeLine[],
  billed: readonly ChargeLine[],
  { sequence, currency, language }: { sequence: number; currency: string; language: Language },
): ChargeLine[] {
  const before = Map.groupBy(billed, billedTerms);
  const now = new Map(rated.map((line) => [billedTerms(line), line]));
  const gone = [...before].filter(([key]) => !now.has(key)).map(([, lines]) => ({ rated: nothingOf(lines[0]!, language), billed: lines }));
  const kept = [...now].map(([key, line]) => ({ rated: line, billed: before.get(key) ?? [] }));
  return [...gone, ...kept].flatMap((both) => correctionLine(both, { sequence, currency, language }));
}

interface RatedAndBilled {
  readonly rated: ChargeLine;
  readonly billed: readonly ChargeLine[];
}

function correctionLine(
  { rated, billed }: RatedAndBilled,
  { sequence, currency, language }: { sequence: number; currency: string; language: Language },
): ChargeLine[] {
  const billedParts = billed.flatMap(({ parts }) => parts);
  const billedNet = total(billed.map(({ net }) => net));
  const quantity = decimal(rated.quantity).minus(total(billed.map((it) => it.quantity)));
  const net = decimal(rated.net).minus(billedNet);
  const { discounts: taken = [], ...line } = rated;
  const billedDiscounts = billed.flatMap(({ discounts = [] }) => discounts);
  const discounts = discountDifference(taken, billedDiscounts, currency);
  if (quantity.isZero() && net.isZero() && discounts.length === 0) return [];

  const correction = {
    sequence,
    ratedExact: quantityText(total(rated.parts.map(({ amount }) => amount))),
    billedExact: quantityText(total(billedParts.map(({ amount }) => amount))),
    billedNet: amountText(billedNet, currency),
    ...(billedDiscounts.length === 0 ? {} : { billedDiscount: amountText(total(billedDiscounts.map(({ amount }) => amount)), currency) }),
  };
  return [
    {
      ...line,
      description: `${line.description}, ${LANGUAGES[language].charges.correction}`,
      quantity: quantityText(quantity),
      parts: partsLess(rated.parts, billedParts),
      ...(discounts.length === 0 ? {} : { discounts }),
      net: amountText(net, currency),
      trace: { ...line.trace, correction },
    },
  ];
}

/** What a line is rated at whose terms don't hold any more: nothing is counted and nothing charged. */
function nothingOf(line: ChargeLine, language: Language): ChargeLine {
  const { discounts: _, trace, ...rest } = line;
  const { correction, fingerprint: __, measured: ___, peaks: ____, spend: _____, ...why } = trace;
  const suffix = `, ${LANGUAGES[language].charges.correction}`;
  const description = correction && line.description.endsWith(suffix) ? line.description.slice(0, -suffix.length) : line.description;
  const parts = line.parts.map((part) => {
    return { ...part, ...(part.units === undefined ? {} : { units: '0' }), quantity: '0', flatFee: '0', amount: '0' };
  });
  return { ...rest, description, quantity: '0', parts, net: '0', trace: why.events === undefined ? why : { ...why, events: 0 } };
}

function total(amounts: readonly string[]): Decimal {
  return sum(amounts.map(decimal));
}
