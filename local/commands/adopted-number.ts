import type { Seller } from '../../shared/catalog.ts';
import { counterOf, patternOf } from '../../shared/number-series.ts';

/** A document of the archive as its key tells it: which number of which series it is. */
export interface NamedDocument {
  readonly key: string;
  readonly number: string;
  readonly isVoid: boolean;
  readonly series: string;
  readonly counter: string;
  readonly pattern: string;
  readonly digits: number;
  readonly position: number;
}

/**
 * Reads what a key of the archive names, by the seller's number series.
 *
 * @returns undefined if no series of the seller gives such a number
 */
export function namedDocument({ id, numberSeries }: Pick<Seller, 'id' | 'numberSeries'>, key: string): NamedDocument | undefined {
  const [, sellerId, year, name = ''] = /^([^/]+)\/(\d{4})\/([^/]+)\.pdf$/.exec(key) ?? [];
  if (sellerId !== id) return undefined;
  const isVoid = name.endsWith('-VOID');
  const number = isVoid ? name.slice(0, -'-VOID'.length) : name;
  for (const series of numberSeries) {
    const anyDay = `${year}-01-01`;
    const pattern = patternOf(series, anyDay);
    const [before = '', behind = ''] = pattern.split('{number}');
    const digits = number.slice(before.length, number.length - behind.length);
    if (!number.startsWith(before) || !number.endsWith(behind) || !/^\d+$/.test(digits)) continue;
    const { prefix } = series;
    return {
      key,
      number,
      isVoid,
      series: prefix,
      counter: counterOf(series, anyDay),
      pattern,
      digits: series.digits,
      position: Number(digits),
    };
  }
  return undefined;
}
