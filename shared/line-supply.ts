import { inLanguage } from './catalog.ts';
import type { Language } from './catalog.ts';
import { canonicalJson } from './content-hash.ts';
import type { Price } from './price.ts';
import type { LineSupply } from './tax-terms.ts';

/** What of a price decides the tax of its line; undefined where it is a service at the standard rate. */
export function supplyOf({ kind, tax }: Pick<Price, 'kind' | 'tax'>, language: Language): LineSupply | undefined {
  const { rate, category, reason, code } = tax ?? {};
  const exempt = category && {
    category,
    ...(reason === undefined ? {} : { reason: inLanguage(reason, language) }),
    ...(code === undefined ? {} : { code }),
  };
  if (kind !== 'goods' && rate === undefined && !exempt) return undefined;
  return { ...(kind === 'goods' ? { kind } : {}), ...(rate === undefined ? {} : { rate }), ...(exempt ? { exempt } : {}) };
}

/** What decides the tax of a line that belongs to all prices of a plan: what they share, since a catalog's plan with a minimum is of one tax. */
export function sharedSupply(prices: readonly Pick<Price, 'kind' | 'tax'>[], language: Language): LineSupply | undefined {
  const [first, ...others] = prices.map((price) => supplyOf(price, language));
  return others.every((other) => canonicalJson(other ?? {}) === canonicalJson(first ?? {})) ? first : undefined;
}
