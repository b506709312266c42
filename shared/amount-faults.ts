import type { Fault } from './catalog-issues.ts';
import { canonicalJson } from './content-hash.ts';
import { decimal, minorDigits } from './money.ts';
import { COMMITMENT, MINIMUM_SPEND } from './plan.ts';
import type { PlanVersion } from './plan.ts';
import type { Price } from './price.ts';

type Path = readonly (string | number)[];

/** An amount that stands on invoices as it is, and where. */
interface Stated {
  readonly path: Path;
  readonly amount: string;
}

/**
 * Amounts of plans that no invoice could state, and prices by the name of a line that is no price's. Unit prices may have
 * more digits than amounts. A version that is kept as it is written is left alone: it can't be changed any more.
 *
 * @param kept versions of earlier imports
 */
export function amountFaults(plans: readonly PlanVersion[], kept: readonly PlanVersion[]): Fault[] {
  const before = new Set(kept.map((plan) => canonicalJson(plan)));
  return plans.flatMap((plan, p) => {
    if (before.has(canonicalJson(plan))) return [];
    const lines = new Map([[MINIMUM_SPEND, 'minimum'], ...(plan.commitment ? [[COMMITMENT, 'commitment'] as const] : [])]);
    const reserved = plan.prices.flatMap(({ id }, i): Fault[] => {
      const line = lines.get(id);
      const message = `"${id}" names the line of a plan's ${line}; give the price another id`;
      return line === undefined ? [] : [{ path: ['plans', p, 'prices', i, 'id'], message }];
    });
    return [...reserved, ...tooFine(statedBy(plan), plan.currency, ['plans', p])];
  });
}

/** Amounts of a price, as a customer gets it, that no invoice could state. */
export function priceAmountFaults(price: Price, currency: string, path: Path): Fault[] {
  return tooFine(statedByPrice(price), currency, path);
}

function statedBy({ prices, minimumSpend, maximumSpend, commitment }: PlanVersion): Stated[] {
  return [
    ...stated({ minimumSpend, maximumSpend }),
    ...(commitment ? [{ path: ['commitment', 'amount'], amount: commitment.amount }] : []),
    ...prices.flatMap((price, i) => statedByPrice(price).map(({ path, amount }) => ({ path: ['prices', i, ...path], amount }))),
  ];
}

function statedByPrice(price: Price): Stated[] {
  if (price.model === 'flat') return stated({ amount: price.amount });
  return stated({ minimumSpend: price.minimumSpend, maximumSpend: price.maximumSpend });
}

function stated(fields: Readonly<Record<string, string | undefined>>): Stated[] {
  return Object.entries(fields).flatMap(([field, amount]) => (amount === undefined ? [] : [{ path: [field], amount }]));
}

function tooFine(amounts: readonly Stated[], currency: string, at: Path): Fault[] {
  const digits = minorDigits(currency);
  const most = digits === 0 ? 'no digits behind the point' : `at most ${digits} digits behind the point`;
  return amounts
    .filter(({ amount }) => decimal(amount).decimalPlaces() > digits)
    .map(({ path, amount }) => ({ path: [...at, ...path], message: `an amount in ${currency} has ${most}, not ${amount}` }));
}
