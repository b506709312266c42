import { canonicalJson } from '../../shared/content-hash.ts';
import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/** Arithmetic of the parts of a line. Each is linear in its figures, so parts of the same step add up to one. */

/** What parts come to, not rounded. */
export function amountOf(parts: readonly ChargePart[]): Decimal {
  return sum(parts.map(({ amount }) => decimal(amount)));
}

/** Units that parts are about: those in their packages, or their quantities. */
export function unitsOf(parts: readonly ChargePart[]): Decimal {
  return sum(parts.map(({ units, quantity }) => decimal(units ?? quantity)));
}

/** Parts of the same step made one: what is free first, then by tier, what a minimum adds last. */
export function mergedParts(parts: readonly ChargePart[]): ChargePart[] {
  const merged = new Map<string, ChargePart>();
  for (const part of parts) {
    const key = stepOf(part);
    const known = merged.get(key);
    merged.set(key, known ? added(known, part) : part);
  }
  return [...merged.values()].sort(byStep);
}

/**
 * Parts less others: what is still to be billed of what is rated now, where some was billed before. Steps that come
 * to nothing are left out, but a line keeps one.
 */
export function partsLess(rated: readonly ChargePart[], billed: readonly ChargePart[]): ChargePart[] {
  const all = mergedParts([...rated, ...billed.map(negated)]);
  const changed = all.filter((part) => FIGURES.some((figure) => !decimal(part[figure] ?? '0').isZero()));
  return changed.length > 0 ? changed : all.slice(0, 1);
}

const FIGURES = ['quantity', 'units', 'flatFee', 'amount'] as const;

/** What names a step of a price: everything of a part that isn't added up. */
function stepOf({ kind, upTo, values, packageSize, unitPrice }: ChargePart): string {
  return canonicalJson({ kind, upTo, values, packageSize, unitPrice: quantityText(decimal(unitPrice)) });
}

function added(a: ChargePart, b: ChargePart): ChargePart {
  const plus = (left: string, right: string): string => quantityText(decimal(left).plus(decimal(right)));
  return {
    ...a,
    ...(a.units === undefined || b.units === undefined ? {} : { units: plus(a.units, b.units) }),
    quantity: plus(a.quantity, b.quantity),
    flatFee: plus(a.flatFee, b.flatFee),
    amount: plus(a.amount, b.amount),
  };
}

function negated(part: ChargePart): ChargePart {
  const minus = (text: string): string => quantityText(ZERO.minus(decimal(text)));
  return {
    ...part,
    ...(part.units === undefined ? {} : { units: minus(part.units) }),
    quantity: minus(part.quantity),
    flatFee: minus(part.flatFee),
    amount: minus(part.amount),
  };
}

function byStep(a: ChargePart, b: ChargePart): number {
  return rank(a) - rank(b) || byBound(a, b);
}

function rank({ kind }: ChargePart): number {
  if (kind === 'free') return 0;
  if (kind === undefined || kind === 'event-amounts') return 1;
  return kind === 'minimum-spend' ? 3 : 2;
}

function byBound(a: ChargePart, b: ChargePart): number {
  if (a.upTo === undefined || b.upTo === undefined) return Number(a.upTo === undefined) - Number(b.upTo === undefined);
  return decimal(a.upTo).comparedTo(decimal(b.upTo));
}
