import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargePart, PeriodShare } from '../../shared/invoice.ts';
import { decimal, quantityText, whole } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { secondsIn } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { MeteredPrice, Price } from '../../shared/price.ts';
import { billableQuantity, freeQuantity } from './billable-quantity.ts';
import { flatParts } from './flat.ts';
import type { Cell, Measured } from './measuring.ts';
import { amountOf, mergedParts } from './parts.ts';
import { shareOf } from './period-share.ts';
import { chargePart } from './price-model.ts';
import type { RatedUsage } from './price-model.ts';
import { modelOf } from './price-models.ts';
import { commitmentParts, feePart, minimumSpendDue } from './spend.ts';

/** What of a whole period is billed: its share, and for how many seats; one if not given. */
interface Due {
  readonly share: PeriodShare;
  readonly seats?: string | undefined;
}

/**
 * What a price comes to in a service period, step by step, before rounding and discounts.
 *
 * A metered price is applied to the period as a whole, or to each cell of it (hours, days, values of properties) by
 * itself; parts of the same step are then added up. Last comes what a commitment and a minimum add.
 *
 * @param measured what each of the price's meters answered, in the order of `measuringOf`
 * @throws {NotPriceableError} if the price can't be applied to what was measured
 */
export function ratedParts(
  price: Price,
  measured: readonly Measured[],
  period: ServicePeriod,
  { share, seats }: Due = { share: shareOf('day', period) },
): ChargePart[] {
  if (price.model === 'flat') return flatParts(price.amount, share, price.perSeat === false ? '1' : seats);
  const parts = meteredParts(price, cellsOf(price, measured), period);
  if (price.minimumSpend === undefined) return parts;
  const due = minimumSpendDue(price.minimumSpend, amountOf(parts), share);
  return due.isZero() ? parts : [...parts, feePart('minimum-spend', due)];
}

function meteredParts(price: MeteredPrice, cells: readonly RatedCell[], period: ServicePeriod): ChargePart[] {
  const parts = cells.flatMap((cell) => committed(price, cellParts(price, cell)));
  const all = [...parts, ...unusedWindows(price, cells.length, period)];
  return cells.length === 1 && all.length === parts.length ? parts : mergedParts(all);
}

function committed({ commitment }: MeteredPrice, parts: ChargePart[]): ChargePart[] {
  return commitment ? [...parts, ...commitmentParts(parts, commitment)] : parts;
}

const SECONDS_OF_HOUR = 3_600;

/** Windows in which nothing was used have no cell, but a commitment that is trued up is due in each. */
function unusedWindows({ window, commitment }: MeteredPrice, used: number, { part, partDays }: ServicePeriod): ChargePart[] {
  if (window === undefined || !commitment?.trueUp) return [];
  const unused = (window === 'day' ? partDays : Math.ceil(secondsIn(part) / SECONDS_OF_HOUR)) - used;
  return unused > 0 ? [feePart('minimum-spend', decimal(commitment.amount).times(whole(unused)))] : [];
}

function cellParts(price: MeteredPrice, { cell, peaks }: RatedCell): ChargePart[] {
  const quantity = billableQuantity(decimal(cell.quantity), price);
  const free = freeQuantity(quantity, price);
  if (free.isZero()) return partsByModel(price, { quantity, cell, peaks });
  return [chargePart({ quantity: free }, { kind: 'free' }), ...partsByModel(price, { quantity: quantity.minus(free), cell, peaks })];
}

function partsByModel(price: MeteredPrice, usage: RatedUsage): ChargePart[] {
  try {
    return modelOf(price).parts(price, usage);
  } catch (error) {
    // What models refuse is a quantity below 0.
    if (!(error instanceof RangeError)) throw error;
    throw new NotPriceableError(
      `Price "${price.id}" is ${price.model}, and its meter measured ${quantityText(usage.quantity)}: ${error.message}`,
    );
  }
}

/** A cell, with what every meter of the price measured in it. */
interface RatedCell {
  readonly cell: Omit<Cell, 'window'>;
  readonly peaks: ReadonlyMap<string, Decimal>;
}

const NO_PEAKS: ReadonlyMap<string, Decimal> = new Map();

/** What is rated by itself: the cells that were measured, or the whole where nothing splits it. */
function cellsOf(price: MeteredPrice, measured: readonly Measured[]): RatedCell[] {
  const isSplit = price.window !== undefined || price.model === 'matrix';
  const cellsIn = (answer: Measured): readonly Cell[] => answer.cells ?? (isSplit ? [] : [answer]);
  if (price.model !== 'capacity') return measured.flatMap(cellsIn).map((cell) => ({ cell, peaks: NO_PEAKS }));

  const byWindow = new Map<string, { cell: Cell; peaks: Map<string, Decimal> }>();
  for (const answer of measured) {
    for (const cell of cellsIn(answer)) {
      const window = cell.window ?? '';
      const known = byWindow.get(window) ?? { cell, peaks: new Map<string, Decimal>() };
      known.peaks.set(answer.meter, decimal(cell.quantity));
      byWindow.set(window, known);
    }
  }
  return [...byWindow.values()];
}
