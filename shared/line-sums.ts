import type { InvoiceLine } from './invoice.ts';
import { amountText, decimal, quantityText, ZERO } from './money.ts';
import type { Decimal } from './money.ts';

/** What the lines of a document come to, by plan version and by meter. */
export interface LineSums {
  readonly plans: { plan: string; version: number; net: string }[];
  readonly meters: { meter: string; quantity: string; net: string }[];
}

/**
 * Adds up the lines of a document, corrections among them, exactly: what it says of a plan version is the sum of
 * that version's lines, so all of them together are the net total. Lines without a meter are in no meter's sum.
 *
 * Two prices of a plan may share a meter; what was measured in a service period then counts once.
 *
 * @param lines with amounts rounded to the minor unit of `currency`
 * @returns plans by id and version, meters by id
 */
export function lineSums(lines: readonly InvoiceLine[], currency: string): LineSums {
  const plans = new Map<string, { plan: string; version: number; net: Decimal }>();
  const meters = new Map<string, { meter: string; quantity: Decimal; net: Decimal }>();
  const counted = new Map<string, string>();
  for (const { net, quantity, period, trace } of lines) {
    const { plan, planVersion: version, meter, subscription, price } = trace;
    const ofPlan = plans.get(`${plan}|${version}`)?.net ?? ZERO;
    plans.set(`${plan}|${version}`, { plan, version, net: ofPlan.plus(decimal(net)) });
    if (meter === undefined) continue;

    const measured = `${subscription}|${period.start}|${meter}`;
    if (!counted.has(measured)) counted.set(measured, price);
    const isCounted = counted.get(measured) === price;
    const ofMeter = meters.get(meter) ?? { quantity: ZERO, net: ZERO };
    meters.set(meter, {
      meter,
      quantity: isCounted ? ofMeter.quantity.plus(decimal(quantity)) : ofMeter.quantity,
      net: ofMeter.net.plus(decimal(net)),
    });
  }
  return {
    plans: [...plans.values()]
      .sort((a, b) => inOrder(a.plan, b.plan) || a.version - b.version)
      .map(({ plan, version, net }) => ({ plan, version, net: amountText(net, currency) })),
    meters: [...meters.values()]
      .sort((a, b) => inOrder(a.meter, b.meter))
      .map(({ meter, quantity, net }) => ({ meter, quantity: quantityText(quantity), net: amountText(net, currency) })),
  };
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
