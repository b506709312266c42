import { numberText } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type NumberPlace, numbersAt } from '../../shared/number-list.store.ts';
import { counters, type Counter } from '../../shared/number.store.ts';

/** Numbers that are looked at for one answer. */
const LOOKED_AT = 500;

/** Which numbers of a stretch of a counter are bound to no document. */
export interface GapCheck {
  readonly first: string;
  readonly last: string;
  readonly missing: readonly string[];
  /** Position at which the next stretch, of lower numbers, begins. */
  readonly next?: number;
}

/**
 * Looks for gaps from a position downwards, so many numbers at a time. Those of a run that is under way are missing until
 * their invoices are made.
 *
 * @param from the last number of the counter if not given
 * @throws {NotFoundError} if there is no such counter
 */
export async function gapsBelow(sellerId: string, name: string, from: number | undefined): Promise<GapCheck> {
  const counter = (await counters(sellerId)).find((it) => it.counter === name);
  if (!counter) throw new NotFoundError(`Seller "${sellerId}" has no series "${name}".`);
  const start = Math.min(from ?? counter.last, counter.last);
  const positions = Array.from({ length: Math.max(0, Math.min(LOOKED_AT, start)) }, (_, i) => start - i);
  const found = await numbersAt(sellerId, name, positions);
  const [last, first] = [found[0]?.position ?? 0, found.at(-1)?.position ?? 0];
  const missing = found.filter(({ draft }) => !draft).map(({ position }) => textAt(counter, position, found));
  return { first: textAt(counter, first, found), last: textAt(counter, last, found), missing, ...(first > 1 ? { next: first - 1 } : {}) };
}

/** As its neighbours are printed, which have the digits of the series. */
function textAt({ counter, pattern }: Counter, position: number, found: readonly NumberPlace[]): string {
  const neighbour = found.find(({ draft }) => draft)?.draft?.number ?? '';
  const digits = neighbour.length - pattern.replace('{number}', '').length;
  return numberText({ counter, digits: Math.max(digits, 1), pattern }, position);
}
