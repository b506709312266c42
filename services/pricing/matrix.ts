import { canonicalJson } from '../../shared/content-hash.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';

/** The price of a unit is that of the row with the values of its event, or the default. */
export const matrix: PriceModel<PriceOf<'matrix'>> = {
  asks: ({ by }) => ({ by }),
  parts: ({ rows, default: others }, { quantity, cell: { values } }) => {
    // Nothing was used, so there is no cell.
    if (values === undefined) return [chargePart({ quantity, unitPrice: others })];
    const wanted = canonicalJson(values);
    const row = rows.find((it) => canonicalJson(it.values) === wanted);
    return [chargePart({ quantity, unitPrice: row?.unitPrice ?? others }, { values: [...values] })];
  },
};
