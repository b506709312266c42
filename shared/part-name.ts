import { quantityFigure } from './figures.ts';
import type { ChargePart } from './invoice.ts';
import type { PartKind } from './part-kind.ts';

const KINDS: Readonly<Record<PartKind, string>> = {
  free: 'free',
  'event-amounts': 'what its events cost',
  'fixed-per-event': 'fixed amount of each event',
  'minimum-per-event': 'at the minimum of an event',
  'maximum-per-event': 'at the maximum of an event',
  overage: 'above the commitment',
  'minimum-spend': 'up to the minimum',
};

/**
 * What a part of a line is, for people: its tier, its values, its packages.
 *
 * @param hasTiers whether the price it is a part of has tiers
 */
export function partName({ kind, upTo, values, packageSize, units }: ChargePart, hasTiers: boolean): string {
  if (kind !== undefined) return KINDS[kind];
  const tier = upTo === undefined ? (hasTiers ? 'above' : '') : `up to ${quantityFigure(upTo)}`;
  const packages = packageSize === undefined ? '' : `packages of ${quantityFigure(packageSize)} for ${quantityFigure(units ?? '0')}`;
  return [tier, values?.join(', ') ?? '', packages].filter((it) => it !== '').join(': ');
}
